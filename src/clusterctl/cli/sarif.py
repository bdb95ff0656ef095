"""Problems as a SARIF 2.1.0 log, which code scanning services and editors read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from clusterctl import __version__
from clusterctl.problem import Code, Problem, Severity, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def log(problems: Sequence[Problem], root: Path) -> dict[str, Any]:
    """A log with one run; paths are as seen from the folder that the command runs in."""
    codes = {problem.code.id: problem.code for problem in problems}
    driver = {"name": "clusterctl", "version": __version__, "rules": [rule(code) for code in codes.values()]}
    results = [result(problem, root) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule(code: Code) -> dict[str, Any]:
    """A code as a rule of the log."""
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "help": {"text": f"{code.why} To fix it: {code.fix}"},
    }


def result(problem: Problem, root: Path) -> dict[str, Any]:
    """A problem as a result; one without a file has no location."""
    text = problem.message + (f" ({problem.hint})" if problem.hint else "")
    found: dict[str, Any] = {"ruleId": problem.code.id, "level": LEVELS[problem.severity], "message": {"text": text}}
    if problem.at.path:
        found["locations"] = [location(problem.at, root)]
    if problem.related:
        found["relatedLocations"] = [location(span, root) for span in problem.related]
    return found


def location(at: Span, root: Path) -> dict[str, Any]:
    """A place in a file, or the file as a whole."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(root / at.path)}}
    if at.line:
        physical["region"] = {"startLine": at.line, "startColumn": max(at.column, 1)}
    return {"physicalLocation": physical}


def uri(path: Path) -> str:
    """A path as a URI; a relative one stays relative."""
    prefix = "file://" if path.is_absolute() else ""
    return prefix + quote(path.as_posix(), errors="replace")
