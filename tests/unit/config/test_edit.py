"""One value is changed in the text, and every other byte stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterctl.config.codes import reading
from clusterctl.config.cut import written
from clusterctl.config.document import UNFIT
from clusterctl.config.edit import remove_value, rename_key, set_value
from clusterctl.config.source import Loc, plain_value, read_source
from clusterctl.problem import ConfigError

TEXT = """\
# The cluster.
channel: 2026.01   # why this one
# talos_version: "1.14.1"
node_cidr: '10.0.0.0/24'
servers: [a, b]
nodes:
  - {name: a, mtu: 1500}
  # the second one
  - name: b
    notes: |
      one
      two
    # a comment of b
tail: {a: 1, b: 2}   # tail
items:
  - x   # one
  - y
key: &anchor v
alias: *anchor
"""


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("loc", "value", "gone", "came"),
    [
        (("channel",), "2026.11", ["channel: 2026.01   # why this one"], ['channel: "2026.11"   # why this one']),
        (("talos_version",), "1.13.9", ['# talos_version: "1.14.1"'], ["talos_version: 1.13.9"]),
        (("node_cidr",), "10.1.0.0/24", ["node_cidr: '10.0.0.0/24'"], ["node_cidr: '10.1.0.0/24'"]),
        (("hubble_enabled",), True, [], ["hubble_enabled: true"]),
        (("servers",), ["c"], ["servers: [a, b]"], ["servers: [c]"]),
        (("servers", 2), "c: d", ["servers: [a, b]"], ['servers: [a, b, "c: d"]']),
        (("nodes", 0, "mtu"), 9000, ["  - {name: a, mtu: 1500}"], ["  - {name: a, mtu: 9000}"]),
        (("nodes", 0, "disk"), "/dev/sda", ["  - {name: a, mtu: 1500}"], ["  - {name: a, mtu: 1500, disk: /dev/sda}"]),
        (("nodes", 1, "mtu"), 9000, [], ["    mtu: 9000"]),
        (("nodes", 2), {"name": "c", "controller": True}, [], ["  - {name: c, controller: true}"]),
        (("tail", "a"), "yes", ["tail: {a: 1, b: 2}   # tail"], ['tail: {a: "yes", b: 2}   # tail']),
        (("items", 0), "0755", ["  - x   # one"], ['  - "0755"   # one']),
        (("items", 2), None, [], ["  - null"]),
    ],
)
def test_only_the_line_of_the_value_changes(loc: Loc, value: object, gone: list[str], came: list[str]) -> None:
    after = set_value(TEXT, loc, value)
    assert changed(TEXT, after) == (gone, came)


@pytest.mark.parametrize(
    ("loc", "gone", "came"),
    [
        (("channel",), ["channel: 2026.01   # why this one"], []),
        (("nodes", 1, "notes"), ["    notes: |", "      one", "      two"], []),
        (("nodes", 0), ["  - {name: a, mtu: 1500}"], []),
        (("tail", "a"), ["tail: {a: 1, b: 2}   # tail"], ["tail: {b: 2}   # tail"]),
        (("tail", "b"), ["tail: {a: 1, b: 2}   # tail"], ["tail: {a: 1}   # tail"]),
        (("items", 1), ["  - y"], []),
        (("not_there",), [], []),
    ],
)
def test_only_the_lines_of_a_key_go_with_it(loc: Loc, gone: list[str], came: list[str]) -> None:
    assert changed(TEXT, remove_value(TEXT, loc)) == (gone, came)


def test_a_key_gets_another_name_and_keeps_its_value() -> None:
    assert changed(TEXT, rename_key(TEXT, ("node_cidr",), "net")) == (
        ["node_cidr: '10.0.0.0/24'"],
        ["net: '10.0.0.0/24'"],
    )
    assert "{title: a" in rename_key(TEXT, ("nodes", 0, "name"), "title")


@pytest.mark.parametrize(
    ("loc", "value"),
    [
        (("nodes", 1, "notes"), "text"),
        (("alias",), "text"),
        (("key",), "text"),
        (("missing", "inner"), "text"),
        (("nodes", 7), "text"),
        (("nodes",), ["text"]),
    ],
)
def test_what_cannot_be_changed_by_itself_is_refused_politely(loc: Loc, value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        set_value(TEXT, loc, value)
    (problem,) = caught.value.problems
    assert problem.code is reading.EDIT
    assert problem.hint == "change it in an editor"


def test_a_first_key_beside_its_dash_is_not_removed() -> None:
    with pytest.raises(ConfigError, match=r"nodes\[1\]\.name"):
        remove_value(TEXT, ("nodes", 1, "name"))


@pytest.mark.parametrize(("loc", "name"), [(("node_cidr",), "tail"), (("missing",), "net"), (("items", 0), "net")])
def test_a_name_that_is_taken_or_has_no_key_is_refused(loc: Loc, name: str) -> None:
    with pytest.raises(ConfigError, match=f"cannot be renamed to {name}"):
        rename_key(TEXT, loc, name)


def test_line_ends_of_another_system_stay() -> None:
    after = set_value(TEXT.replace("\n", "\r\n"), ("hubble_enabled",), value=True)
    assert after.count("\r\n") == after.count("\n") == TEXT.count("\n") + 1


def test_a_last_line_without_an_end_gets_one() -> None:
    assert set_value("a: 1", ("b",), "x") == "a: 1\nb: x\n"


def test_a_blank_value_is_filled() -> None:
    assert set_value("a:\nb:\n  c: ''\n", ("a",), "x") == "a: x\nb:\n  c: ''\n"


@given(st.text(max_size=20).filter(lambda text: not UNFIT.search(text)))
def test_any_text_comes_back_unchanged(text: str) -> None:
    after = set_value("key: 'old'   # kept\nother: 1\n", ("key",), text)
    assert read_source("cluster.yaml", after.encode()).data["key"] == text
    assert after.endswith("   # kept\nother: 1\n")


@given(
    st.recursive(st.one_of(st.booleans(), st.integers(), st.text("abc: #-'\"{}[]", max_size=5)), st.lists, max_leaves=5)
)
def test_a_value_on_one_line_reads_back_as_itself(value: object) -> None:
    source = read_source("cluster.yaml", f"key: {written(value)}\n".encode())
    assert plain_value(source.data["key"]) == value
