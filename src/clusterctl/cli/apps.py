"""`clusterctl apps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clusterctl.cli.common import Common, shared
from clusterctl.cli.report import Report
from clusterctl.problem import Exit

if TYPE_CHECKING:
    from clusterctl.catalog.selection import Choice

group = typer.Typer(help="List the apps, or begin one of your own.", rich_markup_mode=None, add_completion=False)

HEADS = ("app", "chart", "version", "pinned by", "state")


def apps(common: Common, ctx: typer.Context) -> int:
    """List the apps, or begin one of your own.

    Of each the chart, the version and who pins it, and whether it is on or off and why.
    """
    if ctx.invoked_subcommand is not None:
        ctx.obj = common
        return Exit.FINE
    from clusterctl import pipeline

    report = Report(common)
    report.reading()
    choices, problems = pipeline.apps(common.root, common.config)
    for line in table([HEADS, *(row(choice) for choice in choices)]):
        report.result(line)
    report.problems(problems, {"apps": [told(choice) for choice in choices]})
    return Exit.FINE


def told(choice: Choice) -> dict[str, object]:
    """One app as an entry of the list `apps`."""
    return {
        "app": choice.id,
        "chart": choice.chart,
        "version": choice.version,
        "pinned_by": choice.pinned_by,
        "on": choice.on,
        "why": choice.why,
    }


def row(choice: Choice) -> tuple[str, ...]:
    """One app as the columns of the table."""
    state = "on" if choice.on else "off"
    why = f"{state}: {choice.why}" if choice.why else state
    return (choice.id, choice.chart, choice.version, choice.pinned_by, why)


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows as aligned columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows]


group.callback(invoke_without_command=True)(shared(apps))


Id = Annotated[str, typer.Argument(metavar="NAMESPACE/NAME", help="The new app.")]
ChartUrl = Annotated[str, typer.Option("--chart", metavar="OCI-URL", help="Its chart; app-template by default.")]
ChartVersion = Annotated[str, typer.Option("--version", metavar="VERSION", help="The version of the chart.")]


def new(common: Common, app: Id, chart: ChartUrl = "", version: ChartVersion = "") -> int:
    """Begin an app of your own in templates/, ready to render."""
    if bool(chart) != bool(version):
        raise typer.BadParameter("--chart and --version belong together")
    from clusterctl import errands

    report = Report(common)
    report.reading()
    made = errands.new_app(common.root, common.config, app, chart, version)
    for path in made:
        report.result(f"create    {path}")
    report.problems((), {"made": [str(path) for path in made]})
    report.talk(f"edit templates/kubernetes/apps/{app}/, then run clusterctl render")
    return Exit.FINE


group.command("new")(shared(new))
