"""Help: complete, short enough for one line each, and at hand everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import typer

from clusterctl import __version__
from clusterctl.cli.commands import COMMANDS, built, defined, summary
from tests.support.call import Call

LONGEST = 58
"""Characters that stand beside a command's name in 80 columns."""


def commands() -> Iterator[tuple[str, ...]]:
    """Every command by its full name."""
    for name in COMMANDS:
        yield from below(built(name), (name,))


def below(command: Any, name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - the parser's own type
    yield name
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    for word, part in inner.items():
        yield from below(part, (*name, word))


every = pytest.mark.parametrize("name", list(commands()), ids=" ".join)


@every
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself_as_a_result(call: Call, name: tuple[str, ...], flag: str) -> None:
    said = call(*name, flag)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: clusterctl {' '.join(name)} [OPTIONS]")


@every
def test_every_command_tells_the_options_that_all_have(call: Call, name: tuple[str, ...]) -> None:
    text = call(*name, "--help").out
    assert [option for option in ("-C", "-c", "--format", "-q", "-v", "--no-color") if f"  {option}" not in text] == []


@every
def test_every_option_and_argument_has_a_word_of_help(name: tuple[str, ...]) -> None:
    command = built(name[0])
    for word in name[1:]:
        command = command.commands[word]
    assert [part.name for part in command.params if not getattr(part, "help", "")] == []


def summaries() -> dict[str, str]:
    inner = {f"{name} {word}": part.help for name in COMMANDS for word, part in commands_of(name).items()}
    return {**{name: summary(name) for name in COMMANDS}, **inner}


def commands_of(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(built(name), "commands", {})
    return found


@pytest.mark.parametrize(("name", "text"), summaries().items(), ids=list(summaries()))
def test_what_a_command_does_fits_one_line(name: str, text: str) -> None:
    first = text.partition("\n")[0]
    assert 0 < len(first) <= LONGEST, name
    assert first.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_says(name: str) -> None:
    assert str(built(name).help).partition("\n")[0] == summary(name)


@pytest.mark.parametrize("group", [(), *((name,) for name in COMMANDS if commands_of(name))])
def test_no_list_of_commands_is_cut_in_a_narrow_terminal(
    call: Call, group: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = call(*group, "--help").out.partition("Commands:\n")[2]
    assert listed
    assert "..." not in listed


def test_the_version_is_a_result(call: Call) -> None:
    said = call("--version")
    assert (said.code, said.out, said.err) == (0, f"clusterctl {__version__}\n", "")


def test_the_help_of_render_says_what_a_check_without_the_key_proves(call: Call) -> None:
    text = " ".join(call("render", "--help").out.split())
    assert "Without the key this proves consistency, not the content of secrets" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_begins_with(name: str) -> None:
    command = defined(name)
    text = command.info.help if isinstance(command, typer.Typer) else command.__doc__
    assert str(text).partition("\n")[0] == summary(name)
