"""Writes what follows from the code: the JSON Schema and the reference pages.

`python docs/generate.py` writes them; with `--check` it writes nothing and fails when one is not as it would be.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from typer.testing import CliRunner

from clusterctl.cli.app import app
from clusterctl.cli.commands import COMMANDS, built
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
    """What `--help` says, of every command."""
    names = [name for top in COMMANDS for name in leaves(built(top), (top,))]
    parts = [part for name in names for part in (f"## {' '.join(name)}", f"```text\n{help_of(name)}\n```")]
    return page("Commands", *parts)


def leaves(command: object, name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The full name of every command that does something by itself."""
    inner: Mapping[str, object] = getattr(command, "commands", {})
    if not inner or getattr(command, "invoke_without_command", False):
        yield name
    for word, part in inner.items():
        yield from leaves(part, (*name, word))


def help_of(name: tuple[str, ...]) -> str:
    """The help of one command, as wide as a page."""
    return CliRunner().invoke(app, [*name, "--help"], prog_name="clusterctl", env={"COLUMNS": "100"}).stdout.strip()


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
