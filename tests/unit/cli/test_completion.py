"""Completion of commands, options and their values, as each shell asks for it."""

from __future__ import annotations

import pytest

from tests.support.call import Call

SHELLS = ("bash", "zsh", "fish")


def completed(call: Call, monkeypatch: pytest.MonkeyPatch, shell: str, line: str) -> str:
    """What a shell gets as the ways to go on with a line that ends in an unfinished word."""
    monkeypatch.setenv("_CLUSTERCTL_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    said = call()
    assert (said.code, said.err) == (0, "")
    return said.out


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("clusterctl val", ["validate"]),
        ("clusterctl secrets re", ["rekey"]),
        ("clusterctl apps n", ["new"]),
        ("clusterctl render --d", ["--diff", "--dry-run"]),
        ("clusterctl secrets check --no", ["--no-color"]),
        ("clusterctl validate --format s", ["sarif"]),
        ("clusterctl --format j", ["json"]),
    ],
)
def test_a_word_is_completed(
    call: Call, monkeypatch: pytest.MonkeyPatch, shell: str, line: str, words: list[str]
) -> None:
    shown = completed(call, monkeypatch, shell, line)
    assert [word for word in words if word not in shown] == []
    assert "init" not in shown


@pytest.mark.parametrize("shell", SHELLS)
def test_all_commands_are_offered_where_nothing_is_typed_yet(
    call: Call, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    shown = completed(call, monkeypatch, shell, "clusterctl ")
    assert [word for word in ("init", "validate", "render", "diff", "secrets") if word not in shown] == []


def test_a_shell_that_is_not_known_is_no_bug(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CLUSTERCTL_COMPLETE", "complete_tcsh")
    assert call().code == 2
