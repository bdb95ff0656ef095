"""Asking the person at the terminal."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING, TextIO

from clusterctl.cli.report import Report
from clusterctl.cli.streams import say

if TYPE_CHECKING:
    from clusterctl.problem import Problem
    from clusterctl.start.dialogue import Question


def is_somebody_there() -> bool:
    """Whether questions can be asked: both ends of the talk are a terminal."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at the other end of a stream; one that is closed has no other end."""
    return stream is not None and stream.isatty()


def typed(name: str) -> str:
    """The value of a secret, from wherever it may come; never from the command line, which other users can see."""
    from clusterctl.start.secret_values import variable_of

    if text := os.environ.get(variable_of(name), ""):
        return text
    if is_terminal(sys.stdin):
        return getpass(f"{name}: ", stream=sys.stderr)
    return sys.stdin.read() if sys.stdin is not None else ""


class Asker:
    """Asks on standard error, so that standard output holds results only. A secret is typed unseen."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.explained: set[str] = set()

    def __call__(self, question: Question) -> str:
        """The answer as it was typed; an empty one takes the default."""
        for problem in question.wrong:
            say(self.report.text(problem), sys.stderr)
        if question.about and question.key not in self.explained:
            self.explained.add(question.key)
            say(f"\n{question.about}", sys.stderr)
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


class Again:
    """Asks whether a person wants to mend what is wrong; where nobody is there the answer is no."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __call__(self, problems: tuple[Problem, ...]) -> bool:
        """Tell what is wrong, and ask."""
        if not is_somebody_there():
            return False
        for problem in problems:
            say(self.report.text(problem), sys.stderr)
        say("edit again? yes (the default) or no", sys.stderr)
        return sys.stdin.readline().strip().lower() in {"", "y", "yes"}
