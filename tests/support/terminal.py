"""A command at a terminal: what it writes there, and what the person presses."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def at_terminal(
    argv: Sequence[str | Path], folder: Path, env: Mapping[str, str], *, typed: bytes = b""
) -> tuple[int, str, str]:
    """Run a command with a terminal for input and talk; the exit code, standard output, and what the terminal shows."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        argv,
        cwd=folder,
        env={**os.environ, "TERM": "xterm", **env},
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    with contextlib.suppress(OSError):  # the end of the last process at a terminal is an error to its reader
        while part := os.read(leader, 65536):
            shown += part
            typed = typed[os.write(leader, typed) :] if typed else b""  # once something asks
    out, _ = process.communicate(timeout=60)
    os.close(leader)
    return process.returncode, out.decode(), shown.decode()
