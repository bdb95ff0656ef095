"""Problems in the forms that other programs read: JSON, GitHub annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clusterctl import __version__
from clusterctl.problem import Problem, Severity

VERSION = 1
"""The version of the JSON form; it rises when a key is renamed or leaves."""

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_json(problems: Sequence[Problem], more: Mapping[str, object]) -> str:
    """One JSON document: `version`, `problems` and what the command adds."""
    return json.dumps(
        {"version": VERSION, "problems": [item(problem) for problem in problems], **more}, indent=2, ensure_ascii=False
    )


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


def as_github(problems: Sequence[Problem], _more: Mapping[str, object]) -> str:
    """One workflow command per problem, which GitHub shows beside the line."""
    return "\n".join(annotation(problem) for problem in problems)


def annotation(problem: Problem) -> str:
    """A workflow command; its property values and its message have different escapes."""
    places = {"file": problem.at.path, "line": problem.at.line, "col": problem.at.column, "title": problem.code.id}
    properties = ",".join(f"{name}={escaped(str(value), ':,')}" for name, value in places.items() if value)
    text = problem.message + (f"\nhelp: {problem.hint}" if problem.hint else "")
    return f"::{ANNOTATIONS[problem.severity]} {properties}::{escaped(text)}"


def escaped(text: str, more: str = "") -> str:
    """Percent escapes for a workflow command."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)


def as_sarif(problems: Sequence[Problem], _more: Mapping[str, object]) -> str:
    """A SARIF 2.1.0 log with one run."""
    codes = {problem.code.id: problem.code for problem in problems}
    rules = [
        {"id": code.id, "shortDescription": {"text": code.title}, "help": {"text": f"{code.why} {code.fix}"}}
        for code in codes.values()
    ]
    driver = {"name": "clusterctl", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "results": [result(problem) for problem in problems]}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def result(problem: Problem) -> dict[str, Any]:
    """One SARIF result; a problem without a file has no location."""
    text = problem.message + (f" ({problem.hint})" if problem.hint else "")
    found: dict[str, Any] = {"ruleId": problem.code.id, "level": LEVELS[problem.severity], "message": {"text": text}}
    if problem.at.path:
        physical: dict[str, Any] = {"artifactLocation": {"uri": problem.at.path}}
        if problem.at.line:
            physical["region"] = {"startLine": problem.at.line, "startColumn": max(problem.at.column, 1)}
        found["locations"] = [{"physicalLocation": physical}]
    return found


FORMS: Mapping[str, Callable[[Sequence[Problem], Mapping[str, object]], str]] = {
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
