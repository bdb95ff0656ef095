"""The command line with less than a test's own rights: no power over permissions, no room on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.checkout import TOP

_LAUNCH = """
import ctypes, os, resource, sys
if os.geteuid() == 0:
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing):
        sys.exit("the capabilities of root cannot be dropped")
room = int(sys.argv.pop(1))
if room:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
from clusterctl.__main__ import main
main()
"""
"""Root may read and write everything by its capabilities, so they go. A limit for files is how a disk is full."""


def confined(folder: Path, *arguments: str, room: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder as somebody who owns it; `room` is the size in bytes that a file may reach."""
    env = {**os.environ, "PYTHONPATH": str(TOP / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    argv = (sys.executable, "-c", _LAUNCH, str(room), *arguments)
    return subprocess.run(argv, cwd=folder, env=env, text=True, capture_output=True, check=False, timeout=120)
