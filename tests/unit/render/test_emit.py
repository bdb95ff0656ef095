"""YAML text from data: what comes out reads back unchanged, whatever YAML version the reader speaks."""

from __future__ import annotations

import io
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from clusterctl.render.emit import UnwritableError, emit, emit_below, flow, scalar

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
AWKWARD = st.lists(
    st.sampled_from(
        ["\n", " ", "\t", ":", "#", "-", "'", '"', "\\", "{", "&", "0x1", "1e3", "no", "\u2028", "\x85", "\ufeff", "|"]
    )
).map("".join)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT | AWKWARD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | AWKWARD, inner, max_size=4),
    max_leaves=12,
)


def read_1_1(text: str) -> object:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def read_1_2(text: str) -> object:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return reader.load(io.StringIO(text))


def both(text: str) -> list[object]:
    return [read_1_1(text), yaml.safe_load(text), read_1_2(text)]


@pytest.mark.parametrize(
    "text",
    ["cilium", "10.42.0.0/16", "10.0.0.1", "1.18.6", "v1.19.2", "30m", "https://10.0.0.1:6443", "oci://quay.io/a/b",
     "--sops-age-secret=sops-age", "./patches/global/x.yaml", ".sops.yaml", "100m", "1Gi", "Node Ready", "$patch",
     "app.kubernetes.io/name", "a@b"],
)  # fmt: skip
def test_ordinary_text_stays_plain(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "yes", "No", "ON", "y", "~", "null", "true", "0755", "0o17", "0x1F", "0b1", "1_000", "1.20", "2026.11", "=",
     "61e9540", "2143E690", "190:20:30", "52:54:00:12:34:56", "2001-12-14", ".5", "-1", "+1", ".inf", "-.inf", ".NaN",
     "<<", "- a", "a: b", "a #b", " a", "a ", "a:", "*a", "&a", "!a", "%a", "@a", "`a", "[a", "a,b", "{a", "---", "...",
     "|", ">", "?", "# a", "a\tb", "a\nb", "é", "\u2028", "\x85", "\ufeff", "^(data|stringData)$"],
)  # fmt: skip
def test_text_that_some_reader_takes_for_something_else_is_quoted(text: str) -> None:
    assert scalar(text)[0] in "'\""
    assert both(f"a: {scalar(text)}") == [{"a": text}] * 3


@settings(max_examples=700, deadline=None)
@given(TEXT | AWKWARD)
def test_any_text_comes_back_as_value_and_as_key(text: str) -> None:
    data = {"value": text, "list": [text, [text]], "map": {text: text}, "last": 1}
    document = emit(data) + f"flowed: {flow([text, {text: text}])}\n"
    assert both(document) == [{**data, "flowed": [text, {text: text}]}] * 3


@settings(max_examples=300, deadline=None)
@given(DATA)
def test_any_data_comes_back_in_block_and_in_flow_form(data: object) -> None:
    assert both(emit(data)) == [data] * 3
    assert both(flow(data)) == [data] * 3


def test_a_key_longer_than_readers_allow_on_one_line_comes_back() -> None:
    data = {"a": {"k" * 2000: {"b": 1}, "l" * 2000: "x"}}
    assert both(emit(data)) == [data] * 3
    assert both(flow(data)) == [data] * 3


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnwritableError, match="surrogate"):
        scalar("a\ud800")
    with pytest.raises(UnwritableError, match="surrogate"):
        emit({"a": "b\nc\udfff"})


def test_a_value_that_is_no_data_is_refused() -> None:
    with pytest.raises(UnwritableError, match="type object"):
        flow([object()])


def test_invisible_characters_become_visible_and_others_stay() -> None:
    assert scalar("a\u202eb") == '"a\\u202eb"'
    assert scalar("naïve 🚀") == '"naïve 🚀"'


def test_quotes_alone_are_wrapped_in_single_quotes_as_formatters_do() -> None:
    assert scalar('{"a": "it\'s"}') == "'{\"a\": \"it''s\"}'"


def test_addresses_and_paths_are_text() -> None:
    values = [IPv4Address("10.0.0.1"), IPv4Network("10.0.0.0/24"), PurePosixPath("a/b"), ("x", True, 3, 1e20)]
    assert flow(values) == "[10.0.0.1, 10.0.0.0/24, a/b, [x, true, 3, 1.0e+20]]"


CANONICAL = """\
---
kind: Kustomization
metadata:
  name: a
  labels: {}
spec:
  list:
    - a
    - b: 1
      c:
        - d
    - []
    - - e
      - f
  text: |
    one
      two

    three
  cut: |-
    a
    b
  keep: |+
    a

last: null
"""


def test_the_block_form_is_canonical() -> None:
    spec = {
        "list": ["a", {"b": 1, "c": ["d"]}, [], ["e", "f"]],
        "text": "one\n  two\n\nthree\n",
        "cut": "a\nb",
        "keep": "a\n\n",
    }
    data = {"kind": "Kustomization", "metadata": {"name": "a", "labels": {}}, "spec": spec, "last": None}
    assert emit(data) == CANONICAL
    assert both(CANONICAL) == [data] * 3


def test_text_below_a_key_is_indented() -> None:
    assert emit_below({"a": {"b": "c\nd"}}, 4) == "    a:\n      b: |-\n        c\n        d\n"
    assert emit_below({}, 4) == ""
