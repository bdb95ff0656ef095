"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.checkout import TOP

SOURCES = sorted((TOP / "src").rglob("*.py"))
TESTS = sorted((TOP / "tests").rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def lines(file: Path) -> int:
    return file.read_text(encoding="utf-8").count("\n")


def name(file: Path) -> str:
    return str(file.relative_to(TOP))


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_a_file_fits_in_a_readers_head(file: Path) -> None:
    assert lines(file) <= 300


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_a_function_does_one_thing(file: Path) -> None:
    assert [function.name for function in functions(file) if length(function) > 40] == []


def test_most_files_and_functions_are_small() -> None:
    assert statistics.median(map(lines, SOURCES)) <= 100
    assert statistics.median(length(function) for file in SOURCES for function in functions(file)) <= 10


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_a_file_is_named_after_its_idea(file: Path) -> None:
    assert not re.search(r"util|(?<!tal)helper|manager|misc", file.stem)


@pytest.mark.parametrize("file", TESTS, ids=name)
def test_no_test_is_skipped_or_expected_to_fail(file: Path) -> None:
    assert not re.findall(r"\b(?:mark\.(?:skip|skipif|xfail)|pytest\.(?:skip|xfail|importorskip))\b", code(file))


@pytest.mark.parametrize("file", TESTS, ids=name)
def test_no_test_patches_our_own_code(file: Path) -> None:
    """A fake comes in through the door; only other people's globals (`"tempfile.tempdir"`) are set aside by name."""
    assert not re.findall(r"\bmock\.patch\b|from unittest", code(file))
    assert [ast.unparse(target) for target in patched(file) if not foreign(target)] == []


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_no_exception_is_swallowed(file: Path) -> None:
    handlers = (
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.ExceptHandler)
    )
    assert not [handler.lineno for handler in handlers if isinstance(handler.body[0], ast.Pass)]


def patched(file: Path) -> Iterator[ast.expr]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"monkeypatch.setattr", "monkeypatch.delattr"}:
            yield node.args[0]


def foreign(target: ast.expr) -> bool:
    name = target.value if isinstance(target, ast.Constant) else ""
    return isinstance(name, str) and name != "" and not name.startswith("clusterctl")


def code(file: Path) -> str:
    """The code of a file without its strings, so that this file may name what it forbids."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)
