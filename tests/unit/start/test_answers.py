"""What a command line gives, and what is wrong with it."""

from __future__ import annotations

import pytest

from clusterctl.problem import ConfigError
from clusterctl.start.answers import Answers, given
from clusterctl.start.codes import UNKNOWN

KNOWN = ("nodes", "node_cidr", "repository_name", "repository_url")


def test_settings_and_nodes_are_read_by_name() -> None:
    answers = given(["node_cidr=10.0.0.0/24"], ["disk=/dev/sda,name=k8s-1,controller=false"], KNOWN)
    assert answers.settings == {"node_cidr": "10.0.0.0/24"}
    assert [list(node.items()) for node in answers.nodes] == [
        [("name", "k8s-1"), ("controller", "false"), ("disk", "/dev/sda")]
    ]


def test_a_node_is_a_controller_unless_it_says_otherwise() -> None:
    assert given([], ["name=k8s-1"], KNOWN).nodes[0]["controller"] == "true"


def test_a_value_may_hold_an_equals_sign() -> None:
    assert given(["repository_name=a=b"], [], KNOWN).settings == {"repository_name": "a=b"}


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("example/home", "repository_name"),
        ("https://git.example.com/a/b", "repository_url"),
        ("ssh://git@git.example.com/a/b", "repository_url"),
    ],
)
def test_a_repository_is_taken_for_a_url_where_it_is_one(value: str, key: str) -> None:
    assert given([f"repository_name={value}"], [], KNOWN).settings == {key: value}


def test_all_misspelt_values_are_told_at_once() -> None:
    wrong = ["node_cidr", "node_cird=1", "node_cidr=1", "node_cidr=2", "node_cidr=", "node_cidr=a\x07", "nodes=[]"]
    with pytest.raises(ConfigError) as caught:
        given(wrong, ["name=a,ip=1"], KNOWN)
    found = [(problem.code.id, problem.message) for problem in caught.value.problems]
    assert found == [
        ("I003", "--set node_cidr: not KEY=VALUE"),
        ("I002", "--set: there is no node_cird to fill in"),
        ("I003", "--set: node_cidr is given twice"),
        ("I003", "--set: node_cidr has no value"),
        ("I003", "--set: node_cidr has characters that cannot be seen"),
        ("I002", "--set: there is no nodes to fill in"),
        ("I002", "--node: there is no ip to fill in"),
    ]
    assert "node_cidr" in caught.value.problems[1].hint


def test_a_secret_is_not_taken_from_the_command_line_and_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        given(["cloudflare_token=hunter2", "unifi_api_key=hunter\x072"], [], KNOWN)
    first, second = caught.value.problems
    assert first.code is UNKNOWN
    assert "CLUSTERCTL_CLOUDFLARE_TOKEN" in first.hint
    assert not any("hunter" in f"{problem.message}{problem.hint}" for problem in (first, second))


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("node_cidr", True),
        ("cluster_api_addr", False),
        ("nodes[0].name", True),
        ("nodes[0].disk", False),
        ("nodes[1].name", False),
        ("nodes[0]", False),
        ("nodes", False),
        ("", False),
    ],
)
def test_a_key_is_held_once_it_has_a_value(key: str, *, held: bool) -> None:
    answers = Answers().put("node_cidr", "10.0.0.0/24").put_node(0, "name", "k8s-1")
    assert answers.holds(key) is held


def test_a_node_grows_value_by_value() -> None:
    answers = Answers().put_node(0, "name", "a").put_node(0, "disk", "/dev/sda").put_node(1, "name", "b")
    assert answers.nodes == ({"name": "a", "disk": "/dev/sda"}, {"name": "b"})
