"""Cutting YAML text at the places that the parser names; None where a cut would hit more than it should."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from clusterctl.config.source import Loc
from clusterctl.config.value import core_scalar

Mark: TypeAlias = Any
"""libyaml's marks and PyYAML's own have the same shape and no common type."""

SAFE = re.compile(r"[A-Za-z0-9_/][A-Za-z0-9_./@+-]*(:[A-Za-z0-9_./@+-]+)*")
OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})
QUOTES = ("'", '"')
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key or item in the text: the collection around it, where it begins, and its value."""

    around: Node
    start: int
    value: Node
    key: Node | None


def replaced(text: str, loc: Loc, value: object) -> str | None:
    """The text with another value in the place of a scalar or of a bracketed one."""
    entry = _find(text, loc)
    if entry is None or _is_block(entry.value):
        return None
    start, end = _begin(entry.value), _end(entry.value)
    style = getattr(entry.value, "style", None)
    space = "" if start and text[start - 1] in " \t\n" else " "
    return text[:start] + space + written(value, style) + text[end:]


def added(text: str, loc: Loc, value: object) -> str | None:
    """The text with one more key or item at the end of the map or list around it."""
    parent = _node(text, loc[:-1])
    if parent is None:
        return None
    label = f"{loc[-1]}: " if isinstance(loc[-1], str) else ""
    if len(loc) == 1 and (freed := _uncommented(text, label, value)):
        return freed
    if _is_bracketed(parent):
        return _inside_brackets(text, parent, label + written(value))
    label = label or "- "
    end = _line_end(text, _last(parent))
    indent = " " * _first_column(parent)
    newline = "\r\n" if "\r\n" in text else "\n"
    ends_line = not text[:end] or text[:end].endswith("\n")
    return text[:end] + ("" if ends_line else newline) + f"{indent}{label}{written(value)}{newline}" + text[end:]


def removed(text: str, loc: Loc) -> str | None:
    """The text without a key or item."""
    entry = _find(text, loc)
    if entry is None:
        return None
    if _is_bracketed(entry.around):
        return _out_of_brackets(text, entry)
    start = text.rfind("\n", 0, entry.start) + 1
    if text[start : entry.start].strip(" -") or (entry.key and "-" in text[start : entry.start]):
        return None
    return text[:start] + text[_line_end(text, _last(entry.value)) :]


def renamed(text: str, loc: Loc, name: str) -> str | None:
    """The text with another name for a key."""
    entry = _find(text, loc)
    if entry is None or entry.key is None:
        return None
    style = getattr(entry.key, "style", None)
    return text[: _begin(entry.key)] + written(name, style) + text[_end(entry.key) :]


def written(value: object, style: str | None = None) -> str:
    """A value on one line; text keeps the quotes that the former value had."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{written(str(key))}: {written(item)}' for key, item in value.items())}}}"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    text = str(value)
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    plain = SAFE.fullmatch(text) and core_scalar(text) == text and text.lower() not in OLD_WORDS
    return text if plain and style not in QUOTES else f'"{"".join(map(_escaped, text))}"'


def _escaped(letter: str) -> str:
    """A letter between double quotes, also one that no file may hold."""
    if letter in ESCAPES or letter.isprintable():
        return ESCAPES.get(letter, letter)
    return f"\\U{ord(letter):08x}"


def _node(text: str, loc: Loc) -> Node | None:
    if not loc:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    entry = _find(text, loc)
    return entry.value if entry else None


def _find(text: str, loc: Loc) -> _Entry | None:
    node: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    entry: _Entry | None = None
    for part in loc:
        entry = _child(node, part)
        if entry is None:
            return None
        node = entry.value
    return entry


def _child(node: Node | None, part: str | int) -> _Entry | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == part:
                return _Entry(node, _begin(key), value, key)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        value = node.value[part]
        return _Entry(node, _begin(value), value, None)
    return None


def _is_block(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return node.style in ("|", ">")
    return not _is_bracketed(node)


def _is_bracketed(node: Node) -> bool:
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _last(node: Node) -> int:
    """The end of the last scalar or bracket in a node; the end of a block itself lies after the comments below it."""
    while not isinstance(node, ScalarNode) and not _is_bracketed(node) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = _end(node)
    return end - 1 if isinstance(node, ScalarNode) and node.style in ("|", ">") and end > _begin(node) else end


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _first_column(node: Node) -> int:
    first = node.value[0]
    mark: Mark = (first[0] if isinstance(first, tuple) else node).start_mark
    return int(mark.column)


def _uncommented(text: str, label: str, value: object) -> str | None:
    """The scaffold holds optional keys as comments; such a line becomes the key."""
    found = re.search(rf"^# {re.escape(label)}.*?(?=\r?$)", text, re.MULTILINE)
    return text[: found.start()] + label + written(value) + text[found.end() :] if found else None


def _inside_brackets(text: str, parent: Node, entry: str) -> str:
    end = _end(parent) - 1
    kept = text[:end].rstrip()
    comma = "" if not parent.value else " " if kept.endswith(",") else ", "
    return kept + comma + entry + text[len(kept) :]


def _out_of_brackets(text: str, entry: _Entry) -> str:
    end = _end(entry.value)
    after = re.match(r"\s*,\s*", text[end:])
    if after:
        return text[: entry.start] + text[end + after.end() :]
    before = re.search(r",?\s*$", text[: entry.start])
    return text[: before.start() if before else entry.start] + text[end:]


def _begin(node: Node) -> int:
    mark: Mark = node.start_mark
    return int(mark.index)


def _end(node: Node) -> int:
    mark: Mark = node.end_mark
    return int(mark.index)
