"""Whoever sits at the other end of a stream, a run goes on and answers as it should."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from clusterctl.cli.streams import OutputError, finish, prepare, printable, say, write_utf8


@pytest.fixture
def unread() -> Iterator[TextIO]:
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8", buffering=1) as stream:
        yield stream


@pytest.fixture
def full() -> Iterator[TextIO]:
    """A file on a disk without any room."""
    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as stream:
        yield stream


def test_a_reader_who_has_gone_is_no_failure(unread: TextIO) -> None:
    say("a line", unread)
    say("another line", unread)
    unread.flush()


def test_a_stream_that_is_closed_takes_nothing() -> None:
    say("a line", None)


def test_a_result_that_finds_no_room_is_told_once_and_ends_the_run(
    full: TextIO, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OutputError):
        say("a line", full)
    say("another line", full)
    full.flush()
    assert capsys.readouterr().err == "error X004 standard output cannot be written: No space left on device\n"


def test_talk_that_finds_no_room_is_lost_without_a_word(full: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", full)
    say("a line", sys.stderr)


def test_what_is_held_back_comes_out_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    say("a line", sys.stdout)
    assert finish(3) == 3
    assert capsys.readouterr().out == "a line\n"


def test_at_the_end_a_reader_who_has_gone_changes_no_exit_code(unread: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    unread.reconfigure(line_buffering=False)  # type: ignore[attr-defined]
    print("held back", file=unread)
    monkeypatch.setattr("sys.stdout", unread)
    assert finish(0) == 0


@pytest.mark.parametrize(("code", "answer"), [(0, 5), (4, 4)])
def test_at_the_end_a_lost_result_is_a_failure_unless_there_is_one_already(
    full: TextIO,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: int,
    answer: int,
) -> None:
    full.reconfigure(line_buffering=False)  # type: ignore[attr-defined]
    print("held back", file=full)
    monkeypatch.setattr("sys.stdout", full)
    assert finish(code) == answer
    assert capsys.readouterr().err.startswith("error X004 standard output cannot be written: No space left")


def test_without_a_standard_output_a_run_ends_as_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert finish(2) == 2


def test_a_character_that_the_encoding_lacks_is_written_as_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    prepare()
    say("a\u2026 \udcff", sys.stdout)
    sys.stdout.flush()
    assert raw.getvalue() == b"a\\u2026 \\udcff\n"


def test_a_result_can_have_an_encoding_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    write_utf8()
    say("caf\u00e9", sys.stdout)
    sys.stdout.flush()
    assert raw.getvalue() == "caf\u00e9\n".encode()


def test_input_that_is_no_text_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9"), encoding="utf-8"))
    prepare()
    assert sys.stdin.read() == "caf\udce9"


@pytest.mark.parametrize("text", ["plain", "", "caf\u00e9 \u2026 \U0001f980", "two\n\tlines"])
def test_a_text_without_control_characters_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\x1b[2J", "\\x1b[2J"), ("a\rb", "a\\rb"), ("\u202eabc", "\\u202eabc"), ("\udcff", "\\udcff")],
)
def test_control_characters_are_spelt_out(text: str, shown: str) -> None:
    assert printable(text) == shown
