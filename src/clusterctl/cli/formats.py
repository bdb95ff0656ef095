"""Problems in the forms that other programs read; `docs/reference/output.md` is their description."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from clusterctl.cli.common import Common, Format
from clusterctl.cli.sarif import log
from clusterctl.cli.streams import printable
from clusterctl.problem import Problem, Severity

VERSION = 1
"""The version of the JSON form; it rises when a key is renamed or leaves, or means something else."""

ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def document(common: Common, problems: Sequence[Problem], more: Mapping[str, object]) -> str:
    """The whole output of a command in the format that was asked for; "" when that format has nothing to say."""
    if common.format is Format.GITHUB:
        return "\n".join(annotation(problem, common.root) for problem in problems)
    if common.format is Format.SARIF:
        return encoded(log(problems, common.root))
    return encoded({"version": VERSION, "problems": [item(problem) for problem in problems], **more})


def encoded(data: object) -> str:
    """JSON in ASCII, so that no locale can spoil it."""
    return json.dumps(data, indent=2)


def item(problem: Problem) -> dict[str, object]:
    """One entry of the list `problems`."""
    return {
        "code": problem.code.id,
        "severity": problem.severity.value,
        "message": problem.message,
        "help": problem.hint,
        "path": problem.at.path,
        "line": problem.at.line,
        "column": problem.at.column,
        "key": problem.key,
    }


def annotation(problem: Problem, root: Path) -> str:
    """A workflow command of GitHub, which looks for the file from the folder that the command runs in."""
    path = str(root / problem.at.path) if problem.at.path else ""
    places = {"file": path, "line": problem.at.line, "col": problem.at.column, "title": problem.code.id}
    properties = ",".join(f"{name}={escaped(str(value), ':,')}" for name, value in places.items() if value)
    text = problem.message + (f"\nhelp: {problem.hint}" if problem.hint else "")
    return f"::{ANNOTATIONS[problem.severity]} {properties}::{escaped(text)}"


def escaped(text: str, more: str = "") -> str:
    """Percent escapes for a workflow command; its property values need more of them than its message."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else printable(letter) for letter in text)
