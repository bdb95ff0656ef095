"""`python -m clusterctl`, and the `clusterctl` command."""

from __future__ import annotations

import gc
import signal
import sys
from types import FrameType

GARBAGE = 100_000
"""Objects between two collections: a run is short and makes few circles, so the default of 700 only costs time."""
INTERRUPTED = 130
"""As `Exit` says it, which is not imported before Ctrl-C is listened to."""


def terminated(_number: int, _frame: FrameType | None) -> None:
    """End in good order: children are ended, temporary folders removed, a half-written set is taken back."""
    from clusterctl.problem import TerminatedError  # noqa: PLC0415 - only a run that is ended needs it

    raise TerminatedError


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        gc.set_threshold(GARBAGE)
        signal.signal(signal.SIGTERM, terminated)
        from clusterctl.cli.main import run  # noqa: PLC0415 - Ctrl-C is an answer even while the program loads

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
