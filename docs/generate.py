"""Writes what follows from the code: the JSON Schema and the reference pages.

`python docs/generate.py` writes them; with `--check` it writes nothing and fails when one is not as it would be.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
import typer

from clusterctl.cli.app import app
from clusterctl.cli.common import SHARED
from clusterctl.cli.subjects import all_codes
from clusterctl.config.explain import all_keys
from clusterctl.config.schema import json_schema
from clusterctl.problem import Code

TOP = Path(__file__).resolve().parents[1]
MADE = "<!-- Made by docs/generate.py from the code. -->"
ROOMS = {
    "C": "The description: cluster.yaml and secrets.sops.yaml",
    "A": "The catalogue: apps and their templates' folders",
    "T": "Templates and rendering",
    "L": "Lint",
    "W": "Writing",
    "S": "sops and other programs",
    "I": "Beginning a repository",
    "X": "The command line",
}


def schema() -> str:
    """The JSON Schema of cluster.yaml."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def keys() -> str:
    """Every key of cluster.yaml in a table."""
    rows = ((f"`{key.key}`", key.type, key.default, key.constraint, key.description) for key in all_keys())
    head = "`clusterctl explain KEY` tells the same, and which templates use the key."
    return page("Keys of cluster.yaml", head, table(("key", "type", "default", "constraint", "meaning"), rows))


def codes() -> str:
    """Every code of a problem, by room."""
    found = sorted(all_codes().values(), key=lambda code: code.id)
    parts: list[str] = []
    for letter, title in ROOMS.items():
        parts += [f"## {title}", *(entry(code) for code in found if code.id.startswith(letter))]
    return page("Codes of problems", "`clusterctl explain CODE` tells the same.", *parts)


def entry(code: Code) -> str:
    """One code with its reason and its remedy."""
    return f"### {code.id}: {code.title}\n\n{code.why}\n\nTo fix it: {code.fix}"


def commands() -> str:
    """Every command with its arguments and options."""
    root = typer.main.get_command(app)
    context = click.Context(root, info_name="clusterctl")
    shared = table(("option", "does"), (option(one) for one in root.params if one.name in SHARED))
    parts = [part for name, command in leaves(root, ()) for part in command_parts(name, command, context)]
    return page("Commands", "These options may stand before or after the name of the command.", shared, *parts)


def leaves(command: click.Command, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with its full name."""
    if isinstance(command, click.Group):
        for word, inner in command.commands.items():
            yield from leaves(inner, (*name, word))
    else:
        yield name, command


def command_parts(name: Sequence[str], command: click.Command, context: click.Context) -> Iterator[str]:
    """The section of one command."""
    arguments = [one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)]
    yield f"## {' '.join(name)}"
    yield f"```text\nclusterctl {' '.join((*name, *arguments))}\n```"
    yield (command.help or "").strip()
    own = [one for one in command.params if one.name not in SHARED]
    if own:
        yield table(("argument or option", "does"), (option(one) for one in own))


def option(one: click.Parameter) -> tuple[str, str]:
    """A parameter as a row: how it is written, and its help."""
    context = click.Context(click.Command(""))
    value = "" if getattr(one, "is_flag", False) else f" {one.make_metavar(context)}"
    written = one.make_metavar(context) if isinstance(one, click.Argument) else f"{', '.join(one.opts)}{value}"
    return f"`{written}`", getattr(one, "help", "") or ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def cell(text: str) -> str:
    """Text that stays in its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def page(title: str, *parts: str) -> str:
    """A Markdown page that says that it is made."""
    return "\n\n".join((f"# {title}", MADE, *(part for part in parts if part))) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "schemas/cluster.schema.json": schema,
    "docs/reference/keys.md": keys,
    "docs/reference/codes.md": codes,
    "docs/reference/commands.md": commands,
}


def main(arguments: Sequence[str]) -> int:
    """Write or check every page."""
    wanted = {TOP / path: make() for path, make in PAGES.items()}
    stale = [(file, text) for file, text in wanted.items() if read(file) != text]
    for file, text in stale:
        print(f"{file.relative_to(TOP)} {'is not as the code says' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


def read(file: Path) -> str:
    """The text of a file, "" for none."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
