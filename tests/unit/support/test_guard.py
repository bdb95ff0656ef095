"""The guard that keeps processes out of tests that are not about them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import guard
from tests.support.cache import ENVIRON


def test_a_test_outside_real_cannot_start_a_process() -> None:
    with pytest.raises(guard.ThisTestStartedAProcess, match=r"subprocess\.Popen .* live in tests/real"):
        subprocess.run((sys.executable, "--version"), check=False)


def test_not_even_by_a_shell() -> None:
    with pytest.raises(guard.ThisTestStartedAProcess):
        os.system("true")  # noqa: S605 - what the guard must stop


def test_a_fixture_may_start_one_and_the_guard_comes_back() -> None:
    with guard.processes(allowed=True):
        done = subprocess.run((sys.executable, "-c", "print('made')"), capture_output=True, text=True, check=True)
    assert done.stdout == "made\n"
    with pytest.raises(guard.ThisTestStartedAProcess):
        subprocess.run((sys.executable, "--version"), check=False)


def test_the_home_of_the_person_at_the_keyboard_is_out_of_sight() -> None:
    assert str(Path.home()) == os.environ["HOME"] != ENVIRON["HOME"]
    assert not [name for name in os.environ if name.startswith(("SOPS_", "XDG_"))]
