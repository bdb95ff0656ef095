"""A wrong command line is told like any other problem, to people and to programs."""

from __future__ import annotations

import pytest

from tests.support.call import Call

WRONG = {
    "an unknown command": ("frobnicate",),
    "an unknown option": ("validate", "--frobnicate"),
    "an unknown option before the command": ("--frobnicate", "validate"),
    "an option without its value": ("validate", "-C"),
    "an unknown command of a group": ("secrets", "frobnicate"),
    "a missing argument": ("apps", "new"),
    "an argument too many": ("schema", "of", "what"),
    "options that belong together": ("apps", "new", "default/mine", "--chart", "oci://example.org/chart"),
    "a description for the command that makes one": ("init", "-c", "other.yaml"),
}
wrong = pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)


@wrong
def test_it_is_one_problem_with_a_code_and_a_way_on(call: Call, arguments: tuple[str, ...]) -> None:
    said = call(*arguments)
    problem, help_line = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert problem.startswith("error X002 clusterctl")
    assert help_line.startswith("     = help: `clusterctl")
    assert help_line.endswith("--help` tells what there is")


@wrong
def test_it_is_told_to_a_program_that_asked_for_json(call: Call, arguments: tuple[str, ...]) -> None:
    said = call("--format", "json", *arguments)
    assert (said.code, said.err) == (2, "")
    assert said.codes == ["X002"]


@pytest.mark.parametrize("given", [("--format=json",), ("--format", "json")])
def test_the_format_counts_wherever_it_stands(call: Call, given: tuple[str, ...]) -> None:
    assert call(*given, "validate", "--frobnicate").codes == ["X002"]
    assert call("validate", "--frobnicate", *given).codes == ["X002"]
    assert call("validate", *given, "--frobnicate").codes == ["X002"]


@pytest.mark.parametrize("words", [("hunter2",), ("hunter2", "and", "more")])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(call: Call, words: tuple[str, ...]) -> None:
    said = call("secrets", "set", "cloudflare_token", *words)
    assert said.code == 2
    assert "a secret is never given on the command line" in said.err
    assert "hunter2" not in said.text


def test_the_problem_names_the_command_that_was_misused(call: Call) -> None:
    assert "clusterctl secrets set: " in call("secrets", "set").err
    assert "`clusterctl secrets set --help`" in call("secrets", "set").err


def test_an_unknown_format_is_told_in_words(call: Call) -> None:
    said = call("validate", "--format", "xml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error X002 ")
    assert "'xml'" in said.err


@pytest.mark.parametrize("group", [(), ("secrets",)])
def test_a_command_line_without_a_command_shows_the_help_as_talk(call: Call, group: tuple[str, ...]) -> None:
    said = call(*group)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: clusterctl")
    assert "Commands:" in said.err


def test_a_word_that_explain_does_not_know_comes_with_the_nearest_one(call: Call) -> None:
    said = call("explain", "node_cdir")
    assert said.code == 2
    assert said.err == (
        "error X003 node_cdir is neither a key of cluster.yaml nor a code\n     = help: did you mean node_cidr?\n"
    )
