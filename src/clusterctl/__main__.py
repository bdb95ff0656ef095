"""`python -m clusterctl`, and the `clusterctl` command."""

from __future__ import annotations

import gc
import signal
import sys
from types import FrameType

GARBAGE = 100_000
"""Objects between two collections: a run is short and makes few circles, so the default of 700 only costs time."""
MOMENT = 0.001
"""Seconds after which a lost Ctrl-C is repeated."""
INTERRUPTED = 130
"""As `Exit` says it, which is not imported before Ctrl-C is listened to."""


def terminated(_number: int, _frame: FrameType | None) -> None:
    """End in good order: children are ended, temporary folders removed, a half-written set is taken back."""
    from clusterctl.problem import TerminatedError  # noqa: PLC0415 - only a run that is ended needs it

    raise TerminatedError


def lost(unraisable: sys.UnraisableHookArgs) -> None:
    """Hear a Ctrl-C again that came where Python cannot raise it, such as in the callback of a weak reference.

    Raising it from here would be lost in the same way, so it is repeated a moment later.
    """
    if isinstance(unraisable.exc_value, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, MOMENT)
    else:
        sys.__unraisablehook__(unraisable)


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        gc.set_threshold(GARBAGE)
        signal.signal(signal.SIGTERM, terminated)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        sys.unraisablehook = lost
        from clusterctl.cli.main import run  # noqa: PLC0415 - Ctrl-C is an answer even while the program loads

        code = run(sys.argv[1:])
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            # what looks like a failure came of a Ctrl-C that is still to be heard
            code = code and INTERRUPTED
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
