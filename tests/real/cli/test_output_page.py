"""The page about output for programs says what the commands print, no more and no less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterctl.cli.commands import COMMANDS, built
from clusterctl.problem import Exit
from clusterctl.write.change import Action
from tests.support.call import Call, Said
from tests.support.checkout import TOP
from tests.support.repository import SECRETS, Repository

PAGE = (TOP / "docs" / "reference" / "output.md").read_text(encoding="utf-8")
OTHER = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"
ALWAYS = {f"problems[].{key}" for key in ("code", "severity", "message", "help", "path", "line", "column", "key")}
TYPES = {str: "text", int: "number", bool: "boolean"}


def rows(*heads: str) -> list[list[str]]:
    """The rows of the table with these heads, without the quotes around code."""
    table = PAGE.partition(f"| {' | '.join(heads)} |\n")[2].partition("\n\n")[0]
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()[1:]]
    return [[cell.strip("`") for cell in line] for line in lines]


def documented(command: str) -> dict[str, str]:
    """The type of each key that a command adds, by the page."""
    found = rows("command", "key", "type", "meaning")
    return {key: kind for commands, key, kind, *_ in found if command in commands.split("` `")}


def leaves(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    """The path and type of everything in a document that is no list or map."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for value in data or [""]:
            yield from leaves(value, f"{path}[]")
    else:
        yield path, TYPES[type(data)]


def printed(said: Said) -> dict[str, str]:
    """The type of each key of a document beside those that all have."""
    found = dict(leaves(said.json))
    assert found.pop("version") == "number"
    return {key: kind for key, kind in found.items() if key not in {"problems[]", *ALWAYS}}


def test_the_keys_that_all_have_are_those_of_a_problem(call: Call, repository: Repository) -> None:
    repository.edit("cluster.yaml", "cluster_name: home", "cluster_name: Home")
    found = dict(leaves(call("validate", "--format", "json", root=repository.root).json))
    assert found == {key: kind for key, kind, *_ in rows("key", "type", "meaning")}
    assert found.keys() == {"version", *ALWAYS}


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("render", ("render",)),
        ("render --diff", ("render", "--diff")),
        ("diff", ("diff",)),
        ("secrets rekey", ("secrets", "rekey")),
        ("secrets check", ("secrets", "check")),
        ("secrets adopt", ("secrets", "adopt")),
        ("migrate", ("migrate",)),
        ("apps", ("apps",)),
        ("apps new", ("apps", "new", "default/mine")),
    ],
)
def test_a_command_prints_the_keys_of_the_page(
    call: Call, repository: Repository, command: str, arguments: tuple[str, ...]
) -> None:
    prepare(call, repository, command)
    said = call(*arguments, "--format", "json", root=repository.root)
    wanted = documented(command) | (documented("render") if command == "render --diff" else {})
    assert said.code in (0, 4), said.text
    found = printed(said)
    for empty in [key for key in found if key not in wanted and key.endswith("[]")]:
        wanted = {key: kind for key, kind in wanted.items() if not key.startswith(empty)} | {empty: found[empty]}
    assert found == wanted


def prepare(call: Call, repository: Repository, command: str) -> None:
    """Make a repository in which a command has something to tell of every kind."""
    if command == "secrets rekey":
        repository.seal(SECRETS, repository.recipient, OTHER)
    elif command == "secrets check":
        assert call("render", root=repository.root).code == 0
    elif command == "secrets adopt":
        repository.edit("cluster.yaml", "cluster_name: home", "unifi_api_key: made-up")


def test_init_prints_the_keys_of_the_page(call: Call, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    said = call("init", "--example", "--format", "json", root=tmp_path)
    assert said.code == 0, said.text
    assert printed(said) == documented("init")


def test_explain_prints_the_keys_of_the_page(call: Call) -> None:
    assert printed(call("explain", "--format", "json")) == documented("explain")


def test_every_command_of_the_page_is_one(call: Call) -> None:
    named = {name for cell, *_ in rows("command", "key", "type", "meaning") for name in cell.split("` `")}
    assert named
    assert [name for name in named if call(*name.split()[:2], "--help").code] == []


def test_every_command_that_adds_a_key_is_on_the_page() -> None:
    named = {name for cell, *_ in rows("command", "key", "type", "meaning") for name in cell.split("` `")}
    inner = {f"{name} {word}" for name in COMMANDS for word in getattr(built(name), "commands", {})}
    assert {*COMMANDS, *inner} - named == {"validate", "schema", "secrets", "secrets set", "secrets edit"}


def test_the_actions_of_the_page_are_those_of_a_plan() -> None:
    assert {action for action, _ in rows("action", "what happens to the file")} == set(Action)


def test_the_exit_codes_of_the_page_are_those_of_the_program() -> None:
    assert {int(code) for code, _ in rows("code", "means")} == set(Exit)


def test_the_example_of_an_annotation_is_one(call: Call, repository: Repository) -> None:
    repository.edit("cluster.yaml", "address: 10.0.0.21", "address: 10.0.1.9")
    example = re.search(r"^::error .*", PAGE, re.MULTILINE)
    said = call("validate", "--format", "github", root=repository.root)
    assert example
    heads = [line.partition("::")[2].partition("::")[0] for line in (example[0], said.out)]
    assert [re.sub(r"=[^,]*", "", head) for head in heads] == ["error file,line,col,title"] * 2
