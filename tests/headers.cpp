// Nothing: what tests share is compiled with this.
