"""The real programs, and the command line as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.checkout import TOP
from tests.support.programs import PROGRAMS, program

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
Helmfile = Callable[..., str]


def run(argv: tuple[str | Path, ...], folder: Path, **more: str) -> Done:
    """Run a program to its end in a folder, with more variables than the tests' own."""
    env = {**os.environ, "PYTHONPATH": str(TOP / "src"), **more}
    return subprocess.run(argv, cwd=folder, env=env, text=True, capture_output=True, check=False, timeout=300)


@pytest.fixture(scope="session")
def clusterctl() -> Run:
    """`clusterctl("render", folder=root)`: the command line of this checkout, run in a folder."""

    def command(*arguments: str, folder: Path, **more: str) -> Done:
        return run((sys.executable, "-m", "clusterctl", *arguments), folder, **more)

    return command


@pytest.fixture(scope="session")
def rendered_example(clusterctl: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, rendered once; `demo` is a copy that a test may change."""
    folder = tmp_path_factory.mktemp("example")
    for arguments in (("init", "demo", "--example"), ("render", "-C", "demo")):
        done = clusterctl(*arguments, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "demo"


@pytest.fixture
def demo(rendered_example: Path, tmp_path: Path) -> Path:
    """A rendered repository with its key, to be changed at will."""
    return Path(shutil.copytree(rendered_example, tmp_path / "demo", symlinks=True))


@pytest.fixture(scope="session")
def kustomize() -> Path:
    """The real kustomize."""
    return program("kustomize-5.8.1")


@pytest.fixture(scope="session")
def flux() -> Path:
    """The code of Flux' kustomize-controller as a program."""
    return program("flux-build-1.35.6")


@pytest.fixture(scope="session")
def helmfile() -> Helmfile:
    """`helmfile(root, "01-apps.yaml", "list")`: what the real helmfile prints about a helmfile of the bootstrap."""
    helm = program("helm-3.20.2").parent
    executable = program("helmfile-1.8.0")

    def command(root: Path, file: str, *arguments: str) -> str:
        path = f"{helm}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        done = run((executable, "--file", file, *arguments), root / "bootstrap/helmfile.d", PATH=path)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return command


@pytest.fixture(scope="session")
def talhelper() -> Path:
    """The real talhelper."""
    return program("talhelper-3.1.17")


@pytest.fixture(scope="session")
def validators() -> Mapping[str, Path]:
    """Talos' own validator by the minor version whose judgement it gives: "1.12", "1.13", "1.14"."""
    names = [name for name in PROGRAMS if name.startswith("talos-validator-")]
    return {PROGRAMS[name].version.rpartition(".")[0]: program(name) for name in names}
