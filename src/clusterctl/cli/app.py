"""The command line: what stands before a command's name, and the commands."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterctl import __version__
from clusterctl.cli.commands import SETTINGS, Commands
from clusterctl.cli.common import Common, Config, NoColor, Printed, Quiet, Root, Verbose, merged

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
)


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        typer.echo(f"clusterctl {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")]


@app.callback()
def before(  # noqa: PLR0917 - Typer hands them over by name
    ctx: typer.Context,
    root: Root = None,
    config: Config = None,
    printed: Printed = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
    version: Version = False,  # noqa: ARG001 - its callback has ended the run
) -> None:
    """One cluster.yaml becomes a complete Talos Linux and Flux cluster."""
    given = {
        "root": root,
        "config": config,
        "printed": printed,
        "quiet": quiet,
        "verbose": verbose,
        "no_color": no_color,
    }
    ctx.obj = merged(Common(), given)
