"""Problems in the forms that other programs read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clusterctl.cli.common import Common, Format
from clusterctl.cli.formats import document
from clusterctl.problem import Code, Problem, Severity, Span
from tests.unit.cli.sarif_schema import SCHEMA

CODE = Code("C102", "an address is taken", "Why.", "Fix.")
PROBLEM = Problem(CODE, "it is taken", Span("cluster.yaml", 11, 5), "choose another", key="nodes[0].address")
EVERYWHERE = Problem(CODE, "nowhere", Span(""))
HOSTILE = "100%\r\n::add-mask::x, y: \x1b[2J \u202e"


def in_form(form: Format, *problems: Problem, root: str = ".", **more: object) -> str:
    return document(Common(root=Path(root), format=form), problems, more)


def sarif(*problems: Problem, root: str = ".") -> dict[str, Any]:
    log: dict[str, Any] = json.loads(in_form(Format.SARIF, *problems, root=root))
    jsonschema.validate(log, SCHEMA)
    return log


def place(log: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    return found


def test_json_has_every_part_of_a_problem_and_what_the_command_adds() -> None:
    assert json.loads(in_form(Format.JSON, PROBLEM, changes=[])) == {
        "version": 1,
        "problems": [
            {
                "code": "C102",
                "severity": "error",
                "message": "it is taken",
                "help": "choose another",
                "path": "cluster.yaml",
                "line": 11,
                "column": 5,
                "key": "nodes[0].address",
            }
        ],
        "changes": [],
    }


@pytest.mark.parametrize("form", [Format.JSON, Format.SARIF])
def test_json_is_ascii_and_gives_every_text_back(form: Format) -> None:
    text = f"{HOSTILE} \u00e9 \u2026 \udcff \U0001f980"
    printed = in_form(form, replace(PROBLEM, message=text, hint=""))
    assert printed.isascii()
    assert text in strings(json.loads(printed))


def strings(data: object) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in strings(value)]
    if isinstance(data, list):
        return [text for value in data for text in strings(value)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize(
    ("severity", "word"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "notice")]
)
def test_github_gets_one_command_a_problem(severity: Severity, word: str) -> None:
    assert in_form(Format.GITHUB, replace(PROBLEM, severity=severity)) == (
        f"::{word} file=cluster.yaml,line=11,col=5,title=C102::it is taken%0Ahelp: choose another"
    )
    assert in_form(Format.GITHUB, EVERYWHERE) == "::error title=C102::nowhere"


def test_nothing_is_said_to_github_when_there_is_no_problem() -> None:
    assert in_form(Format.GITHUB, changes=[1]) == ""


def test_no_text_can_end_a_command_of_github_or_begin_another_one() -> None:
    printed = in_form(Format.GITHUB, replace(PROBLEM, message=HOSTILE, hint=HOSTILE, at=Span(HOSTILE, 1, 1)))
    assert printed.isprintable()
    properties, _, message = printed.removeprefix("::error ").partition("::")
    assert properties.count(",") == 3
    assert "100%25%0D%0A%3A%3Aadd-mask%3A%3Ax%2C y%3A" in properties
    assert message.startswith("100%25%0D%0A::add-mask::x, y: ")


@pytest.mark.parametrize(
    ("root", "path", "shown"),
    [
        (".", "cluster.yaml", "cluster.yaml"),
        ("clusters/home", "cluster.yaml", "clusters/home/cluster.yaml"),
        ("/srv/home", "cluster.yaml", "/srv/home/cluster.yaml"),
        (".", "/srv/draft.yaml", "/srv/draft.yaml"),
    ],
)
def test_a_file_is_named_from_where_the_command_runs(root: str, path: str, shown: str) -> None:
    problem = replace(PROBLEM, at=Span(path, 1, 1))
    assert in_form(Format.GITHUB, problem, root=root).startswith(f"::error file={shown},")
    uri = place(sarif(problem, root=root))["artifactLocation"]["uri"]
    assert uri == (f"file://{shown}" if shown.startswith("/") else shown)


def test_sarif_tells_each_code_once_as_a_rule_and_each_problem_as_a_result() -> None:
    other = Problem(Code("C103", "title", "Why.", "Fix."), "other", Span("b.yaml"), severity=Severity.NOTE)
    run = sarif(PROBLEM, replace(PROBLEM, severity=Severity.WARNING), other)["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["C102", "C103"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("C102", "error"),
        ("C102", "warning"),
        ("C103", "note"),
    ]
    assert run["results"][0]["message"]["text"] == "it is taken (choose another)"


def test_sarif_has_a_region_only_where_a_line_is_known() -> None:
    assert place(sarif(PROBLEM))["region"] == {"startLine": 11, "startColumn": 5}
    assert place(sarif(replace(PROBLEM, at=Span("a.yaml", 3))))["region"] == {"startLine": 3, "startColumn": 1}
    assert "region" not in place(sarif(replace(PROBLEM, at=Span("a.yaml"))))
    assert "locations" not in sarif(EVERYWHERE)["runs"][0]["results"][0]


def test_sarif_tells_the_other_places_of_a_problem() -> None:
    result = sarif(replace(PROBLEM, related=(Span("b.yaml", 2, 3),)))["runs"][0]["results"][0]
    assert [one["physicalLocation"]["artifactLocation"]["uri"] for one in result["relatedLocations"]] == ["b.yaml"]


def test_sarif_spells_a_path_as_a_uri() -> None:
    uri = place(sarif(replace(PROBLEM, at=Span("a b/\u00e9#%?:\udcff.yaml", 1, 1))))["artifactLocation"]["uri"]
    assert uri == "a%20b/%C3%A9%23%25%3F%3A%3F.yaml"


def test_sarif_without_a_problem_is_a_whole_log() -> None:
    assert sarif()["runs"][0]["results"] == []
