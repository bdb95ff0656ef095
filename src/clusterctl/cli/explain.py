"""`clusterctl explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterctl.cli.common import Common
from clusterctl.cli.report import Report
from clusterctl.problem import Exit

Subject = Annotated[
    str, typer.Argument(metavar="[KEY or CODE]", help="A key such as nodes[].disk, or a code such as C102.")
]


def explain(common: Common, subject: Subject = "") -> int:
    """Explain a key of cluster.yaml or the code of a problem.

    Without an argument it lists them all.
    """
    from clusterctl.cli.subjects import about, code_text, everything, key_text, listing

    found = about(subject) if subject else everything()
    report = Report(common)
    if not subject:
        report.result(listing(found))
    for key in found.keys if subject else ():
        report.result(key_text(key))
    for code in found.codes if subject else ():
        report.result(code_text(code))
    report.problems((), {} if report.as_text else found.as_data())
    return Exit.FINE
