"""The example with other values in it: comments stay, and what has no value becomes one."""

from __future__ import annotations

import pytest

from clusterctl.config.source import plain_value, read_source
from clusterctl.start.sample import fill, keys

SAMPLE = """\
# yaml-language-server: $schema=elsewhere
---
# What it is for.
first: 10.0.0.0/24

# Not set by default.
# second: 20
# third: [1.1.1.1]
nodes:
  - name: example
"""
NODE = {"name": "k8s-1", "controller": "true", "disk": "2143E690"}


def filled(**settings: str) -> dict[str, object]:
    data = plain_value(dict(read_source("cluster.yaml", fill(SAMPLE, settings, [NODE]).encode()).data))
    assert isinstance(data, dict)
    return data


def test_the_keys_are_those_of_the_top_level_set_or_not() -> None:
    assert keys(SAMPLE) == ("first", "second", "third")


def test_a_key_gets_its_value_and_keeps_its_comment() -> None:
    assert "# What it is for.\nfirst: 192.168.1.0/24\n" in fill(SAMPLE, {"first": "192.168.1.0/24"}, [NODE])


def test_a_key_without_a_value_becomes_a_comment() -> None:
    assert "# first: 10.0.0.0/24\n" in fill(SAMPLE, {}, [NODE])


def test_an_optional_key_with_a_value_is_no_longer_a_comment() -> None:
    assert filled(second="30")["second"] == 30


def test_a_list_is_written_as_a_list() -> None:
    assert filled(third="[9.9.9.9, 1.0.0.1]")["third"] == ["9.9.9.9", "1.0.0.1"]


@pytest.mark.parametrize(
    "text", ["[host]:22 key", "yes", "1.10", "a: b", "# no comment", '"', "two\nlines", "0123", "~"]
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert filled(first=text)["first"] == text


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("1500", 1500)])
def test_booleans_and_numbers_need_no_quotes(text: str, value: object) -> None:
    assert filled(second=text)["second"] == value


def test_a_key_that_the_example_does_not_show_stands_at_the_end() -> None:
    assert filled(fourth="x")["fourth"] == "x"
    assert fill(SAMPLE, {"fourth": "x"}, [NODE]).endswith("---\nfourth: x\n")


def test_the_nodes_are_replaced() -> None:
    assert filled()["nodes"] == [{"name": "k8s-1", "controller": True, "disk": "2143E690"}]


def test_no_nodes_are_an_empty_list() -> None:
    assert fill(SAMPLE, {}, []).endswith("\nnodes: []\n")


def test_the_schema_is_that_of_the_repository() -> None:
    assert fill(SAMPLE, {}, []).startswith("# yaml-language-server: $schema=./.clusterctl/cluster.schema.json\n---\n")
