"""The scripted runner: what is not in the script fails, and so does what is in it and never happens."""

from __future__ import annotations

import pytest

from clusterctl.tools.process import Command, Ended
from tests.support.scripted import Played, ScriptedRunner


def test_a_command_gets_its_scripted_answer() -> None:
    with ScriptedRunner([Played(("sops", "decrypt"), out=b"a: 1", seconds=0.5)]) as runner:
        result = runner.run(Command(("sops", "decrypt"), "open a file"))
    assert (result.out, result.code, result.ended, result.seconds) == (b"a: 1", 0, Ended.ANSWERED, 0.5)


def test_an_exit_code_is_a_failure_unless_the_command_takes_it_for_an_answer() -> None:
    script = [Played(("git", "diff"), code=1), Played(("git", "diff"), code=1)]
    with ScriptedRunner(script) as runner:
        strict = runner.run(Command(("git", "diff"), "compare"))
        asked = runner.run(Command(("git", "diff"), "compare", answers=frozenset({0, 1})))
    assert (strict.ended, asked.ended) == (Ended.FAILED, Ended.ANSWERED)


def test_an_ellipsis_stands_for_exactly_one_argument() -> None:
    entry = Played(("kubectl", ..., "get"))
    assert entry.fits(("kubectl", "--context=home", "get"))
    assert not entry.fits(("kubectl", "get"))


def test_an_unscripted_command_fails() -> None:
    runner = ScriptedRunner([Played(("talosctl", "version"))])
    with pytest.raises(AssertionError, match=r"scripted next: .*version.*; started: .*reset"):
        runner.run(Command(("talosctl", "reset"), "wipe"))


def test_a_command_after_the_end_of_the_script_fails() -> None:
    with pytest.raises(AssertionError, match="nothing more is scripted"):
        ScriptedRunner([]).run(Command(("talosctl", "reset"), "wipe"))


def test_an_entry_that_is_never_played_fails() -> None:
    with (
        pytest.raises(AssertionError, match=r"never started: \[\('helm', 'list'\)\]"),
        ScriptedRunner([Played(("helm", "list"))]),
    ):
        pass


def test_a_failure_of_the_test_itself_is_not_covered_up() -> None:
    with pytest.raises(ValueError, match="the real reason"), ScriptedRunner([Played(("helm", "list"))]):
        raise ValueError("the real reason")
