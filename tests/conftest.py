"""What holds for every test: a home of nobody, no user's keys, and no process outside the folders that are for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support import guard
from tests.support.repository import Repository, make_repository

PROCESSES_ALLOWED = ("bench", "real", "wheel")
"""The folders of tests/ in which a test may start a process."""

FOREIGN = ("AGE_", "CLUSTERCTL_", "GIT_", "GITHUB_", "KUBE", "SOPS_", "TALOS", "XDG_")
"""Beginnings of variables that would let the machine of the person at the keyboard speak in a test."""

hypothesis.settings.register_profile("person", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "person")


@pytest.fixture(scope="session", autouse=True)
def nobodys_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tests see an empty home, no colours, no CI, and no settings of Git, sops, Talos or Kubernetes."""
    for name in [name for name in os.environ if name.startswith(FOREIGN) or name in {"CI", "FORCE_COLOR"}]:
        del os.environ[name]
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    os.environ["COLUMNS"] = "120"
    os.environ["TERM"] = "dumb"


@pytest.fixture(autouse=True)
def no_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """Starting a process is an error, except in the folders of tests that are about processes."""
    folder = request.path.relative_to(Path(__file__).parent).parts[0]
    with guard.processes(allowed=folder in PROCESSES_ALLOWED):
        yield


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty cluster repository with an age key of its own."""
    return make_repository(tmp_path / "repository")
