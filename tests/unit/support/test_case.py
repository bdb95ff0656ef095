"""The judge of the cases: what it lets through, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.case import Map, faults, has
from tests.support.case_facts import Tree, holds
from tests.support.readers import Yaml11, Yaml12, dig, documents
from tests.support.repository import Repository
from tests.support.tree import write_tree

WANT = {"at": ["cluster.yaml:6", "cluster.yaml:11"], "key": "nodes[1].name", "says": ["s1"]}
TOLD = {
    "severity": "error",
    "path": "cluster.yaml",
    "line": 11,
    "key": "nodes[1].name",
    "message": "nodes[1].name s1 stands twice",
    "help": "",
}


def wrong(*problems: Map, want: Map = WANT, **expect: object) -> list[str]:
    return list(faults(problems, {"problems": [want], **expect}))


def test_the_wanted_problem_alone_is_right() -> None:
    assert wrong(TOLD) == []


@pytest.mark.parametrize(
    "other",
    [
        {"line": 12},
        {"path": "other.yaml"},
        {"severity": "warning"},
        {"message": "nodes[1].name s11 stands twice", "key": "nodes[10].name"},
        {"message": "it stands twice"},
    ],
    ids=["another line", "another file", "less bad", "another key", "other words"],
)
def test_a_problem_that_differs_is_not_the_wanted_one(other: Map) -> None:
    assert wrong({**TOLD, **other})


def test_a_problem_that_nobody_asked_for_is_wrong() -> None:
    other = {**TOLD, "key": "node_cidr", "message": "node_cidr is wrong"}
    assert wrong(TOLD, other)
    assert wrong(TOLD, {**other, "severity": "warning"})
    assert wrong(TOLD, {**other, "severity": "note"}) == []
    assert wrong(TOLD, {**other, "severity": "warning"}, warnings="allowed") == []
    assert wrong(TOLD, other, more="allowed") == []


def test_a_consequence_about_the_same_key_is_not_wrong() -> None:
    assert wrong(TOLD, {**TOLD, "line": 1, "message": "nodes[1].name is required"}) == []


def test_a_count_is_exact() -> None:
    assert wrong(TOLD, TOLD) == []
    assert wrong(TOLD, TOLD, want={**WANT, "count": 1})
    assert wrong(TOLD, want={**WANT, "count": 1}) == []


def test_an_optional_problem_may_be_absent() -> None:
    assert wrong() != []
    assert wrong(want={**WANT, "optional": True}) == []


@pytest.mark.parametrize(
    ("text", "word", "whole", "there"),
    [
        ("10.0.0.22 is taken", "10.0.0.2", False, False),
        ("10.0.0.2 is taken", "10.0.0.2", False, True),
        ("they overlap", "OVERLAP", False, True),
        ("node_cidr_x is", "node_cidr", True, False),
        ("nodes[1].name", "nodes[1].name", True, True),
        ("my.nodes[1].name", "nodes[1].name", True, False),
    ],
)
def test_words_are_found_where_they_stand(text: str, word: str, *, whole: bool, there: bool) -> None:
    assert has(text, word, whole=whole) is there


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [("yes", True, "yes"), ("0755", 493, 755), ("0o14", "0o14", 12), ("1:30", 90, "1:30"), ("1_000", 1000, "1_000")],
)
def test_the_two_versions_of_yaml_read_the_same_text_differently(text: str, old: object, new: object) -> None:
    assert (documents(text, Yaml11), documents(text, Yaml12)) == ([old], [new])


def test_a_path_leads_to_one_value_or_to_none() -> None:
    assert dig({"a": [{"b": 0}]}, "a[0].b") == [0]
    assert [dig({"a": [{"b": 0}]}, path) for path in ("a[1].b", "a.b", "c", "a[0].b.c")] == [[], [], [], []]


FILES = {
    "cluster.yaml": 'nodes:\n  - {name: "yes", controller: true}\n',
    "kubernetes/a.yaml": "kind: Gateway\nmetadata: {name: one}\nspec: {port: 1, word: yes}\n",
    "talos/patches/yes/a.yaml": 'kind: HostnameConfig\nhostname: "yes"\n',
    "talos/patches/worker/a.yaml": "kind: HostnameConfig\nhostname: worker\n",
}
GATEWAY = {"object": {"kind": "Gateway", "name": "one"}}


@pytest.mark.parametrize(
    ("fact", "there"),
    [
        ({"present": "kubernetes/*.yaml"}, True),
        ({"present": "bootstrap"}, False),
        ({"absent": "bootstrap"}, True),
        ({"absent": "talos/*"}, False),
        ({**GATEWAY, "is": "present"}, True),
        ({**GATEWAY, "is": "absent"}, False),
        ({"object": {"kind": "Gateway", "name": "two"}, "is": "absent"}, True),
        ({**GATEWAY, "at": "spec.port", "is": 1, "type": "integer"}, True),
        ({**GATEWAY, "at": "spec.port", "is": 2, "type": "integer"}, False),
        ({**GATEWAY, "at": "spec.port", "is": 1, "type": "string"}, False),
        ({**GATEWAY, "at": "spec.word", "is": "yes", "type": "string"}, False),
        ({"machine": 0, "setting": "host-name", "is": "yes", "type": "string"}, True),
        ({"machine": 0, "setting": "host-name", "is": "worker"}, False),
        ({"machine": "all", "setting": "vlan", "is": "absent"}, True),
        ({"machine": "all", "setting": "host-name", "is": "absent"}, False),
    ],
)
def test_a_fact_holds_or_does_not(tmp_path: Path, fact: Map, *, there: bool) -> None:
    write_tree(tmp_path, FILES)
    assert holds(Tree(Repository(tmp_path, "", "")), fact) is there


def test_a_fact_in_words_that_nobody_judges_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        holds(Tree(Repository(tmp_path, "", "")), {"text": "all is well"})
