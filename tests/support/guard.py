"""Makes starting a process an error, at the interpreter itself, so that no code can go around it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

STARTING = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
)


class ThisTestStartedAProcess(BaseException):
    """Derived from BaseException, so that a broad `except` in the code under test does not swallow it."""


class _Guard:
    """Whether processes may be started now. An audit hook stays for good, so there is one, with a switch."""

    allowed = True


_GUARD = _Guard()


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in STARTING and not _GUARD.allowed:
        message = f"{event} {arguments[:2]!r}: tests that start processes live in tests/real"
        raise ThisTestStartedAProcess(message)


sys.addaudithook(_watch)


@contextlib.contextmanager
def processes(*, allowed: bool) -> Iterator[None]:
    """Allow or forbid processes for a while."""
    before, _GUARD.allowed = _GUARD.allowed, allowed
    try:
        yield
    finally:
        _GUARD.allowed = before
