"""Templates: values quote themselves, failures name their places, and nothing dangerous is possible."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import PurePosixPath
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clusterctl.catalog.text import Text
from clusterctl.config.source import Source
from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.render.engine import Engine

NAME = PurePosixPath("a.yaml.j2")


@dataclass
class Node:
    name: str = "n1"
    mtu: int | None = None
    mac_addr: str = "52:54:00:12:34:56"


@dataclass
class Cluster:
    cluster_name: str = "home"
    blank: str = ""
    missing: str | None = None
    on: bool = True
    count: int = 3
    cidr: IPv4Address = field(default_factory=lambda: IPv4Address("10.0.0.1"))
    names: tuple[str, ...] = ("a", "yes", "0755")
    blocks: tuple[dict[str, str], ...] = ({"cidr": "10.0.0.0/24"},)
    sets: frozenset[str] = frozenset({"b", "a", "c"})
    nodes: tuple[Node, ...] = (Node(), Node("n2", mtu=None))
    vars: dict[str, object] = field(default_factory=lambda: {"x": {"b": 1, "a": None}, "title": "a: b"})

    def model_dump(self) -> str:
        return "must not be called"


def render(text: str, settings: Source | None = None, **names: object) -> str:
    cluster = Cluster()
    engine = Engine({NAME: Text("templates/a.yaml.j2", text)}, settings)
    return engine.render(NAME, {"cluster": cluster, "node": cluster.nodes[1], **names})


def refused(text: str, settings: Source | None = None, **names: object) -> Problem:
    with pytest.raises(ConfigError) as caught:
        render(text, settings, **names)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: #{ cluster.cluster_name }#\n", "name: home\n"),
        ("on: #{ cluster.on }#, #{ not cluster.on }#", "on: true, false"),
        ("#{ cluster.count }#", "3"),
        ("#{ cluster.cidr }#", "10.0.0.1"),
        ("#{ cluster.names }#", '[a, "yes", "0755"]'),
        ("#{ cluster.blocks }#", "[{cidr: 10.0.0.0/24}]"),
        ("#{ cluster.vars.title }#", '"a: b"'),
        ("#{ node.mac_addr }#", '"52:54:00:12:34:56"'),
        ("#{ 'instance-' ~ cluster.count ~ cluster.on }#", "instance-3true"),
        ("#{ 2 if cluster.on else 1 }#", "2"),
        ("  #% if cluster.on %#\na: b\n  #% else %#\nc: d\n  #% endif %#\n", "a: b\n"),
        ("#| told to nobody |#\na: b\n", "a: b\n"),
        ("#% for one in cluster.nodes %#\n- #{ one.name }#\n#% endfor %#\n", "- n1\n- n2\n"),
        ("#% for one in cluster.sets %#\n- #{ one }#\n#% endfor %#\n", "- a\n- b\n- c\n"),
        ("#% for key, one in {'a': 1}.items() %#\n#{ key }#: #{ one }#\n#% endfor %#\n", "a: 1\n"),
        ("#% set x = 'b' ~ cluster.count %#\n#{ x }#", "b3"),
        ("#{ cluster.names + ['b'] }#", '[a, "yes", "0755", b]'),
        ("a: |\n  x #{ cluster.cluster_name | inline }# y\n", "a: |\n  x home y\n"),
        ("#{ cluster.names | join(',') }#", '"a,yes,0755"'),
        ("${X} {{ helm }} {% no %} # kept\n", "${X} {{ helm }} {% no %} # kept\n"),
    ],
)
def test_a_template_renders(text: str, expected: str) -> None:
    assert render(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("a: b\nc: #{ cluster.nope }#\n", "T902", 2, "cluster has no 'nope'"),
        ("#{ cluster.nodes[0].ip }# #{ cluster.count }#", "T902", 1, "cluster.nodes[0].ip"),
        ("#{ nobody }#", "T902", 1, "nobody"),
        ("#{ cluster.blank }#", "T904", 1, "is blank"),
        ("a: #{ 1 }#\n\nb: [#{ 2 }#, #{ cluster.missing }#]", "T904", 3, "#{ cluster.missing }# is not set"),
        ("#{ 'a' ~ cluster.missing }#", "T904", 1, "no value"),
        ("#{ cluster.vars.title | inline }#", "T905", 1, "cannot stand inside text"),
        ("#{ cluster.names | inline }#", "T905", 1, "a tuple cannot stand inside text"),
        ("a: #{ cluster\n", "T901", 1, "cannot be read"),
        ("a\n#% if x %#\n", "T901", 2, "cannot be read"),
        ("a\n#% endfor %#\n", "T901", 2, "endfor"),
        ("#% include 'x' %#", "T901", 1, "include"),
        ("#% macro x() %##% endmacro %#", "T901", 1, "macro"),
        ("#% for x in [1] recursive %##% endfor %#", "T901", 1, "recursive"),
        ("#{ cluster.count | default(1) }#", "T901", 1, "default"),
        ("\n#{ cluster.count * 2 }#", "T906", 2, "do not calculate"),
        ("#{ 'a' * 1000000000 }#", "T906", 1, "do not calculate"),
        ("#{ cluster.model_dump() }#", "T906", 1, "not allowed"),
        ("#{ cluster.__class__ }#", "T906", 1, "not allowed"),
        ("#{ 'x'.center(1000000000) }#", "T906", 1, "not allowed"),
        ("#{ '{:>99999999}'.format(1) }#", "T906", 1, "not allowed"),
        ("#{ cluster.vars.update({}) }#", "T906", 1, "not allowed"),
        ("#{ range(10) }#", "T902", 1, "range"),
        ("#{ cluster.count.nope.deeper }#", "T902", 1, "nope"),
        ("#{ cluster.count() }#", "T908", 1, "cannot be computed"),
        ("#% for x in cluster.count %##% endfor %#", "T908", 1, "not a list"),
        ("\n#% for x in cluster.nope %##% endfor %#", "T902", 2, "nope"),
        ("#{ cluster.nodes }#", "T911", 1, "type Node"),
        ("#{ [1, none] }#", "T904", 1, "item"),
    ],
)
def test_a_failure_names_line_and_expression(text: str, code: str, line: int, words: str) -> None:
    problem = refused(text)
    assert (problem.code.id, problem.at.path, problem.at.line) == (code, "templates/a.yaml.j2", line), problem
    assert words in problem.message
    assert problem.hint or code in {"T901", "T902"}


@pytest.mark.parametrize(
    ("text", "column"), [("#{ nobody }#", 1), ("a: #{ nobody }#", 4), ("[#{ 1 }#, #{ 2 }#, #{ nobody }#]", 20)]
)
def test_a_failure_names_the_column_of_its_expression(text: str, column: int) -> None:
    assert refused(text).at == Span("templates/a.yaml.j2", 1, column)


def test_a_value_of_the_users_own_that_is_not_there_is_told_in_the_words_of_the_description() -> None:
    problem = refused("a: #{ cluster.vars.colour }#")
    assert problem.message == "#{ cluster.vars.colour }# uses vars.colour, which cluster.yaml does not have"
    assert problem.hint == "write colour below vars in cluster.yaml"


def test_a_failing_value_names_its_key() -> None:
    assert refused("#{ cluster.blank }#").key == "blank"
    assert refused("#{ node.mtu }#").key == "nodes[1].mtu"
    assert refused("#{ 'x' ~ cluster.nodes[0].mtu }#").key == "nodes[0].mtu"


def test_a_value_that_was_written_is_blamed_where_it_was_written() -> None:
    place = Span("cluster.yaml", 7, 3)
    settings = Source("cluster.yaml", {}, {("vars",): Span("cluster.yaml", 6), ("vars", "title"): place})
    problem = refused("x: |\n  #{ cluster.vars.title | inline }#", settings)
    assert (problem.at, problem.related) == (place, (Span("templates/a.yaml.j2", 2, 3),))
    assert problem.message.startswith("vars.title 'a: b'")


def test_doubling_a_text_over_and_over_ends_early() -> None:
    doubling = "#% set x = 'xxxxxxxxxx' %#\n" + "#% set x = x ~ x %#\n" * 40
    assert refused(doubling).code.id == "T907"


def test_loops_are_bounded_over_the_whole_template() -> None:
    inner = "".join(f"#% for x{depth} in cluster.names + cluster.names + cluster.names %#" for depth in range(8))
    assert refused(inner + "#% endfor %#" * 8).code.id == "T907"


def test_output_is_bounded() -> None:
    loops = "".join(f"#% for x{depth} in cluster.names + cluster.names %#" for depth in range(6))
    assert refused(loops + "x" * 1000 + "#% endfor %#" * 6).code.id == "T907"


def test_an_expression_nested_without_end_is_a_problem_of_the_template() -> None:
    assert refused("#{ " + "(" * 20000 + ")" * 20000 + " }#").code.id == "T907"
    assert refused("#% for x in [1] %#" * 40 + "#% endfor %#" * 40).code.id in {"T901", "T908"}


def test_a_template_is_compiled_once_and_renders_again_with_other_names() -> None:
    engine = Engine({NAME: Text("a", "#{ app.name }# #{ has.token }#")})
    has = SimpleNamespace(token=True)
    assert engine.render(NAME, {"app": SimpleNamespace(name="x"), "has": has}) == "x true"
    assert engine.render(NAME, {"app": SimpleNamespace(name="z"), "has": has}) == "z true"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_comes_back_as_the_node_it_was_placed_at(value: str) -> None:
    text = render("a: #{ vars.x }#\nb: [#{ vars.x }#]\n#{ vars.x }#: c\n", vars={"x": value})
    assert yaml.safe_load(text) == {"a": value, "b": [value], value: "c"} or value in {"a", "b"}
