"""Completion by the script that the command prints, in the shell that is here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import TOP

COMMAND = "clusterctl"


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A folder for PATH in which this checkout is the command."""
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / COMMAND
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m clusterctl "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script.parent


def bash(line: str, bin_folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": str(TOP / "src"), "HOME": "/nowhere", **more}
    argv = ("bash", "--norc", "-c", line)
    return subprocess.run(argv, env=env, text=True, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["val"], ["validate"]),
        (["render", "--dr"], ["--dry-run"]),
        (["secrets", "re"], ["rekey"]),
        (["validate", "--format", "s"], ["sarif"]),
        (["secrets", "zzz"], []),
    ],
)
def test_bash_completes_a_word_by_the_printed_script(bin_folder: Path, words: list[str], offered: list[str]) -> None:
    line = (
        f'eval "$(_CLUSTERCTL_COMPLETE=source_bash {COMMAND})"; '
        f"COMP_WORDS=({COMMAND} {' '.join(repr(word) for word in words)}); COMP_CWORD={len(words)}; "
        f'$(complete -p {COMMAND} | sed "s/.*-F \\([^ ]*\\).*/\\1/") {COMMAND}; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    done = bash(line, bin_folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == offered


def test_the_script_for_the_shell_at_hand_is_a_result(bin_folder: Path) -> None:
    done = bash(f"{COMMAND} --show-completion; true", bin_folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_CLUSTERCTL_COMPLETE=complete_bash" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_calls_this_command(bin_folder: Path, shell: str) -> None:
    done = bash(COMMAND, bin_folder, _CLUSTERCTL_COMPLETE=f"source_{shell}")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_CLUSTERCTL_COMPLETE=complete_{shell}" in done.stdout


def test_completion_that_cannot_be_installed_is_told(bin_folder: Path) -> None:
    done = bash(f"{COMMAND} --install-completion; exit $?", bin_folder, HOME="/proc/nowhere")
    assert done.returncode == 5
    assert done.stderr.startswith("/proc/nowhere: error X004 ")
    assert "Traceback" not in done.stderr
