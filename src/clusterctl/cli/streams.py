"""Standard output and standard error, written so that nobody at their other end can bring a run down."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from clusterctl.problem import Exit, ToolError

LINES = "\n\t"
"""Control characters that belong to a text of several lines."""


class OutputError(ToolError):
    """The result of a run could not be written. That has been told already, where there was somebody to be told."""


def prepare() -> None:
    """Let no character stop a run: what an encoding lacks is written as an escape; what is no text is read too."""
    for stream, errors in (
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
        (sys.stdin, "surrogateescape"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def write_utf8() -> None:
    """Write a result that is UTF-8 by its own rules, whatever a terminal would have."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str, stream: TextIO | None) -> None:
    """Write a line. A reader who has gone is no failure: what the run does still counts.

    Raises:
        OutputError: standard output cannot take the result, for want of space.
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
        with suppress(OutputError):
            lose(sys.stdout, error)
        return code or Exit.TOOL
    return code


def lose(stream: TextIO, error: OSError) -> None:
    """Give a stream up. What is lost on standard error has nobody to be told to; a lost result is told there."""
    abandon(stream)
    if stream is not sys.stderr:
        from clusterctl.cli.codes import MACHINE

        say(f"error {MACHINE.id} standard output cannot be written: {error.strerror}", sys.stderr)
        raise OutputError([]) from None


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
