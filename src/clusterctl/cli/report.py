"""The one printer: results to standard output, talk to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from clusterctl.cli.common import Common, Format
from clusterctl.cli.streams import printable, say
from clusterctl.problem import Problem, Severity, Span

WIDEST = 160
"""Source lines are quoted up to this many characters."""

PRIVATE = ("AGE-SECRET-KEY-", "PRIVATE KEY")
"""A line with one of these is quoted by nobody, whatever file it was found in."""

COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


class Report:
    """Prints for one run of one command, in the format and manner that its options ask for."""

    def __init__(self, common: Common, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.common = common
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self._lines: dict[str, list[str]] = {}

    @property
    def as_text(self) -> bool:
        """Whether problems are printed for people."""
        return self.common.format is Format.TEXT

    def result(self, text: str) -> None:
        """A line of the result; other formats than text have one document as their result, printed by `problems`."""
        if self.as_text:
            say(printable(text), self.out)

    def talk(self, text: str) -> None:
        """A line for the person who waits."""
        if not self.common.quiet:
            say(printable(text), self.err)

    def reading(self) -> None:
        """With `--verbose`: where the repository is, and what describes it."""
        if self.common.verbose:
            self.talk(f"repository {self.common.root.absolute()}, description {self.common.config}")

    def problems(self, problems: Sequence[Problem], more: Mapping[str, object] | None = None) -> None:
        """All problems, sorted by place. As text they are talk; in every other format they are the result."""
        ordered = sorted(problems, key=lambda problem: (problem.at, problem.code.id))
        if not self.as_text:
            from clusterctl.cli.formats import document

            if text := document(self.common, ordered, more or {}):
                say(text, self.out)
            return
        shown = [problem for problem in ordered if not self.common.quiet or problem.severity is Severity.ERROR]
        for problem in shown:
            say(self.text(problem), self.err)

    def text(self, problem: Problem) -> str:
        """A problem as people read it: place, code, message, the source line with a caret, help."""
        place = f"{line_of(str(problem.at))}: " if str(problem.at) else ""
        # in other formats a message stands alone, so it may begin with the file that the place has named here
        message = problem.message.removeprefix(f"{problem.at.path}: ")
        head = f"{place}{self.painted(problem)} {line_of(message)}"
        return "\n".join([head, *self.excerpt(problem), *hints(problem)])

    def painted(self, problem: Problem) -> str:
        """Severity and code, coloured on a terminal that wants it."""
        words = f"{problem.severity.value} {problem.code.id}"
        return f"\033[{COLORS[problem.severity]};1m{words}\033[0m" if paints(self.common, self.err) else words

    def excerpt(self, problem: Problem) -> list[str]:
        """The source line and a caret below the place, where the line may be shown."""
        line = self.line(problem.at) if problem.quotable and problem.at.line else ""
        if not line.strip() or any(word in line for word in PRIVATE):
            return []
        number = str(problem.at.line)
        quoted = [f"  {number} | {line}"]
        if 0 < problem.at.column <= len(line):
            quoted.append(f"  {' ' * len(number)} | {' ' * (problem.at.column - 1)}^")
        return quoted

    def line(self, at: Span) -> str:
        """The line at a place, without control characters; empty where there is none."""
        if at.path not in self._lines:
            self._lines[at.path] = lines_of(self.common.root / at.path)
        line = "".join(self._lines[at.path][at.line - 1 : at.line])
        return "".join(letter if letter.isprintable() else " " for letter in line)[:WIDEST]


def counted(number: int, thing: str) -> str:
    """A number of things, in words that fit it."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def moves(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that understands more than plain lines."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def paints(common: Common, stream: TextIO | None) -> bool:
    """Colours are for terminals, unless `--no-color`, NO_COLOR or TERM=dumb say otherwise."""
    return common.color and not os.environ.get("NO_COLOR") and moves(stream)


def line_of(text: str) -> str:
    """A text as one line."""
    return printable(text, kept="")


def hints(problem: Problem) -> list[str]:
    """The help and the other places of a problem."""
    parts = printable(problem.hint).split("\n") if problem.hint else []
    said = [f"{'             ' if index else '     = help: '}{part}" for index, part in enumerate(parts)]
    return [*said, *(f"     = see: {line_of(str(span))}" for span in problem.related)]


def lines_of(file: Path) -> list[str]:
    """The lines of an ordinary file; none when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace").split("\n") if file.is_file() else []
    except OSError:
        return []
