"""Values of cluster.yaml over an app's own."""

from __future__ import annotations

import pytest
import yaml

from clusterctl.problem import ConfigError
from clusterctl.render.values import is_blank, merge, parse_values, spliced


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 3, "z": 4}}, {"a": {"x": 1, "y": 3, "z": 4}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": {"x": 1}, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": {"x": 1}}, {"a": {"x": None}}, {"a": {}}),
        ({"a": 1}, {"a": {"x": None, "y": 1}}, {"a": {"y": 1}}),
        ({"a": {"x": 1}}, {"a": "text"}, {"a": "text"}),
        ({"a": {"x": 1}}, {"a": {}}, {"a": {"x": 1}}),
        ({}, {"a": {"b": {"c": None}}}, {"a": {"b": {}}}),
    ],
)
def test_maps_merge_lists_replace_and_null_removes(
    low: dict[str, object], high: dict[str, object], expected: dict[str, object]
) -> None:
    before = repr((low, high))
    assert merge(low, high) == expected
    assert repr((low, high)) == before


def test_keys_keep_their_order_and_new_ones_come_last() -> None:
    assert list(merge({"b": 1, "a": 2}, {"c": 3, "a": 4})) == ["b", "a", "c"]


def test_values_are_read_by_the_core_schema() -> None:
    text = "# note\na: yes\nb: 0755\nc: 1.5\nd: [true, null]\n"
    assert parse_values("x", text, "apps.a/b.values") == {"a": "yes", "b": 755, "c": 1.5, "d": [True, None]}


def test_values_that_are_no_map_name_the_override() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_values("templates/x/_values.yaml.j2", "- a\n", "apps.a/b.values")
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.key, problem.at.path) == ("T910", "apps.a/b.values", "templates/x/_values.yaml.j2")


def test_spliced_text_means_the_same_and_keeps_its_comments() -> None:
    text = "---\n# top\na: |\n  one\n\n    two\nb: 'x\n  y'\n\nc: |2\n   three\n"
    below = spliced(text, 4)
    assert yaml.safe_load(f"spec:\n  values:\n{below}")["spec"]["values"] == yaml.safe_load(text)
    assert below.startswith("    # top\n    a: |\n      one\n\n")


@pytest.mark.parametrize("text", ["", "\n", "---\n", "# a\n\n---\n  # b\n"])
def test_text_with_nothing_but_comments_is_blank(text: str) -> None:
    assert is_blank(text)
