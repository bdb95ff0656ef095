"""In every format a command prints one document, and nothing else on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.call import Call, Said
from tests.support.repository import Repository
from tests.unit.cli.sarif_schema import SCHEMA

FINE = ("validate", "render", "render --check", "render --dry-run --diff", "diff", "apps", "apps new default/mine")
SECRETS = ("secrets rekey", "secrets check", "secrets adopt")
OTHERS = ("explain", "explain C002", "explain node_cidr")


def assert_one_document(said: Said, form: str) -> None:
    if form == "json":
        assert said.json["version"] == 1
    elif form == "sarif":
        jsonschema.validate(json.loads(said.out), SCHEMA)
    else:
        assert [line for line in said.out.splitlines() if not line.startswith("::")] == []


every_format = pytest.mark.parametrize("form", ["json", "github", "sarif"])


@every_format
@pytest.mark.parametrize("command", [*FINE, *SECRETS, *OTHERS])
def test_a_command_that_succeeds_prints_one(call: Call, demo: Path, command: str, form: str) -> None:
    said = call(*command.split(), "--format", form, root=demo)
    assert said.code == 0, said.text
    assert_one_document(said, form)


@every_format
@pytest.mark.parametrize("command", [*FINE, *SECRETS])
def test_a_command_that_fails_prints_one_with_the_problem(
    call: Call, repository: Repository, command: str, form: str
) -> None:
    repository.edit("cluster.yaml", 'channel: "2026.11"', 'channel: "2026.11')
    said = call(*command.split(), "--format", form, root=repository.root)
    assert said.code == 2, said.text
    assert_one_document(said, form)
    assert "cluster.yaml" in said.out


@every_format
def test_a_render_that_stops_at_a_conflict_prints_one(call: Call, demo: Path, form: str) -> None:
    (demo / ".sops.yaml").unlink()
    (demo / ".sops.yaml").mkdir()
    said = call("render", "--format", form, root=demo)
    assert said.code == 7
    assert_one_document(said, form)
    assert "W013" in said.out


@every_format
def test_a_render_that_finds_nothing_to_do_prints_one(call: Call, repository: Repository, form: str) -> None:
    assert call("render", root=repository.root).code == 0
    said = call("render", "--format", form, root=repository.root)
    assert (said.code, said.err) == (0, "nothing to change: 117 files as described\n")
    assert_one_document(said, form)


@every_format
def test_init_prints_one(call: Call, tmp_path: Path, form: str) -> None:
    said = call("init", "--example", "--format", form, root=tmp_path)
    assert said.code == 0
    assert_one_document(said, form)


def test_the_schema_is_the_schema_in_every_format(call: Call) -> None:
    printed = {call("schema", "--format", form).out for form in ("text", "json", "github", "sarif")}
    assert len(printed) == 1
    jsonschema.Draft202012Validator.check_schema(json.loads(printed.pop()))
