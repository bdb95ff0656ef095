"""What all commands share: the options that may stand before or after the command's name."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


DESCRIPTION = Path("cluster.yaml")


@dataclass(frozen=True, slots=True)
class Common:
    """The shared options as they hold for this run.

    `root` is the repository; `config` the description, relative to the root unless it lies elsewhere.
    """

    root: Path = Path()
    config: Path = DESCRIPTION
    format: Format = Format.TEXT
    quiet: bool = False
    verbose: bool = False
    color: bool = True

    @property
    def elsewhere(self) -> bool:
        """Whether the description lies outside the repository: then it is only read."""
        return self.config.is_absolute() or ".." in self.config.parts


Root = Annotated[Path | None, typer.Option("-C", metavar="DIR", help="Repository root; the current folder by default.")]
Config = Annotated[
    Path | None, typer.Option("-c", metavar="FILE", help="The description, seen from DIR; cluster.yaml by default.")
]
Printed = Annotated[Format | None, typer.Option("--format", help="How problems are printed; text by default.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but results and errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more: also what is read, and what stays as it is.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Print without colours.")]

SHARED: dict[str, tuple[Any, Any]] = {
    "root": (Root, None),
    "config": (Config, None),
    "printed": (Printed, None),
    "quiet": (Quiet, False),
    "verbose": (Verbose, False),
    "no_color": (NoColor, False),
}


def merged(before: Common, given: dict[str, Any]) -> Common:
    """The options given after the command's name over those given before it."""
    root = given["root"] or before.root
    return Common(
        root=root,
        config=within(root, given["config"] or before.config),
        format=given["printed"] or before.format,
        quiet=given["quiet"] or before.quiet,
        verbose=given["verbose"] or before.verbose,
        color=before.color and not given["no_color"],
    )


def refuse_elsewhere(common: Common) -> None:
    """End a command that would change a description outside the repository: what is written stays inside."""
    if common.elsewhere:
        raise typer.BadParameter(f"{common.config} lies outside the repository, so it is not changed")


def within(root: Path, config: Path) -> Path:
    """The description relative to the root, as problems name it; as it is given when it lies outside."""
    tops = (root.absolute(), root.resolve()) if config.is_absolute() else ()
    return next((config.relative_to(top) for top in tops if config.is_relative_to(top)), config)


def shared(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the shared options; the command itself takes them as one `Common`, its first argument.

    A command that has a parameter `ctx` gets the context of Typer there.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in SHARED.items()
    ]
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    wants_context = any(part.name == "ctx" for part in own)

    @functools.wraps(command)
    def wrapper(*, ctx: typer.Context, **given: Any) -> int:  # noqa: ANN401 - whatever the command takes
        common = merged(ctx.obj or Common(), {name: given.pop(name) for name in SHARED})
        return command(common, **given, **({"ctx": ctx} if wants_context else {}))

    parameters = [part.replace(kind=inspect.Parameter.KEYWORD_ONLY) for part in own if part.name != "ctx"]
    wrapper.__signature__ = inspect.Signature([context, *parameters, *extra])  # type: ignore[attr-defined]
    wrapper.__annotations__ = {part.name: part.annotation for part in [context, *parameters, *extra]}
    return wrapper
