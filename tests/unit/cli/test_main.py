"""The top of the program: whatever happens below, one exit code and no traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clusterctl.cli.codes import BUG
from tests.support.call import Call
from tests.support.repository import Repository

SECRET = "hunter2-in-the-message"
Break = Callable[[BaseException], None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Make `schema` fail in the middle of what it does."""

    def fail(error: BaseException) -> None:
        def dumps(_data: object, **_how: object) -> None:
            monkeypatch.undo()
            raise error

        monkeypatch.setattr("json.dumps", dumps)

    return fail


@pytest.mark.parametrize("error", [ValueError(SECRET), KeyError(SECRET), RecursionError(SECRET), MemoryError(SECRET)])
def test_a_bug_is_one_line_with_its_place_and_without_what_it_says(call: Call, broken: Break, error: Exception) -> None:
    broken(error)
    said = call("schema")
    problem, help_line = said.err.splitlines()
    assert (said.code, said.out) == (1, "")
    assert problem == f"error X001 clusterctl has a bug: {type(error).__name__} at {place()} in dumps"
    assert help_line == f"     = help: {BUG.fix}"
    assert SECRET not in said.text


def place() -> str:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return f"test_main.py:{lines.index('            raise error') + 1}"


def test_a_bug_is_told_to_a_program_too(call: Call, broken: Break) -> None:
    broken(ValueError(SECRET))
    said = call("schema", "--format", "json")
    assert (said.code, said.codes, said.err) == (1, ["X001"], "")


def test_what_the_machine_refuses_is_told_in_its_own_words(call: Call, broken: Break) -> None:
    broken(PermissionError(13, "Permission denied", "some/folder"))
    said = call("schema")
    assert (said.code, said.out) == (5, "")
    assert said.err.startswith("some/folder: error X004 Permission denied\n     = help: ")


def test_a_refusal_without_a_path_and_without_words_is_told_all_the_same(call: Call, broken: Break) -> None:
    broken(OSError())
    assert "error X004 a file operation: unknown error" in call("schema").err


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_interrupt_is_an_answer(call: Call, broken: Break, form: str) -> None:
    broken(KeyboardInterrupt())
    said = call("schema", "--format", form)
    assert (said.code, said.out) == (130, "")
    assert said.err == "interrupted; run the same command again to go on\n"


def test_questions_that_nobody_answers_are_an_interrupt(call: Call, broken: Break) -> None:
    broken(EOFError())
    said = call("schema")
    assert said.code == 130
    assert said.err.endswith("interrupted; run the same command again to go on\n")


def test_the_format_and_the_root_count_when_the_command_fails_early(call: Call, repository: Repository) -> None:
    repository.file("cluster.yaml").write_text('a: "b\n', encoding="utf-8")
    said = call("-C", str(repository.root), "--format=github", "render")
    assert said.code == 2
    assert said.out.startswith(f"::error file={repository.root}/cluster.yaml,line=1,")
