"""`clusterctl validate`."""

from __future__ import annotations

from clusterctl.cli.common import Common
from clusterctl.cli.report import Report, counted
from clusterctl.problem import Exit, Severity, errors


def validate(common: Common) -> int:
    """Tell all problems of the description, each with its place."""
    from clusterctl import pipeline

    report = Report(common)
    report.reading()
    problems = pipeline.validate(common.root, common.config)
    report.problems(problems)
    if errors(problems):
        return Exit.CONFIG
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    report.result(f"{common.config} is valid" + (f", with {counted(warnings, 'warning')}" if warnings else ""))
    return Exit.FINE
