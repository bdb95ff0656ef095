"""YAML values by the 1.2 core schema, with the text of every unquoted number and boolean kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

Loc: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the top."""


@dataclass(frozen=True, slots=True)
class Plain:
    """An unquoted scalar that the core schema takes for a bool or a number, with the text as it was typed."""

    text: str
    value: bool | int | float


Value: TypeAlias = "str | Plain | list[Value] | dict[str, Value] | None"

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
SPECIAL = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
LONGEST_NUMBER = 300
"""Longer runs of digits are text: no setting is such a number, and turning them into one costs time without bound."""


def core_scalar(text: str) -> Value:
    """What an unquoted scalar means under the YAML 1.2 core schema."""
    if text in NULLS:
        return None
    if text in BOOLEANS:
        return Plain(text, BOOLEANS[text])
    if text[0] not in "-+.0123456789" or len(text) > LONGEST_NUMBER:
        return text
    number = _number(text)
    return text if number is None else Plain(text, number)


def _number(text: str) -> int | float | None:
    if INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if FLOAT.fullmatch(text):
        return float(text)
    if special := SPECIAL.fullmatch(text):
        return float(special[1] + "inf") if special[2] else float("nan")
    return None


def plain_value(value: Value) -> object:
    """The value as ordinary Python data, all the way down: for free maps, where a number is a number."""
    if isinstance(value, Plain):
        return value.value
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_value(item) for key, item in value.items()}
    return value


def dotted(loc: Loc) -> str:
    """A place as people write it: `nodes[0].address`."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{printable(part)}"
    return text.removeprefix(".")


def printable(text: str) -> str:
    """Text on one line that no terminal takes for a command."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
