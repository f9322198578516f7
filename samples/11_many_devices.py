"""Lesson 11, second half: training on many devices. 11_kernels.cpp wrote the gradient of the digits model for the images of one device of eight. Here each
device computes its own, and a mean over the devices is the gradient for all images.

    cmake --preset gcc-release && cmake --build --preset gcc-release --target digits_shares
    python samples/11_many_devices.py build/gcc-release/samples/digits_shares/digits_shares.py samples/data/digits.csv

Eight devices need no eight processors: here they are threads of one. Two computers, or two terminals of one, each with four of the devices:

    python samples/11_many_devices.py MODULE CSV --processes 2 --rank 0 --coordinator 127.0.0.1:4321
    python samples/11_many_devices.py MODULE CSV --processes 2 --rank 1 --coordinator 127.0.0.1:4321

A module of StableHLO, digits_shares.mlir (`digits_shares_generator --lang stablehlo --out DIR`), does as well as the source.
"""
import argparse
import functools
import importlib
import pathlib
import sys

import jax
import numpy as np
from jax.sharding import NamedSharding, PartitionSpec

DEVICES, PIXELS, CLASSES, RATE = 8, 64, 10, 1.0
TRAINING = 1437 // DEVICES * DEVICES  # images: each device has as many as any other
EVERYWHERE, SHARED = PartitionSpec(), PartitionSpec("devices")  # the whole array on each device; an eighth of its rows on each


def load(path):
    """The generated functions: of JAX's source, or of a module of StableHLO."""
    if path.suffix == ".mlir":
        sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "codegen" / "python"))
        return importlib.import_module("cotangent_xla").load(path)
    sys.path.insert(0, str(path.parent))
    return importlib.import_module(path.stem)


def read_digits(path):
    """Images of pixels from 0 to 1, and labels; the first are for training."""
    rows = np.loadtxt(path, delimiter=",", dtype=np.float32)
    return rows[:, :PIXELS] / 16, rows[:, PIXELS].astype(int)


def make_step(share_gradient, mesh):
    """One step of gradient descent. What shard_map is given runs on each device, on its rows of images and labels; parameters are the same on all."""

    @jax.jit
    @functools.partial(jax.shard_map, mesh=mesh, in_specs=(EVERYWHERE, SHARED, SHARED), out_specs=(EVERYWHERE, EVERYWHERE))
    def step(parameters, images, labels):
        found = share_gradient(parameters, images, labels)
        value, gradient = jax.lax.pmean(found, "devices")  # the only time that devices talk: an all-reduce of 651 numbers
        return jax.tree.map(lambda p, g: p - RATE * g, parameters, gradient), value

    return step


def place(mesh, zero, images, labels):
    """The first parameters, and the training images and labels, each on its devices. A process fills in what its own devices have."""
    put = lambda array, spec: jax.make_array_from_callback(array.shape, NamedSharding(mesh, spec), lambda rows: array[rows])
    one_hot = np.eye(CLASSES, dtype=np.float32)[labels[:TRAINING]]
    return jax.tree.map(lambda leaf: put(leaf, EVERYWHERE), zero), put(images[:TRAINING], SHARED), put(one_hot, SHARED)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("module", type=pathlib.Path)
    arguments.add_argument("csv", type=pathlib.Path)
    arguments.add_argument("--steps", type=int, default=1000)
    arguments.add_argument("--processes", type=int, default=1)
    arguments.add_argument("--rank", type=int, default=0, help="of this process")
    arguments.add_argument("--coordinator", help="host:port at which the process of rank 0 listens")
    arguments.add_argument("--save", type=pathlib.Path, help="where to put the parameters (.npz)")
    options = arguments.parse_args()

    jax.config.update("jax_num_cpu_devices", DEVICES // options.processes)
    if options.processes > 1:
        jax.distributed.initialize(options.coordinator, options.processes, options.rank)
    mesh = jax.make_mesh((DEVICES,), ("devices",))
    images, labels = read_digits(options.csv)
    model = load(options.module)
    step = make_step(model.share_gradient, mesh)
    zero = model.parameters(weights=np.zeros((CLASSES, PIXELS), np.float32), bias=np.zeros(CLASSES, np.float32))
    parameters, images_there, labels_there = place(mesh, zero, images, labels)
    for number in range(options.steps + 1):
        parameters, value = step(parameters, images_there, labels_there)
        value.block_until_ready()  # (devices that are threads must not have steps waiting: each would need a thread more)
        if number % 100 == 0:
            print(f"step {number:4}  loss {value:.4f}")

    weights, bias = map(np.asarray, parameters)
    right = np.argmax(images[1437:] @ weights.T + bias, 1) == labels[1437:]
    print(f"{len(jax.devices())} devices in {jax.process_count()} processes: held-back accuracy {np.mean(right):.4f}")
    if options.save:
        np.savez(options.save, weights=weights, bias=bias)


if __name__ == "__main__":
    main()
