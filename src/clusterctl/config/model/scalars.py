"""The kinds of value that any setting may have: text, booleans, numbers, choices, free maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeAlias

from clusterctl.config.codes import reading
from clusterctl.config.model.kind import Kind, quoted, refuse
from clusterctl.config.suggest import suggest
from clusterctl.config.value import Plain, plain_value

TYPED_TEXT = {"type": ["string", "number", "boolean"]}
"""Text is taken as it was typed, so an editor must not complain of a serial number without quotes."""
TRUE_WORDS = frozenset({"yes", "on", "y", "true", "1"})
MOST_DIGITS = 20


def named_type(value: object) -> str:
    """What a value is, in words of the reader."""
    if isinstance(value, Plain):
        return "a boolean" if isinstance(value.value, bool) else "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a map" if isinstance(value, dict) else "nothing"


def as_text(value: object) -> str:
    """The scalar as it was typed."""
    if isinstance(value, Plain):
        return value.text
    if isinstance(value, str):
        return value
    raise refuse(reading.TYPE, f"is {named_type(value)} and must be one value", "write it behind the colon")


def as_flag(value: object) -> bool:
    """A real boolean: never the text yes, never a number."""
    if isinstance(value, Plain) and isinstance(value.value, bool):
        return value.value
    word = as_text(value)
    meant = str(word.lower() in TRUE_WORDS).lower()
    if word.lower() in ("true", "false"):
        raise refuse(reading.TYPE, "is text in quotes and must be true or false", f"write {meant} without quotes")
    found = "number" if isinstance(value, Plain) else "text"
    raise refuse(reading.TYPE, f"is the {found} {quoted(word)} and must be true or false", f"write {meant}")


def as_map(value: object) -> object:
    """A free map as plain data."""
    if not isinstance(value, dict):
        raise refuse(reading.TYPE, f"is {named_type(value)} and must be a map", "write key: value lines below it")
    return plain_value(value)


def number(low: int, high: int, unit: str = "") -> Kind:
    """Whole numbers inside a range, also as digits in quotes."""
    limits = f"{low} to {high}{unit}"

    def read(value: object) -> int:
        text = as_text(value)
        if not (text.isascii() and text.isdigit()):
            raise refuse(reading.TYPE, f"{quoted(text)} is not a whole number", f"write a number from {limits}")
        if not low <= int(text[:MOST_DIGITS]) <= high:
            raise refuse(
                reading.RANGE, f"{quoted(text)} is not in the range {limits}", f"choose a number from {limits}"
            )
        return int(text)

    digits = {"type": "string", "pattern": "^[0-9]+$"}
    return Kind("number", read, {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, digits]}, limits)


def text_of(check: Callable[[str], object], name: str, rule: str, schema: Mapping[str, object]) -> Kind:
    """Text that `check` refuses or turns into the value."""
    return Kind(name, lambda value: check(as_text(value)), schema, rule)


def choice(options: Iterable[str]) -> Kind:
    """One text out of a closed set, as a member of it. Options that look like numbers may be written as such."""
    members = {str(option): option for option in options}
    words = list(members)
    listed = f"{', '.join(words[:-1])} or {words[-1]}"

    def read(value: object) -> str:
        text = as_text(value)
        if text in members:
            return members[text]
        near = suggest(text, words)
        hint = f"did you mean {near}?" if near else f"write {listed}"
        raise refuse(reading.CHOICE, f"{quoted(text)} is not possible; it must be {listed}", hint)

    numbers = [float(word) for word in words if word.replace(".", "").isdigit()]
    return Kind("choice", read, {"enum": [*words, *numbers]}, listed)


Text: TypeAlias = Annotated[str, Kind("text", as_text, TYPED_TEXT)]
Flag: TypeAlias = Annotated[bool, Kind("boolean", as_flag, {"type": "boolean"}, "true or false")]
FreeMap: TypeAlias = Annotated[dict[str, Any], Kind("map", as_map, {"type": "object"})]
