"""Writes what follows from the code: the JSON Schema and the reference pages.

`python docs/generate.py` writes them; with `--check` it writes nothing and fails when one is not as it would be.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args, get_origin

from typer.testing import CliRunner

from clusterctl import resources
from clusterctl.catalog.entries import CatalogApp
from clusterctl.catalog.model import App, Entry, Files, Namespace
from clusterctl.catalog.read import Text, read_catalog
from clusterctl.cli.app import app
from clusterctl.cli.commands import COMMANDS, built
from clusterctl.cli.subjects import all_codes
from clusterctl.config.explain import all_keys, inline
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


DESCRIBED: Mapping[str, type[Entry]] = {"_app.yaml": App, "_namespace.yaml": Namespace, "_files.yaml": Files}
FOLDERS = """\
An app is a folder below `templates/kubernetes/apps/NAMESPACE/`. Your own `templates/` is laid over the built-in one: a
file at the same path takes its place, and `clusterctl apps new` begins a new app. A *condition* is the name of a
boolean of cluster.yaml or of its model, `has.SECRET`, or either with `not` before it; without one it always holds."""


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


def apps() -> str:
    """The built-in apps, and every key of the files that describe an app."""
    catalog = read_catalog({path: Text(str(path), text) for path, text in resources.templates().items()})
    rows = ((f"`{app.id}`", app.app.about, app.app.when or "always", versions(app)) for app in catalog.apps.values())
    parts = [table(("app", "what it is for", "on when", "chart"), rows), FOLDERS]
    for name, model in DESCRIBED.items():
        parts += [f"## {name}", model.__doc__ or "", table(("key", "default", "meaning"), entries(model, ""))]
    head = "`clusterctl apps` tells which of them are on in a repository, and who pins their versions."
    return page("Apps", head, *parts)


def versions(app: CatalogApp) -> str:
    """The version of an app's chart in each channel."""
    found = app.app.chart.version if app.app.chart else ""
    return found if isinstance(found, str) else ", ".join(f"{channel}: {one}" for channel, one in found.items())


def entries(model: type[Entry], prefix: str) -> Iterator[tuple[str, str, str]]:
    """Every key of a file, each followed by the keys inside it."""
    for field, info in model.model_fields.items():
        key, parts, around = f"{prefix}{info.alias or field}", get_args(info.annotation), get_origin(info.annotation)
        default = "" if isinstance(info.default, Entry) else inline(info.default)
        choices = [part for part in parts if isinstance(part, str) and part]
        meaning = [info.description or "", *([f"One of {', '.join(choices)}."] if len(choices) > 1 else [])]
        yield f"`{key}`", "required" if info.is_required() else default, " ".join(meaning)
        inside = f"{key}{'[]' if around is list else '.NAME' if around is dict else ''}."
        for part in parts or (info.annotation,):
            if isinstance(part, type) and issubclass(part, Entry):
                yield from entries(part, inside)


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
    "docs/reference/apps.md": apps,
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
