"""Which commands there are. Each is built only when it is called, so that `--help` costs what importing Typer does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from clusterctl.cli import apps, explain, init, migrate, render, schema, secrets, validate
from clusterctl.cli.common import shared

COMMANDS: Mapping[str, Callable[..., int] | typer.Typer] = {
    "init": init.init,
    "validate": validate.validate,
    "render": render.render,
    "diff": render.diff,
    "schema": schema.schema,
    "explain": explain.explain,
    "migrate": migrate.migrate,
    "apps": apps.group,
    "secrets": secrets.group,
}


def built(name: str) -> Any:  # noqa: ANN401 - the parser's own type has no public name
    """A command as the parser wants it, with all its options."""
    command = COMMANDS[name]
    if isinstance(command, typer.Typer):
        made = typer.main.get_command(command)
    else:
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
        alone.command(name)(shared(command))
        made = typer.main.get_command(alone)
    made.name = name
    return made


def summary(name: str) -> str:
    """What the list of commands says about one."""
    command = COMMANDS[name]
    text = command.info.help if isinstance(command, typer.Typer) else command.__doc__
    return str(text or "").partition("\n")[0]


SETTINGS = {"help_option_names": ["-h", "--help"]}


class Commands(TyperGroup):
    """The top of the command line: knows the names and summaries of all commands, and builds the one that is called."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - whatever Typer hands over
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=summary(name), rich_markup_mode=None) for name in COMMANDS}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Find the command that is called, and build it."""
        if args and args[0] in COMMANDS:
            self.commands[args[0]] = built(args[0])
        return super().resolve_command(ctx, args)
