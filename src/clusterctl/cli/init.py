"""`clusterctl init`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clusterctl.cli.ask import Asker, is_somebody_there
from clusterctl.cli.common import DESCRIPTION, Common
from clusterctl.cli.report import Report
from clusterctl.problem import Exit

if TYPE_CHECKING:
    from clusterctl.start.init import Scaffolded

Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; the current folder by default.")]
Example = Annotated[
    bool, typer.Option("--example", help="Fill in the example: renders as it is, with made-up secrets.")
]
Set = Annotated[
    list[str], typer.Option("--set", metavar="KEY=VALUE", help="A setting of cluster.yaml (may be repeated).")
]
Node = Annotated[
    list[str],
    typer.Option("--node", metavar="name=…,address=…,disk=…,mac_addr=…", help="A node (may be repeated)."),
]
Ask = Annotated[bool, typer.Option("--ask/--no-ask", help="Ask for what is missing; the default on a terminal.")]


def init(
    common: Common,
    folder: Folder = Path(),
    example: Example = False,
    settings: Set = [],  # noqa: B006 - Typer copies it
    node: Node = [],  # noqa: B006 - as above
    ask: Ask = True,
) -> int:
    """Make a repository with keys and sealed secrets.

    No file is ever overwritten. Secrets come from variables such as CLUSTERCTL_CLOUDFLARE_TOKEN, or are asked for;
    never from the command line.
    """
    if common.config != DESCRIPTION:
        raise typer.BadParameter(f"init makes {DESCRIPTION}, so -c has no use here")
    import os

    from clusterctl import errands
    from clusterctl.config.model.cluster import Cluster
    from clusterctl.start.answers import given
    from clusterctl.start.init import Request
    from clusterctl.start.secret_values import from_environment

    report = Report(common)
    request = Request(given(settings, node, Cluster.model_fields), from_environment(os.environ), example)
    asker = Asker(report) if ask and not example and is_somebody_there() else None
    show(report, errands.init(common.root / folder, request, os.environ, asker), folder)
    return Exit.FINE


def show(report: Report, done: Scaffolded, folder: Path) -> None:
    """Print what was made and kept, and what to do next."""
    for path in done.made:
        report.result(f"create    {path}")
    for path in done.kept:
        report.result(f"keep      {path}")
    files = {"made": [str(path) for path in done.made], "kept": [str(path) for path in done.kept]}
    report.problems(done.problems, {**files, "recipients": list(done.recipients), "deploy_key": done.public_key})
    if done.public_key:
        report.talk(
            "\nWhere Flux reads the repository through ssh, as a private one, the Git host needs this deploy key:"
        )
        report.talk(done.public_key.strip())
    report.talk("\nKeep a copy of age.key where nobody else finds it: without it no secret can be opened again.")
    report.talk(
        f"Next: look through cluster.yaml, then run clusterctl render{'' if folder == Path() else f' -C {folder}'}"
    )
