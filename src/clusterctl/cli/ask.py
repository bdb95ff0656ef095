"""Asking the person at the terminal."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING

from clusterctl.cli.report import Report

if TYPE_CHECKING:
    from clusterctl.start.dialogue import Question


def is_somebody_there() -> bool:
    """Whether questions can be asked: both ends of the talk are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Asker:
    """Asks on standard error, so that standard output holds results only. A secret is typed unseen."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.explained: set[str] = set()

    def __call__(self, question: Question) -> str:
        """The answer as it was typed; an empty one takes the default."""
        for problem in question.wrong:
            print(self.report.text(problem), file=sys.stderr)
        if question.about and question.key not in self.explained:
            self.explained.add(question.key)
            print(f"\n{question.about}", file=sys.stderr)
        prompt = shown(question)
        if question.secret:
            return getpass(prompt, stream=sys.stderr)
        print(prompt, end="", file=sys.stderr, flush=True)
        if not (line := sys.stdin.readline()):
            raise KeyboardInterrupt
        return line.strip()


def shown(question: Question) -> str:
    """The line of a question: what is asked, the choices, the default."""
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    default = f" [{question.default}]" if question.default else ""
    return f"{question.text}{choices}{default}: "
