"""pip, for the tests of generated packages."""
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import setuptools.command.bdist_wheel

    alone = ["--no-build-isolation"]
except ImportError:  # an older one: pip fetches what the package asks for
    alone = []


def installed(folder, **environment):
    """A temporary folder in which the package is installed."""
    place = tempfile.TemporaryDirectory()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", *alone]
    subprocess.run([*pip, "--target", place.name, pathlib.Path(folder).resolve()], check=True, env=os.environ | environment)
    return place
