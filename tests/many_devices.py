"""The digits model trained on many devices by lesson 11, from its JAX source and from its StableHLO: on eight devices of one process, and on two processes of
four each, with one all-reduce a step; held to the same training on one device, all images at once. Exits with 77 where JAX is not installed.

    many_devices.py --generator digits_shares_generator
"""
import argparse
import importlib.util
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"
from with_jax import jax, np

arguments = argparse.ArgumentParser()
arguments.add_argument("--generator", type=pathlib.Path, required=True)
options = arguments.parse_args()
samples = pathlib.Path(__file__).parents[1] / "samples"
script, csv = samples / "11_many_devices.py", samples / "data" / "digits.csv"
found = importlib.util.spec_from_file_location("lesson", script)
lesson = importlib.util.module_from_spec(found)
found.loader.exec_module(lesson)
STEPS, SECONDS = 50, 200
images, labels = lesson.read_digits(csv)


def trained(model, step, mesh):
    zero = model.parameters(np.zeros((lesson.CLASSES, lesson.PIXELS), np.float32), np.zeros(lesson.CLASSES, np.float32))
    parameters, *data = lesson.place(mesh, zero, images, labels)
    text = step.lower(parameters, *data).compile().as_text()
    for _ in range(STEPS):
        parameters, value = step(parameters, *data)
        value.block_until_ready()
    return [*parameters, value], text


def hold(what, given, wanted):
    """To 1e-6 of each array's length."""
    distance = max(float(np.linalg.norm(np.asarray(a) - b) / np.linalg.norm(b)) for a, b in zip(given, wanted, strict=True))
    print(f"{what}: {distance:.2g} from one device")
    assert distance < 1e-6, what


def on_processes(module, place):
    """Parameters, trained by the lesson in two processes: neither outlives this, and neither waits for one that has failed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    until, running = time.monotonic() + SECONDS, []
    try:
        for rank in range(2):
            command = [sys.executable, script, module, csv, "--steps", str(STEPS - 1), "--processes", "2", "--rank", str(rank), "--coordinator", address]
            with open(place / f"{rank}.txt", "w") as said:
                running.append(subprocess.Popen([*command, "--save", place / f"{rank}.npz"], env=environment, stdout=said, stderr=said, start_new_session=True))
        while any(process.poll() is None for process in running) and not any(process.poll() for process in running) and time.monotonic() < until:
            time.sleep(0.1)
        ended = [process.poll() for process in running]
        assert ended == [0, 0], f"{ended}\n" + "\n".join((place / f"{rank}.txt").read_text()[-3000:] for rank in range(2))
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    both = [np.load(place / f"{rank}.npz") for rank in range(2)]
    assert all(np.array_equal(both[0][name], both[1][name]) for name in ("weights", "bias"))
    return [both[0]["weights"], both[0]["bias"]]


with tempfile.TemporaryDirectory() as place:
    place = pathlib.Path(place)
    for language in ("jax", "stablehlo"):
        subprocess.run([options.generator, "--out", place, "--lang", language], check=True)
    mesh, one = jax.make_mesh((8,), ("devices",)), jax.make_mesh((1,), ("devices",), devices=jax.devices()[:1])
    for module in (place / "digits_shares.py", place / "digits_shares.mlir"):
        model = lesson.load(module)
        wanted, text = trained(model, lesson.make_step(model.whole_gradient, one), one)
        wanted = [np.asarray(leaf) for leaf in wanted]
        given, text = trained(model, lesson.make_step(model.share_gradient, mesh), mesh)
        collectives = re.findall(r" (all-reduce|all-gather|reduce-scatter|all-to-all|collective-permute)(?:-start)?\(", text)
        assert collectives == ["all-reduce"], collectives
        hold(f"{module.suffix}, eight devices", given, wanted)
        hold(f"{module.suffix}, two processes", on_processes(module, place), wanted[:2])

    said = subprocess.run([sys.executable, script, place / "digits_shares.py", csv], capture_output=True, text=True, timeout=SECONDS)
    assert said.returncode == 0 and "8 devices in 1 processes: held-back accuracy 0.9" in said.stdout, said.stdout + said.stderr
