"""Which commands there are. Each is built only when it is called, so that `--help` costs what importing Typer does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from clusterctl.cli.common import shared

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("init:init", "Make a repository with keys and sealed secrets."),
    "validate": ("validate:validate", "Tell all problems of the description, each with its place."),
    "render": ("render:render", "Validate, render, lint and write; print what changed."),
    "diff": ("render:diff", "Show what a render would change, secrets masked."),
    "schema": ("schema:schema", "Print the JSON Schema of cluster.yaml."),
    "explain": ("explain:explain", "Explain a key of cluster.yaml or the code of a problem."),
    "migrate": ("migrate:migrate", "Rename keys and apps of cluster.yaml that moved."),
    "apps": ("apps:group", "List the apps, or begin one of your own."),
    "secrets": ("secrets:group", "Set, edit, adopt, check and rekey the secrets."),
}
"""Every command: where it is defined, and what the list says about it, so that listing them imports none of them."""


def defined(name: str) -> Callable[..., int] | typer.Typer:
    """The function of a command, or the group that it is."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found: Callable[..., int] | typer.Typer = getattr(import_module(f"clusterctl.cli.{module}"), attribute)
    return found


def built(name: str) -> Any:  # noqa: ANN401 - the parser's own type has no public name
    """A command as the parser wants it, with all its options."""
    command = defined(name)
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
    return COMMANDS[name][1]


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
