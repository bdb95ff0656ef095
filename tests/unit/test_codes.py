"""Every kind of problem has one id, and `explain` knows it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import clusterctl
from clusterctl.cli.subjects import all_codes
from clusterctl.problem import Code
from tests.support.words import reads_like_help


def declared() -> Iterator[Code]:
    """Every code that any module of the program holds."""
    for found in pkgutil.walk_packages(clusterctl.__path__, "clusterctl."):
        if not found.name.endswith("__main__"):
            module = importlib.import_module(found.name)
            yield from (value for value in vars(module).values() if isinstance(value, Code))


def test_every_code_is_in_the_table_of_its_room_and_no_two_share_an_id() -> None:
    table = all_codes()
    assert {code.id: code for code in declared()} == table
    assert [code for code in declared() if code is not table[code.id]] == []


def test_every_code_says_why_and_how_to_fix_it() -> None:
    assert [code.id for code in all_codes().values() if not (code.title and code.why and code.fix)] == []


def test_every_fix_reads_on_behind_the_word_help() -> None:
    assert [code.fix for code in all_codes().values() if not reads_like_help(code.fix)] == []


def test_every_reason_is_made_of_sentences() -> None:
    assert [code.why for code in all_codes().values() if not code.why.endswith(".")] == []
