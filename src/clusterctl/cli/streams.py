"""Standard output and standard error, written so that nobody at their other end can bring a run down."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from clusterctl.problem import Exit, Problem, Span, ToolError

LINES = "\n\t"
"""Control characters that belong to a text of several lines."""


def prepare() -> None:
    """Let no character stop a run: what an encoding lacks is written as an escape; what is no text is read too."""
    for stream, errors in (
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
        (sys.stdin, "surrogateescape"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def say(text: str, stream: TextIO | None) -> None:
    """Write a line. A reader who has gone is no failure: what the run does still counts.

    Raises:
        ToolError: standard output cannot take the result, for want of space.
    """
    if stream is None:
        return
    try:
        print(text, file=stream)
    except BrokenPipeError:
        abandon(stream)
    except OSError as error:
        lose(stream, error)


def finish(code: int) -> int:
    """Bring out what is still held back; the exit code, which says so when a result got lost."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        abandon(sys.stdout)
    except OSError as error:
        abandon(sys.stdout)
        say(f"error X004 {unwritten(error).message}", sys.stderr)
        return code or Exit.TOOL
    return code


def lose(stream: TextIO, error: OSError) -> None:
    """Give a stream up. What is lost on standard error has nobody to be told to; on standard output it is a failure."""
    abandon(stream)
    if stream is not sys.stderr:
        raise ToolError([unwritten(error)]) from None


def unwritten(error: OSError) -> Problem:
    """The problem of a result that could not be written."""
    from clusterctl.cli.codes import MACHINE

    return Problem(MACHINE, f"standard output cannot be written: {error.strerror}", Span(""), MACHINE.fix)


def abandon(stream: TextIO) -> None:
    """Lead a stream into nothing, so that the interpreter's own flush at its end does not fail once more."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), stream.fileno())


def printable(text: str, kept: str = LINES) -> str:
    """A text that no terminal takes for a command: control and formatting characters become escapes."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in kept else escape(letter) for letter in text)


def escape(letter: str) -> str:
    """A character as Python would spell it."""
    return letter.encode("unicode_escape").decode("ascii")
