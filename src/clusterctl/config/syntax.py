"""A parser's complaint in words of the reader, at the place where the slip probably is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.events import Event, ScalarEvent

from clusterctl.config import codes
from clusterctl.problem import Problem, Span

Mark: TypeAlias = Any
"""libyaml's marks and PyYAML's own have the same shape and no common type."""

CONFLICT_MARK = re.compile(r"^(<<<<<<< |=======$|>>>>>>> )", re.MULTILINE)
QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class _Cause:
    """What was probably done; `at_start` where the place is the beginning of what could not be finished."""

    words: str
    message: str
    hint: str
    at_start: bool = False


OPEN_QUOTE = _Cause("", "the quote that opens here is never closed", "close it at the end of the value", at_start=True)
TAB = _Cause("", "a tab stands where YAML wants spaces", "indent with spaces")
CAUSES = (
    _Cause(
        "scanning a simple key",
        "this line has no colon and space that would make it a key",
        "write key: value, with a colon and a space",
        at_start=True,
    ),
    _Cause("cannot start any token", "an unquoted value cannot begin with this character", "quote the value"),
    _Cause(
        "mapping values are not allowed",
        "a colon stands where no key can be",
        "quote a value that holds a colon and a space; indent a key like its neighbours",
    ),
    _Cause("document start", "text follows the end of the document", "remove the line of three dots"),
    _Cause(
        "escape",
        "a backslash in double quotes begins an escape that YAML does not know",
        "put the text in single quotes, or write two backslashes",
    ),
    _Cause(
        "did not find expected",
        "this does not fit the lines above it",
        "indent it like the lines that it belongs to; nothing may follow a closing quote or bracket",
    ),
)


def span(path: str, mark: Mark) -> Span:
    """The place of a parser's mark."""
    return Span(path, mark.line + 1, mark.column + 1) if mark else Span(path)


def explain_syntax(path: str, text: str, error: yaml.MarkedYAMLError, last: Event | None) -> Problem:
    """One problem for a text that is no YAML; `last` is the last event that could still be read."""
    if conflict := CONFLICT_MARK.search(text):
        at = Span(path, text.count("\n", 0, conflict.start()) + 1, 1)
        message = "a merge conflict of Git is not resolved"
        return Problem(codes.reading.SYNTAX, message, at, "edit the lines between <<<<<<< and >>>>>>>", quotable=False)
    if opening := _swallowed(error, last):
        cause, mark = OPEN_QUOTE, opening
    else:
        cause = _cause(error, text)
        mark = error.context_mark if cause.at_start else error.problem_mark
    return Problem(codes.reading.SYNTAX, cause.message, span(path, mark), cause.hint, quotable=False)


def _swallowed(error: yaml.MarkedYAMLError, last: Event | None) -> Mark:
    """Where a quote opens that has no end of its own and swallowed the lines up to the next quote."""
    quoted = isinstance(last, ScalarEvent) and last.style in QUOTES
    if quoted and last and last.start_mark and last.end_mark and error.problem_mark:
        ends_here = error.problem_mark.line == last.end_mark.line
        return last.start_mark if last.start_mark.line < last.end_mark.line and ends_here else None
    return None


def _cause(error: yaml.MarkedYAMLError, text: str) -> _Cause:
    context, problem = error.context or "", error.problem or ""
    words = f"{context}, {problem}" if context else problem
    if "quoted scalar" in context and "unexpected" in problem:
        return OPEN_QUOTE
    if "flow" in context:
        return _open_bracket(error, context)
    if "\t" in _indentation(text, error.problem_mark):
        return TAB
    known = (cause for cause in CAUSES if cause.words in words)
    return next(known, _Cause("", f"this is not YAML: {words}", "look at this line and the one above it"))


def _open_bracket(error: yaml.MarkedYAMLError, context: str) -> _Cause:
    opens, closes = ("{", "}") if "mapping" in context else ("[", "]")
    start, end = error.context_mark, error.problem_mark
    if start and end and start.line == end.line:
        return _Cause("", f"a comma or {closes} is missing here", f"put commas between items, and {closes} at the end")
    return _Cause("", f"the bracket {opens} that opens here is never closed", f"close it with {closes}", at_start=True)


def _indentation(text: str, mark: Mark) -> str:
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    return line[: len(line) - len(line.lstrip())]
