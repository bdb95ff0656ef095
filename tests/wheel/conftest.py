"""The wheel, built once and installed into an environment of its own, with the locked versions of its dependencies."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import guard
from tests.support.cache import ENVIRON
from tests.support.checkout import TOP


@dataclass(frozen=True)
class Installed:
    """An environment that knows the wheel and not the checkout."""

    bin: Path
    env: Mapping[str, str]

    def run(self, *argv: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program of that environment to its end."""
        program = (str(self.bin / argv[0]), *argv[1:])
        return subprocess.run(
            program, cwd=folder, env={**self.env, **more}, text=True, capture_output=True, check=False
        )


@pytest.fixture(scope="session")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked versions without their hashes, which pip would then ask of the wheel too."""
    lock = (TOP / "requirements" / "dev.txt").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("constraints") / "constraints.txt"
    file.write_text("\n".join(re.findall(r"^[\w.-]+==\S+", lock, re.MULTILINE)), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(TOP))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, constraints: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A new environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("installed")
    with guard.processes(allowed=True):
        venv.create(folder, with_pip=True)
    run(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--constraint", str(constraints), str(wheel))
    home = tmp_path_factory.mktemp("nobody")
    return Installed(folder / "bin", {"PATH": f"{folder / 'bin'}:{os.defpath}", "HOME": str(home), "LC_ALL": "C.UTF-8"})


def run(*argv: str) -> None:
    """Run a command that must end well, with the package index and cache of the person at the keyboard."""
    with guard.processes(allowed=True):
        done = subprocess.run(argv, env=ENVIRON, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
