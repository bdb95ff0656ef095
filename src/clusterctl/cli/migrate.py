"""`clusterctl migrate`."""

from __future__ import annotations

from clusterctl.cli.common import Common, refuse_elsewhere
from clusterctl.cli.report import Report
from clusterctl.problem import Exit


def migrate(common: Common) -> int:
    """Rename keys and apps of cluster.yaml that moved."""
    refuse_elsewhere(common)
    from clusterctl import errands

    report = Report(common)
    report.reading()
    names, problems = errands.migrate(common.root, common.config)
    for before, after in names:
        report.result(f"rename    {before} → {after}")
    report.problems(problems, {"renamed": [{"from": before, "to": after} for before, after in names]})
    if not names:
        report.talk(f"{common.config} uses no former name")
    return Exit.FINE
