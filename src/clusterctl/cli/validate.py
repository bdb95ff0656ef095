"""`clusterctl validate`."""

from __future__ import annotations

from clusterctl.cli.common import Common
from clusterctl.cli.report import Report
from clusterctl.problem import Exit, errors


def validate(common: Common) -> int:
    """Say all problems of the description at once, with places."""
    from clusterctl import pipeline

    report = Report(common)
    problems = pipeline.validate(common.root, common.config)
    report.problems(problems)
    if errors(problems):
        return Exit.CONFIG
    report.result(f"{common.config} is valid" + (f", with {len(problems)} warnings" if problems else ""))
    return Exit.FINE
