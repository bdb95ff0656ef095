"""What a template may do: place values, ask, loop. Templates of a cloned repository are not trusted code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from clusterctl.problem import Code
from clusterctl.render import codes
from clusterctl.render.emit import UnwritableError, flow
from clusterctl.render.talhelper import for_talhelper

if TYPE_CHECKING:
    from jinja2.runtime import Context

LONGEST_TEXT: Final = 1_000_000
"""Characters of one text that a template puts together."""
MOST_ROUNDS: Final = 1_000_000
"""Rounds of all loops of one rendering."""

_INLINE: Final = re.compile(r"[A-Za-z0-9._/:@-]+", re.ASCII)
_METHODS: Final = frozenset({"items", "keys", "values", "get", "startswith", "endswith", "split", "removeprefix"})
_FILTERS: Final = (
    *("count", "dictsort", "first", "items", "join", "last", "length", "list", "lower", "map", "reject", "rejectattr"),
    *("replace", "select", "selectattr", "sort", "string", "trim", "unique", "upper"),
)


class RefusedError(Exception):
    """A value or a loop that a rendered file cannot take; `index` counts the #{ }# of the template."""

    def __init__(self, code: Code, reason: str, index: int | None = None) -> None:
        self.code = code
        self.reason = reason
        self.index = index
        super().__init__(reason)


class Sandbox(ImmutableSandboxedEnvironment):
    """The one Jinja environment: delimiters that do not fight YAML, nothing global, values that quote themselves."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self) -> None:
        super().__init__(
            block_start_string="#%",
            block_end_string="%#",
            variable_start_string="#{",
            variable_end_string="}#",
            comment_start_string="#|",
            comment_end_string="|#",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
            cache_size=0,
        )
        self.rounds = 0
        self.globals.clear()
        ours = {"node": node, "inline": inline, "text": joined, "rounds": self.loop, "for_talhelper": for_talhelper}
        self.filters = {name: FILTERS[name] for name in _FILTERS} | ours

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja's own signature
        """Whether a template may read an attribute: nothing private, and of methods a handful that only look."""
        return super().is_safe_attribute(obj, attr, value) and (not callable(value) or attr in _METHODS)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - Jinja's own signature
        """No formatting of texts: a width in it would make a text of any length."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002
        """Addition of lists; everything else belongs into the model."""
        if operator == "+" and isinstance(left, list | tuple) and isinstance(right, list | tuple):
            return _bounded([*left, *right])
        raise SecurityError(f"templates do not calculate: {operator!r} belongs into the model; ~ joins texts")

    def loop(self, items: object) -> list[object]:
        """What a loop runs over, in an order that is the same every time, and bounded over the whole template."""
        if isinstance(items, Undefined):
            iter(items)  # raises, and says which name it is
        if not isinstance(items, Iterable) or isinstance(items, str | bytes):
            raise RefusedError(codes.FAILED, f"a {type(items).__name__} is not a list that can be looped over")
        listed = sorted(items, key=str) if isinstance(items, set | frozenset) else list(items)
        self.rounds += len(listed)
        if self.rounds > MOST_ROUNDS:
            raise RefusedError(codes.LIMIT, f"the loops run more than {MOST_ROUNDS:,} rounds")
        return listed


def node(value: object, index: int) -> str:
    """A value as one whole YAML node; the end of every #{ }#."""
    _refuse_blank(value, index)
    if isinstance(value, list | tuple) and None in value:
        raise RefusedError(codes.BLANK, "has an item without a value", index)
    try:
        return flow(value)
    except UnwritableError as error:
        raise RefusedError(codes.UNWRITABLE, str(error), index) from error


def inline(value: object, index: int | None = None) -> str:
    """A value inside a line of a block scalar, where nothing can be quoted."""
    _refuse_blank(value, index)
    text = _text(value, index)
    if not _INLINE.fullmatch(text):
        raise RefusedError(codes.INLINE, f"{_shown(text)} holds characters that cannot stand inside text", index)
    return text


def joined(values: Iterable[object], index: int | None = None) -> str:
    """Texts put together with ~; a missing one is an error, not the word None."""
    parts = []
    for value in values:
        if value is None:
            raise RefusedError(codes.BLANK, "a part of it has no value", index)
        parts.append(_text(value, index))
    if sum(map(len, parts)) > LONGEST_TEXT:
        raise RefusedError(codes.LIMIT, f"the text is longer than {LONGEST_TEXT:,} characters", index)
    return "".join(parts)


def _bounded(items: list[object]) -> list[object]:
    if len(items) > MOST_ROUNDS:
        raise RefusedError(codes.LIMIT, f"the list has more than {MOST_ROUNDS:,} items")
    return items


def _refuse_blank(value: object, index: int | None) -> None:
    if isinstance(value, Undefined):
        str(value)  # raises, and says which name it is
    if value is None or (isinstance(value, str) and not value.strip()):
        raise RefusedError(codes.BLANK, "is not set" if value is None else "is blank", index)


def _text(value: object, index: int | None) -> str:
    if isinstance(value, Undefined | str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        raise RefusedError(codes.INLINE, f"a {type(value).__name__} cannot stand inside text", index)
    return str(value)


def _shown(text: str) -> str:
    limit = 60
    return repr(text if len(text) <= limit else f"{text[:limit]}…")
