"""The one printer: results to standard output, talk to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from clusterctl.cli.common import Common, Format
from clusterctl.problem import Problem, Severity, Span

WIDEST = 160
"""Source lines are quoted up to this many characters."""

COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


class Report:
    """Prints for one run of one command, in the format and manner that its options ask for."""

    def __init__(self, common: Common, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.common = common
        self.out = out or sys.stdout
        self.err = err or sys.stderr

    @property
    def as_text(self) -> bool:
        """Whether problems are printed for people."""
        return self.common.format is Format.TEXT

    def result(self, text: str) -> None:
        """A line of the result; other formats than text have one document as their result, printed by `problems`."""
        if self.as_text:
            print(text, file=self.out)

    def talk(self, text: str) -> None:
        """A line for the person who waits."""
        if not self.common.quiet:
            print(text, file=self.err)

    def problems(self, problems: Sequence[Problem], more: Mapping[str, object] | None = None) -> None:
        """All problems, sorted by place. As text they are talk; in every other format they are the result."""
        ordered = sorted(problems, key=lambda problem: (problem.at, problem.code.id))
        if not self.as_text:
            from clusterctl.cli.formats import FORMS

            print(FORMS[self.common.format.value](ordered, more or {}), file=self.out)
            return
        shown = [problem for problem in ordered if not self.common.quiet or problem.severity is Severity.ERROR]
        for problem in shown:
            print(self.text(problem), file=self.err)

    def text(self, problem: Problem) -> str:
        """A problem as people read it: place, code, message, the source line with a caret, help."""
        place = f"{problem.at}: " if str(problem.at) else ""
        head = f"{place}{self.painted(problem)} {problem.message}"
        return "\n".join([head, *self.excerpt(problem), *hints(problem)])

    def painted(self, problem: Problem) -> str:
        """Severity and code, coloured on a terminal that wants it."""
        words = f"{problem.severity.value} {problem.code.id}"
        return f"\033[{COLORS[problem.severity]};1m{words}\033[0m" if self.paints() else words

    def paints(self) -> bool:
        """Colours are for terminals, unless `--no-color`, NO_COLOR or TERM=dumb say otherwise."""
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return self.common.color and self.err.isatty() and not plain

    def excerpt(self, problem: Problem) -> list[str]:
        """The source line and a caret below the place, where the line may be shown."""
        line = source_line(self.common.root, problem.at) if problem.quotable else ""
        if not line.strip():
            return []
        number = str(problem.at.line)
        quoted = [f"  {number} | {line}"]
        if 0 < problem.at.column <= len(line):
            quoted.append(f"  {' ' * len(number)} | {' ' * (problem.at.column - 1)}^")
        return quoted


def hints(problem: Problem) -> list[str]:
    """The help and the other places of a problem."""
    return [
        *(
            f"     = help: {part}" if index == 0 else f"             {part}"
            for index, part in enumerate(problem.hint.splitlines())
        ),
        *(f"     = see: {span}" for span in problem.related),
    ]


def source_line(root: Path, at: Span) -> str:
    """The line at a place, without control characters; empty where it cannot be read."""
    if not at.line or not at.path:
        return ""
    try:
        with (root / at.path).open(encoding="utf-8-sig", errors="replace") as file:
            line = next((text for number, text in enumerate(file, 1) if number == at.line), "")
    except OSError:
        return ""
    return "".join(letter if letter.isprintable() else " " for letter in line.rstrip("\n"))[:WIDEST]
