"""The top of the program: the one place where a failure becomes words and an exit code."""

from __future__ import annotations

import errno
import re
import sys
from pathlib import Path

import typer

from clusterctl.cli.common import Common, Format
from clusterctl.cli.report import Report
from clusterctl.cli.streams import OutputError, finish, prepare, say
from clusterctl.problem import ClusterctlError, Exit, Problem, Span

PROGRAM = "clusterctl"
SECRET_SETTER = f"{PROGRAM} secrets set"
EXTRA_WORD = "unexpected extra argument"
"""How the parser begins to say which words are too many; for SECRET_SETTER these may be the secret itself."""


def run(arguments: list[str]) -> int:
    """Run one command line and answer its exit code; nothing escapes from here, least of all a traceback."""
    try:
        prepare()
        return finish(attempt(arguments))
    except KeyboardInterrupt:
        return interrupted()
    except OutputError as error:
        # a failure was to be told, and could not be
        return error.exit


def attempt(arguments: list[str]) -> int:
    """Run one command line; whatever fails is told in the manner that the command line asks for."""
    try:
        from clusterctl.cli.app import app

        code = app(args=arguments, prog_name=PROGRAM, standalone_mode=False)
    except OutputError as error:
        return error.exit
    except ClusterctlError as error:
        Report(spoken(arguments)).problems(error.problems)
        return error.exit
    except SystemExit as end:
        return ended(end)
    except OSError as error:
        Report(spoken(arguments)).problems([refused(error)])
        return Exit.TOOL
    except Exception as error:  # noqa: BLE001 - the last line of defence turns every bug into one line
        return failed(error, arguments)
    return answered(code)


def answered(code: object) -> int:
    """The exit code of a run that came to its end."""
    if code == Exit.INTERRUPTED:
        return interrupted()
    if code == Exit.BUG:
        # no command of ours answers so: it is the parser, which cannot tell for what shell completion is wanted
        return Exit.CONFIG
    return code if isinstance(code, int) else Exit.FINE


def ended(end: SystemExit) -> int:
    """The parser leaves by itself after it has completed a word, and when the reader of its help has gone."""
    if isinstance(end.__context__, BrokenPipeError):
        return Exit.FINE
    return answered(end.code)


def failed(error: Exception, arguments: list[str]) -> int:
    """A wrong command line, or a bug of ours."""
    if isinstance(error, typer.Abort):
        return interrupted()
    if isinstance(error, typer.Exit):
        return answered(error.exit_code)
    wrong = getattr(error, "format_message", None)
    if not callable(wrong):
        Report(spoken(arguments)).problems([bug(error)])
        return Exit.BUG
    if type(error).__name__ == "NoArgsIsHelpError":
        say(wrong(), sys.stderr)
    else:
        Report(spoken(arguments)).problems([misused(error, wrong())])
    return Exit.CONFIG


def interrupted() -> int:
    """Ctrl-C is an answer, not a fault."""
    say("interrupted; run the same command again to go on", sys.stderr)
    return Exit.INTERRUPTED


def misused(error: Exception, message: str) -> Problem:
    """What the parser says about a wrong command line, and where the right one is told."""
    from clusterctl.cli.codes import USAGE

    command = getattr(getattr(error, "ctx", None), "command_path", PROGRAM)
    if command == SECRET_SETTER and EXTRA_WORD in message:
        says = f"{command}: a secret is never given on the command line, where others can read it"
        hint = "leave it out: it is asked for, or read from standard input; if this one is real, make a new one"
        return Problem(USAGE, says, Span(""), hint, quotable=False)
    return Problem(USAGE, f"{command}: {message}", Span(""), f"`{command} --help` tells what there is")


def bug(error: Exception) -> Problem:
    """A bug in one line: the kind of error and where it arose. Its text may hold a secret, so it stays out."""
    import traceback

    from clusterctl.cli.codes import BUG

    frame = traceback.extract_tb(error.__traceback__, limit=-1)[0]
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
    formats = [name for name in values(arguments, "--format") if name in list(Format)]
    roots = values(arguments, "-C")
    return Common(
        root=Path(roots[-1]) if roots else Path(),
        format=Format(formats[-1]) if formats else Format.TEXT,
        quiet="--quiet" in arguments or any(re.fullmatch("-v*q[qv]*", word) for word in arguments),
        color="--no-color" not in arguments,
    )


def values(arguments: list[str], option: str) -> list[str]:
    """The values that an option is given: in the same word, or as the next one."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return [
        after if this == option else this[len(option) :].removeprefix("=")
        for this, after in pairs
        if this.startswith(option)
    ]
