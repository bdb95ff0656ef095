"""One run at a time in a repository.

The lock is an flock on the root folder itself: it needs no file, so it works where nothing may be written, leaves
nothing behind, and dies with its owner. A file system that cannot lock folders goes without: the journal still
notices files that change under a run.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path as OsPath

from clusterctl.problem import Problem, Span, ToolError
from clusterctl.write.codes import BUSY
from clusterctl.write.system import opened

LOCKS = OsPath("/proc/locks")
"""Linux alone says who holds a lock."""
PROCESSES = OsPath("/proc")


@contextmanager
def locked(root: OsPath, *, shared: bool = False) -> Iterator[None]:
    """Hold the repository: for ourselves, or, `shared`, together with others that only look.

    Raises a ToolError that names the holder when another run has it.
    """
    with opened(os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)) as folder:
        with suppress(OSError):
            try:
                fcntl.flock(folder, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                raise busy(os.fstat(folder)) from None
        yield


def busy(folder: os.stat_result) -> ToolError:
    """The error that names who holds the lock, as far as the system tells."""
    who = holder(folder)
    message = f"another run holds this repository{f': {who}' if who else ''}"
    return ToolError([Problem(BUSY, message, Span(""), BUSY.fix)])


def holder(folder: os.stat_result) -> str:
    """The process that has locked a folder, in words; "" where the system does not say."""
    device = f"{os.major(folder.st_dev):02x}:{os.minor(folder.st_dev):02x}:{folder.st_ino}"
    with suppress(OSError):
        for line in LOCKS.read_text(encoding="ascii").splitlines():
            fields = line.split()
            if fields[1] == "FLOCK" and device in fields:
                return process(fields[4])
    return ""


def process(number: str) -> str:
    """A process by its number and, where it can be read, its command line."""
    with suppress(OSError):
        words = (PROCESSES / number / "cmdline").read_bytes().decode(errors="replace").split("\0")
        return f"process {number} ({' '.join(words).strip()})"
    return f"process {number}"
