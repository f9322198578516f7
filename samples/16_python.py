"""Lesson 16, second half: generated functions on NumPy's arrays, and as functions of JAX. The first half, 16_python_kernels.cpp, is built with `WITH python`
(cotangent_generate) or run with `--lang c --with python`; pip installs the folder that it writes, and compiles its C, with XLA's handler if JAX is there:

    pip install build/gcc-release/samples/digits_python/digits_python_python
    python samples/16_python.py samples/data/digits.csv
"""
import sys

import digits_python as kernels
import numpy as np

TRAINING, RATE = 1437, 0.5


def read_digits(path):
    """Images of pixels from 0 to 1, and labels."""
    rows = np.loadtxt(path, delimiter=",", dtype=np.float32)
    return np.ascontiguousarray(rows[:, :-1]) / 16, rows[:, -1].astype(np.int32)


def main():
    images, labels = read_digits(sys.argv[1])
    model = kernels.parameters(weights=np.zeros((10, 64), np.float32), bias=np.zeros(10, np.float32))
    x, y = images[:TRAINING], labels[:TRAINING]

    # One call for all images: leading axes are as many examples. A struct is a NamedTuple, or a dict with its members.
    print("one image:", kernels.image_loss(model, x[0], y[0]), " 1,437 images:", kernels.image_loss(model, x, y).shape)
    one = np.ones(TRAINING, np.float32)
    for step in range(501):
        gradient, *_ = kernels.image_loss_pullback(model, x, y, one)  # of each image
        model = kernels.parameters(*(p - RATE * g.mean(0) for p, g in zip(model, gradient)))
        if step % 250 == 0:
            print(f"NumPy: step {step:3}  loss {kernels.image_loss(model, x, y).mean():.4f}")
    right = kernels.scores(model, images[TRAINING:]).argmax(-1) == labels[TRAINING:]
    print(f"held-back accuracy {right.mean():.4f}")

    # What does not fit is an error that says where. Nothing is converted in silence.
    try:
        kernels.scores(model, images[0].astype(float))
    except TypeError as error:
        print(error)

    # The same functions where JAX is installed, differentiated by image_loss_pullback and image_loss_pushforward.
    import digits_python.jax as functions
    import jax

    def loss(model):
        return jax.vmap(functions.image_loss, (None, 0, 0))(model, x, y).mean()

    step = jax.jit(lambda model: jax.tree.map(lambda p, g: p - RATE * g, model, jax.grad(loss)(model)))
    model = kernels.parameters(weights=np.zeros((10, 64), np.float32), bias=np.zeros(10, np.float32))
    for _ in range(501):
        model = step(model)
    print(f"JAX: loss {loss(model):.4f}")


if __name__ == "__main__":
    main()
