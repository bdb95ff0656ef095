"""Keys against the model: former names, suggestions, and what counts as absent."""

from __future__ import annotations

from typing import Any

import pytest

from clusterctl.config.codes import reading
from clusterctl.config.fault import Places
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.model.scalars import Text
from clusterctl.config.model.section import Section, optional, required
from clusterctl.config.secrets import Secrets
from clusterctl.config.shape import Shape, read_shape
from clusterctl.config.source import Source, read_source
from clusterctl.config.suggest import OTHER_NAMES, suggest
from clusterctl.problem import Problem, Severity
from tests.unit.config.described import ABSENT, cluster, judged, keys, node


class Part(Section):
    """A section inside a list."""

    title: Text = required("A title.", "x", was=("label",))


class Whole(Section):
    """A description whose keys were renamed."""

    name: Text = optional("A name.", "x", "", was=("cluster_title", "title"))
    parts: tuple[Part, ...] = optional("Parts.", [{"title": "x"}], ())


def shaped(text: str) -> tuple[Shape, list[Problem]]:
    """The shape of a text of that description, and what is told about it."""
    source: Source = read_source("cluster.yaml", text.encode())
    shape = read_shape(Whole, source.data)
    places = Places(source, Secrets("secrets.sops.yaml", present=False), shape.moved)
    return shape, [places.problem(fault) for fault in shape.faults]


def test_a_former_name_works_and_is_told_at_its_place() -> None:
    shape, (problem,) = shaped("parts: []\ncluster_title: home\n")
    assert shape.data["name"] == "home"
    assert (problem.code, problem.severity) == (reading.RENAMED, Severity.WARNING)
    assert (problem.at.line, problem.key) == (2, "cluster_title")
    assert "name" in problem.message
    assert "clusterctl migrate" in problem.hint


def test_a_former_name_works_inside_a_list_too() -> None:
    shape, (problem,) = shaped("parts:\n  - {label: one}\n  - {title: two}\n")
    assert shape.data["parts"] == [{"title": "one"}, {"title": "two"}]
    assert (problem.key, problem.at.line) == ("parts[0].label", 2)


def test_both_names_at_once_are_an_error_at_the_former_one() -> None:
    _, (problem,) = shaped("name: a\ntitle: b\n")
    assert (problem.code, problem.key, problem.at.line) == (reading.TWO_NAMES, "title", 2)


def test_a_fault_of_a_renamed_key_is_told_where_it_is_written() -> None:
    source = read_source("cluster.yaml", b"\ncluster_title: home\n")
    shape = read_shape(Whole, source.data)
    places = Places(source, Secrets("secrets.sops.yaml", present=False), shape.moved)
    assert places.problem(shape.faults[0]).at.line == 2
    assert shape.moved == {("name",): ("cluster_title",)}


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("ip", ["address", "name"], "address"),
        ("role", ["controller", "name"], "controller"),
        ("hostname", ["controller", "name"], "name"),
        ("mac", ["mac_addr"], "mac_addr"),
        ("node_cdir", ["node_cidr", "nodes"], "node_cidr"),
        ("clusterName", ["cluster_name"], "cluster_name"),
        ("Node-CIDR", ["node_cidr"], "node_cidr"),
        ("ip", ["name"], ""),
        ("colour", ["node_cidr", "nodes"], ""),
        ("", ["node_cidr"], ""),
    ],
)
def test_the_word_that_was_meant_is_found(word: str, known: list[str], meant: str) -> None:
    assert suggest(word, known) == meant


def test_every_other_name_leads_to_a_key_that_exists() -> None:
    assert set(OTHER_NAMES.values()) <= set(Cluster.model_fields) | set(Node.model_fields)
    assert not set(OTHER_NAMES) & (set(Cluster.model_fields) | set(Node.model_fields))


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize(
    "key", ["node_vlan_tag", "cluster_pod_cidr", "cilium_bgp_router_addr", "apps", "vars", "unifi_host"]
)
def test_an_optional_key_that_is_blank_counts_as_absent(key: str, blank: object) -> None:
    assert cluster(**{key: blank}) == cluster()


def test_the_value_of_a_misspelt_key_is_unknown_and_not_its_default() -> None:
    found, problems = judged(cluster_pod_cdir="10.43.0.0/16")
    assert found is None
    assert keys(problems) == ["cluster_pod_cdir"]


def test_the_names_of_other_tools_are_told_once_each() -> None:
    renamed: dict[str, Any] = {"name": ABSENT, "hostname": "a", "address": ABSENT, "ip": "10.0.0.21"}
    _, problems = judged(nodes=[node(1, **renamed)])
    assert keys(problems) == ["nodes[0].hostname", "nodes[0].ip"]
    assert [problem.hint for problem in problems] == ["did you mean name?", "did you mean address?"]


def test_a_secret_among_the_settings_is_told_and_never_shown() -> None:
    _, problems = judged(cloudflare_token="hunter2")
    (problem,) = problems
    assert problem.code is reading.SECRET_IN_CLEAR
    assert "clusterctl secrets adopt" in problem.hint
    assert not problem.quotable
    assert "hunter2" not in repr(problems)


def test_an_unknown_key_is_never_quoted() -> None:
    _, problems = judged(my_password="hunter2")
    assert not problems[0].quotable
    assert "hunter2" not in repr(problems)
