"""Each file of tests/invalid gives exactly the codes that it marks, at exactly the marked lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterctl.config.codes import CODES, nodes, reading, secrets
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.problem import ConfigError, Problem
from tests.support.words import reads_like_help
from tests.unit.config.sealed import USUAL, sealed

FOLDER = Path(__file__).parents[2] / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))
MARK = re.compile(r"# <- ((?:C[0-9]{3} ?)+)$")
SECRETS_LINE = re.compile(r"^# secrets: (.*)$", re.MULTILINE)
SEALED_LINE = re.compile(r"^# sealed for: (.*)$", re.MULTILINE)
RECIPIENT = re.compile(r"\bage1[a-z0-9]+")
ELSEWHERE = {
    secrets.NOT_ENCRYPTED,
    secrets.BLANK_SECRET,
    secrets.UNKNOWN_SECRET,
    secrets.SECRET_SHAPE,
    reading.RENAMED,
    reading.TWO_NAMES,
    reading.EDIT,
}
"""Codes that no cluster.yaml can give today; test_secrets.py, test_shape.py and test_edit.py have them."""


def marked(text: str) -> Iterator[tuple[int, str]]:
    """Line and code of every marker."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := MARK.search(line):
            yield from ((number, code) for code in found[1].split())


def judged(path: Path) -> tuple[Problem, ...]:
    """All problems of one description, with the secrets and recipients that it names, or with the usual ones."""
    raw = path.read_bytes()
    text = raw.decode()
    named, sealed_for = SECRETS_LINE.search(text), SEALED_LINE.search(text)
    recipients = RECIPIENT.findall(sealed_for[1] if sealed_for else text)
    present = sealed(named[1].split(", ") if named else USUAL, recipients)
    try:
        return understand(read_source(path.name, raw), present)[1]
    except ConfigError as error:
        return error.problems


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_marked_lines_are_told_and_no_other(path: Path) -> None:
    expected = sorted(marked(path.read_text(encoding="utf-8")))
    problems = judged(path)
    assert sorted((problem.at.line, problem.code.id) for problem in problems) == expected
    assert expected
    assert {code for _, code in expected} == {path.name[:4]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_problem_says_what_to_do_and_has_a_column(path: Path) -> None:
    for problem in judged(path):
        assert problem.at.path == path.name
        assert problem.at.column
        assert reads_like_help(problem.hint)
        assert problem.message.startswith(problem.key)
        assert "made-up" not in f"{problem.message} {problem.hint}"


def test_every_code_of_a_description_has_a_file() -> None:
    shown = {path.name[:4] for path in FILES}
    assert {code.id for code in CODES if code not in ELSEWHERE} == shown


def test_codes_are_in_order_and_none_is_used_twice() -> None:
    ids = [code.id for code in CODES]
    assert ids == sorted(set(ids))
    assert nodes.MAC in CODES


def test_every_code_explains_itself() -> None:
    for code in CODES:
        assert code.title
        assert code.why.endswith(".")
