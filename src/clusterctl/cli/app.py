"""The command line: which commands there are."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterctl import __version__
from clusterctl.cli import apps, explain, render, schema, validate
from clusterctl.cli.common import Common, Config, NoColor, Printed, Quiet, Root, Verbose, merged, shared

app = typer.Typer(
    help="One cluster.yaml becomes a complete Talos Linux and Flux cluster.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        typer.echo(f"clusterctl {__version__}")
        raise typer.Exit


@app.callback()
def before(
    ctx: typer.Context,
    root: Root = None,
    config: Config = None,
    printed: Printed = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """One cluster.yaml becomes a complete Talos Linux and Flux cluster."""
    given = {"root": root, "config": config, "printed": printed, "quiet": quiet, "verbose": verbose, "no_color": no_color}
    ctx.obj = merged(Common(), given)


app.command("validate")(shared(validate.validate))
app.command("render")(shared(render.render))
app.command("diff")(shared(render.diff))
app.command("schema")(shared(schema.schema))
app.command("explain")(shared(explain.explain))
app.add_typer(apps.group, name="apps")
