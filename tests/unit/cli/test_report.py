"""How problems look to people."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from clusterctl.cli.common import Common, Format
from clusterctl.cli.report import WIDEST, Report
from clusterctl.problem import Code, Problem, Severity, Span

CODE = Code("C102", "an address is taken", "Why.", "Fix.")
PROBLEM = Problem(CODE, "nodes[0].address 10.0.1.9 is taken", Span("cluster.yaml", 2, 3), "choose a free one")
TEXT = "nodes:\n  address: 10.0.1.9\n"


class Terminal(io.StringIO):
    """A stream with a person at its other end."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cluster.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def told(root: Path, *problems: Problem, terminal: bool = False, quiet: bool = False, color: bool = True) -> str:
    stream = Terminal() if terminal else io.StringIO()
    Report(Common(root=root, quiet=quiet, color=color), io.StringIO(), stream).problems(problems)
    return stream.getvalue()


def test_a_problem_shows_its_place_its_line_a_caret_and_what_to_do(root: Path) -> None:
    assert told(root, PROBLEM) == (
        "cluster.yaml:2:3: error C102 nodes[0].address 10.0.1.9 is taken\n"
        "  2 |   address: 10.0.1.9\n"
        "    |   ^\n"
        "     = help: choose a free one\n"
    )


@pytest.mark.parametrize("at", [Span("a/b.yaml"), Span("a/b.yaml", 3, 4)])
def test_a_file_is_named_once(root: Path, at: Span) -> None:
    told_apart = replace(PROBLEM, at=at, message="a/b.yaml: it is not sealed", hint="")
    assert told(root, told_apart) == f"{at}: error C102 it is not sealed\n"
    other = replace(told_apart, message="c.yaml: it is not sealed; a/b.yaml: neither")
    assert told(root, other) == f"{at}: error C102 c.yaml: it is not sealed; a/b.yaml: neither\n"


def test_help_of_several_lines_and_other_places_stand_below_each_other(root: Path) -> None:
    problem = replace(PROBLEM, at=Span(""), hint="one\ntwo", related=(Span("b.yaml", 3, 4), Span("c.yaml")))
    assert told(root, problem).splitlines()[1:] == [
        "     = help: one",
        "             two",
        "     = see: b.yaml:3:4",
        "     = see: c.yaml",
    ]


def test_problems_are_told_in_the_order_of_their_places(root: Path) -> None:
    later, earlier = (replace(PROBLEM, at=Span("cluster.yaml", line), hint="") for line in (10, 9))
    assert [line.partition(" ")[0] for line in told(root, later, earlier).splitlines()] == [
        "cluster.yaml:9:",
        "cluster.yaml:10:",
    ]


def test_a_line_that_may_hold_a_secret_is_not_quoted(root: Path) -> None:
    assert "10.0.1.9\n" not in told(root, replace(PROBLEM, message="it", quotable=False))


@pytest.mark.parametrize("line", ["  key: AGE-SECRET-KEY-1QQQQ", "-----BEGIN OPENSSH PRIVATE KEY-----"])
def test_a_private_key_is_never_quoted_whatever_the_problem_says(root: Path, line: str) -> None:
    (root / "cluster.yaml").write_text(f"a: 1\n{line}\n", encoding="utf-8")
    assert line.strip() not in told(root, PROBLEM)


@pytest.mark.parametrize(
    "at", [Span("cluster.yaml"), Span("cluster.yaml", 99, 1), Span("gone.yaml", 1, 1), Span(".", 1)]
)
def test_where_there_is_no_line_nothing_is_quoted(root: Path, at: Span) -> None:
    assert " | " not in told(root, replace(PROBLEM, at=at))


def test_a_long_line_is_cut_and_a_caret_beyond_it_left_out(root: Path) -> None:
    (root / "cluster.yaml").write_text(f"a: 1\n{'x' * 10_000}\n", encoding="utf-8")
    shown = told(root, replace(PROBLEM, at=Span("cluster.yaml", 2, WIDEST + 1)))
    assert f"| {'x' * WIDEST}\n     = help" in shown


def test_bytes_that_are_no_text_are_quoted_as_far_as_they_can_be(root: Path) -> None:
    (root / "cluster.yaml").write_bytes(b"a: 1\nb: caf\xe9 \x1b[2J\n")
    assert "  2 | b: caf\ufffd  [2J\n" in told(root, PROBLEM)


@pytest.mark.parametrize("letter", ["\x1b", "\r", "\n", "\b", "\x9b", "\u202e", "\u2028", "\udcff"])
def test_no_character_of_a_message_moves_the_cursor(root: Path, letter: str) -> None:
    problem = replace(
        PROBLEM, message=f"it{letter}is", hint=f"so{letter}so", at=Span(f"a{letter}b"), related=(Span(f"c{letter}d"),)
    )
    lines = told(root, problem).split("\n")
    assert [line for line in lines if not line.isprintable()] == []
    assert len(lines) == (5 if letter == "\n" else 4)  # help alone may have lines
    assert "::" not in lines[0]


def test_results_and_talk_are_printable_too(root: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    report = Report(Common(root=root), out, err)
    report.result("create    a\x1b[2Jb\n\tc")
    report.talk("rm\x07")
    assert (out.getvalue(), err.getvalue()) == ("create    a\\x1b[2Jb\n\tc\n", "rm\\x07\n")


@pytest.mark.parametrize(
    ("severity", "color"), [(Severity.ERROR, "31"), (Severity.WARNING, "33"), (Severity.NOTE, "36")]
)
def test_severities_have_colours_on_a_terminal(
    root: Path, monkeypatch: pytest.MonkeyPatch, severity: Severity, color: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    problem = replace(PROBLEM, severity=severity)
    assert f"\033[{color};1m{severity.value} C102\033[0m " in told(root, problem, terminal=True)


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("NO_COLOR", "1")])
def test_the_environment_can_take_the_colours_away(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\033" in told(root, PROBLEM, terminal=True)
    monkeypatch.setenv(name, value)
    assert "\033" not in told(root, PROBLEM, terminal=True)


def test_an_option_can_take_them_away_and_what_is_no_terminal_never_has_them(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "")
    assert "\033" not in told(root, PROBLEM, terminal=True, color=False)
    assert "\033" not in told(root, PROBLEM)


def test_quiet_drops_what_is_no_error(root: Path) -> None:
    warning, note = replace(PROBLEM, severity=Severity.WARNING), replace(PROBLEM, severity=Severity.NOTE)
    assert told(root, warning, note, quiet=True) == ""
    assert told(root, warning, PROBLEM, note, quiet=True) == told(root, PROBLEM)


def test_in_another_format_the_problems_are_the_result_and_results_are_part_of_it(root: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    report = Report(Common(root=root, format=Format.JSON), out, err)
    report.result("a line")
    report.problems([PROBLEM])
    report.talk("talk")
    assert out.getvalue().startswith("{")
    assert "a line" not in out.getvalue()
    assert err.getvalue() == "talk\n"
