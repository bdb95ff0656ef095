"""The top of the program: the one place where a failure becomes words and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import typer

from clusterctl.cli.common import Common, Format
from clusterctl.cli.report import Report
from clusterctl.problem import ClusterctlError, Exit, Problem, Span


def run(arguments: list[str]) -> int:
    """Run one command line and answer its exit code; nothing escapes from here, least of all a traceback."""
    try:
        from clusterctl.cli.app import app

        code = app(args=arguments, prog_name="clusterctl", standalone_mode=False)
        sys.stdout.flush()
    except ClusterctlError as error:
        Report(spoken(arguments)).problems(error.problems)
        return error.exit
    except KeyboardInterrupt:
        return interrupted()
    except BrokenPipeError:
        # the reader has gone; the interpreter's own flush at exit must not fail a second time
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE
    except OSError as error:
        Report(spoken(arguments)).problems([refused(error)])
        return Exit.TOOL
    except Exception as error:  # noqa: BLE001 - the last line of defence turns every bug into one line
        return failed(error, arguments)
    return code if isinstance(code, int) else Exit.FINE


def failed(error: Exception, arguments: list[str]) -> int:
    """A wrong command line, which the parser explains itself, or a bug of ours."""
    if isinstance(error, typer.Abort):
        return interrupted()
    if isinstance(error, typer.Exit):
        return error.exit_code
    show = getattr(error, "show", None)
    if callable(show) and hasattr(error, "exit_code"):
        show()
        return Exit.CONFIG
    Report(spoken(arguments)).problems([bug(error)])
    return Exit.BUG


def interrupted() -> int:
    """Ctrl-C is an answer, not a fault."""
    print("interrupted; run the same command again to go on", file=sys.stderr)
    return Exit.INTERRUPTED


def bug(error: Exception) -> Problem:
    """A bug in one line: the kind of error and where it arose. Its text may hold a secret, so it stays out."""
    import traceback

    from clusterctl.cli.codes import BUG

    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
    return Problem(BUG, f"clusterctl has a bug: {type(error).__name__} at {place}", Span(""), BUG.fix)


def refused(error: OSError) -> Problem:
    """What the operating system refused, in its own words."""
    from clusterctl.cli.codes import MACHINE

    path = str(error.filename or "")
    reason = error.strerror or errno.errorcode.get(error.errno or 0, "unknown error")
    return Problem(MACHINE, f"{path or 'a file operation'}: {reason}", Span(path), MACHINE.fix)


def spoken(arguments: list[str]) -> Common:
    """The manner of speaking that a command line asks for, read without parsing it as a whole."""
    pairs = list(zip(arguments, [*arguments[1:], ""], strict=True))
    formats = [
        after if this == "--format" else this.partition("=")[2] for this, after in pairs if this.startswith("--format")
    ]
    roots = [after if this == "-C" else this[2:] for this, after in pairs if this.startswith("-C")]
    known = [Format(name) for name in formats if name in list(Format)]
    return Common(
        root=Path(roots[-1]) if roots and roots[-1] else Path(),
        format=known[-1] if known else Format.TEXT,
        quiet="-q" in arguments or "--quiet" in arguments,
        color="--no-color" not in arguments,
    )
