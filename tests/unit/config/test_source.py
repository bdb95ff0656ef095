"""YAML text to data with places: the 1.2 core schema, and nothing of what was typed is lost."""

from __future__ import annotations

import io
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from clusterctl.config.codes import reading
from clusterctl.config.source import Loc, Plain, plain_value, read_source
from clusterctl.config.value import core_scalar, dotted
from clusterctl.problem import ConfigError, Problem, Span

NUMBER_LIKE = st.from_regex(r"[-+]?(0[xo]?)?[0-9a-fA-F.]{1,6}([eE][-+]?[0-9]{1,2})?", fullmatch=True)
WORDS = st.sampled_from(
    [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "True",
        "TRUE",
        "true",
        "tRue",
        "null",
        "Null",
        "~",
        ".inf",
        "-.INF",
        ".nan",
        "1_000",
    ]
)
EXTENSION = re.compile(r".*_.*|[-+]?0b[01]+|[-+]0[xo].*|[-+]?\.[0-9]+[eE][0-9]+|-", re.DOTALL)
"""What ruamel.yaml reads as a number beyond the core schema, and a dash, which is no scalar."""


def refused(text: str | bytes) -> Problem:
    """The one problem of a text that is no description."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(ConfigError) as caught:
        read_source("cluster.yaml", raw)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", Plain("true", value=True)),
        ("FALSE", Plain("FALSE", value=False)),
        ("2026.10", Plain("2026.10", 2026.1)),
        ("66000E0", Plain("66000E0", 66000.0)),
        ("0755", Plain("0755", 755)),
        ("0o17", Plain("0o17", 15)),
        ("0xff", Plain("0xff", 255)),
        ("1_000", "1_000"),
        ("52:54:00:12:34:56", "52:54:00:12:34:56"),
        ("2026-01-02", "2026-01-02"),
        ("1.12.1", "1.12.1"),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("=", "="),
    ],
)
def test_a_scalar_means_what_the_core_schema_says_and_keeps_its_text(typed: str, value: object) -> None:
    assert read_source("cluster.yaml", f"key: {typed}\n".encode()).data["key"] == value


@given(st.one_of(NUMBER_LIKE, WORDS).filter(lambda text: not EXTENSION.fullmatch(text)))
def test_scalars_resolve_as_another_reader_of_yaml_1_2_does(text: str) -> None:
    reader = YAML(typ="safe", pure=True)
    expected = reader.load(io.StringIO(f"key: {text}\n"))["key"]
    found = plain_value(core_scalar(text))
    if isinstance(expected, float) and math.isnan(expected):
        assert isinstance(found, float)
        assert math.isnan(found)
    else:
        assert (found, type(found)) == (expected, type(expected))


def test_endless_digits_stay_text() -> None:
    digits = "1" * 5000
    assert core_scalar(digits) == digits


def test_every_key_and_item_has_its_place() -> None:
    text = "a: 1\nlist:\n  - name: x\n    deep: {b: 2, c: [3, 4]}\n  - y\n"
    source = read_source("cluster.yaml", text.encode())
    places: dict[Loc, tuple[int, int]] = {loc: (span.line, span.column) for loc, span in source.places.items()}
    assert places == {
        ("a",): (1, 1),
        ("list",): (2, 1),
        ("list", 0): (3, 5),
        ("list", 0, "name"): (3, 5),
        ("list", 0, "deep"): (4, 5),
        ("list", 0, "deep", "b"): (4, 12),
        ("list", 0, "deep", "c"): (4, 18),
        ("list", 0, "deep", "c", 0): (4, 22),
        ("list", 0, "deep", "c", 1): (4, 25),
        ("list", 1): (5, 5),
    }


def test_what_is_not_there_is_located_at_what_is_around_it() -> None:
    source = read_source("cluster.yaml", b"nodes:\n  - {name: a}\n")
    assert source.locate(("nodes", 0, "disk")) == Span("cluster.yaml", 2, 5)
    assert source.locate(("other",)) == Span("cluster.yaml")


def test_a_place_is_written_with_dots_and_indexes() -> None:
    assert dotted(("nodes", 0, "address")) == "nodes[0].address"
    assert dotted(("apps", "network/envoy-gateway", "enabled")) == "apps.network/envoy-gateway.enabled"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_count_alike(ending: str) -> None:
    source = read_source("cluster.yaml", ending.join(["a: 1", "b: x", ""]).encode())
    assert source.data["b"] == "x"
    assert source.places["b",].line == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    source = read_source("cluster.yaml", b"\xef\xbb\xbfa: x\n")
    assert source.places["a",] == Span("cluster.yaml", 1, 1)


def test_columns_count_characters_not_bytes() -> None:
    source = read_source("cluster.yaml", "{ä: ö, b: 1}\n".encode())
    assert source.places["b",].column == 8


def test_an_alias_repeats_its_value_and_is_told_where_it_is_written() -> None:
    source = read_source("cluster.yaml", b"a: &x {k: [1]}\nb: *x\n")
    assert source.data["b"] == source.data["a"]
    assert source.locate(("b", "k")).line == 2


@pytest.mark.parametrize(
    ("raw", "line", "word"),
    [
        (b"a: 1\nb: \xe9t\xe9\n", 2, "UTF-8"),
        (b"\xff\xfea\x00", 1, "UTF-16"),
        (b"a: \x00\n", 0, "binary"),
        (b"\x7fELF\x02\x00", 0, "binary"),
        (b"a: 1\nb: \x07\n", 2, "U+0007"),
        (b"a: 1\n# \xe2\x80\xa8\n", 2, "U+2028"),
        (b"#" * (4 * 1024 * 1024 + 1), 0, "4 MiB"),
    ],
)
def test_what_is_no_text_is_told_with_its_line(raw: bytes, line: int, word: str) -> None:
    problem = refused(raw)
    assert problem.code is reading.ENCODING
    assert problem.at.line == line
    assert word in f"{problem.message} {problem.hint}"
    assert not problem.quotable


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('a: 1\nb: "10.1\nc: 2\n', 2, 4, "quote"),
        ('a: "10.1\nb: "10.2"\n', 1, 4, "quote"),
        ("a: 1\nb: '10.1\nc: 2\n", 2, 4, "quote"),
        ("a: [1, 2\nb: 3\n", 1, 4, "bracket ["),
        ("a:\n  - {b: 1\n  - {c: 2}\n", 2, 5, "bracket {"),
        ("a: [1 2, {]\n", 1, 11, "comma or ]"),
        ("a: 1\nb 2\nc: 3\n", 2, 1, "colon"),
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: b: c\n", 1, 5, "colon"),
        ("a:\n    b: 1\n  c: 2\n", 3, 3, "lines above"),
        ("a: @x\n", 1, 4, "quote the value"),
        ('a: "x" y\n', 1, 8, "lines above"),
        ('a: "\\d"\n', 1, 5, "backslash"),
        ("a: 1\n...\nb: 2\n", 3, 1, "three dots"),
        ("a: *b\n", 1, 4, "&b"),
        ("x: 1\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n", 2, 1, "merge conflict"),
        ("%YAML 2.0\n---\na: 1\n", 1, 1, "incompatible"),
    ],
)
def test_a_slip_of_syntax_is_one_problem_near_its_cause(text: str, line: int, column: int, words: str) -> None:
    problem = refused(text)
    assert problem.code is reading.SYNTAX
    assert (problem.at.line, problem.at.column) == (line, column)
    assert words in f"{problem.message}; {problem.hint}"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [("", 0, "empty"), ("# only a comment\n", 0, "empty"), ("- a\n", 1, "a list"), ("text\n", 1, "one value")],
)
def test_a_document_that_is_no_map_is_told(text: str, line: int, words: str) -> None:
    problem = refused(text)
    assert problem.code is reading.STRUCTURE
    assert problem.at.line == line
    assert words in problem.message


def test_a_second_document_is_told_where_it_begins() -> None:
    assert (refused("a: 1\n---\nb: 2\n").code, refused("a: 1\n---\nb: 2\n").at.line) == (reading.STRUCTURE, 2)


def test_every_key_that_stands_twice_is_told_with_both_places() -> None:
    with pytest.raises(ConfigError) as caught:
        read_source("cluster.yaml", b"a: 1\nb: {c: 1, c: 2}\na: 3\n")
    told = [(problem.key, problem.at.line, problem.related[0].line) for problem in caught.value.problems]
    assert told == [("b.c", 2, 2), ("a", 3, 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: " + "[" * 200 + "]" * 200, "100 levels"),
        ("a: &x [*x]\n", "repeats itself"),
        ("a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)), "20000"),
    ],
)
def test_a_small_file_cannot_grow_without_end(text: str, words: str) -> None:
    problem = refused(text)
    assert problem.code is reading.LIMITS
    assert words in problem.message


@pytest.mark.parametrize("text", ["a: !env X\n", "a: {{ x }}\n", "a: {<<: {b: 1}}\n", "[a]: 1\n"])
def test_a_form_that_programs_disagree_about_is_refused(text: str) -> None:
    assert refused(text).code is reading.NOTATION


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told(raw: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        read_source("cluster.yaml", raw)
    except ConfigError as error:
        problems = error.problems
    assert all(problem.at.path == "cluster.yaml" and problem.hint for problem in problems)
