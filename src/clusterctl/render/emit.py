"""Data to YAML text that means the same to YAML 1.1 and 1.2 readers, in the one form that formatters leave alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from math import isinf, isnan
from pathlib import PurePath
from typing import Final, TypeAlias

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"
"""What YAML text can say."""

# Readers of YAML 1.1 and 1.2 agree on text made of these characters only, in block and in flow context.
_PLAIN: Final = re.compile(
    r"(?:[A-Za-z_/$]|[0-9]|\.{1,2}[A-Za-z/]|--?[A-Za-z])(?:[A-Za-z0-9_./@%+=~$();-]|:(?=[^ ])| (?=[^ :]))*", re.ASCII
)
# Wider than any number, date or base-60 number of YAML 1.1, 1.2 and the Go readers: a quote too many changes nothing.
_NUMERIC: Final = re.compile(r"[-+.]?[0-9][0-9a-fA-FxXoO_.:+tTzZ -]*", re.ASCII)
_DOTTED: Final = re.compile(r"[0-9]+(?:\.[0-9]+){2,}", re.ASCII)
_WORDS: Final = frozenset(
    ("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nil", "none", "nan", "inf", "infinity")
)
# Line breaks of YAML 1.1, invisible and direction-changing characters, and what no YAML file may hold.
_HIDDEN: Final = "\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff"
_ESCAPED: Final = re.compile(rf'[\x00-\x1f{_HIDDEN}"\\]')
_ESCAPES: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", '"': '\\"', "\\": "\\\\"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UNFIT_FOR_BLOCK: Final = re.compile(rf"[\x00-\x09\x0b-\x1f{_HIDDEN}]| \n| \Z|\A[ \n]")
_IMPLICIT_KEY_LIMIT: Final = 1000
"""A key without a question mark before it may have 1,024 characters."""
_ADDRESSES: Final = IPv4Address | IPv4Interface | IPv4Network | IPv6Address | IPv6Interface | IPv6Network


class UnwritableError(ValueError):
    """A value that YAML text cannot carry."""


def scalar(text: str) -> str:
    """One line of YAML that reads back as exactly this text: plain where every reader agrees, else quoted."""
    if _is_plain(text):
        return text
    if _SURROGATE.search(text):
        raise UnwritableError("half a character (a lone surrogate) cannot be written")
    escapes = _ESCAPED.findall(text)
    if '"' in escapes and set(escapes) == {'"'}:
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def flow(value: object) -> str:
    """One YAML node on one line: a scalar, `[a, b]` or `{a: b}`."""
    return _flow(plain_data(value))


def emit(value: object) -> str:
    """A whole YAML document in canonical form: two spaces, lists below their key, keys in the order given."""
    data = plain_data(value)
    lines: list[str] = ["---"]
    if _is_block(data):
        _block(data, "", lines)
    else:
        lines[0] += f" {_inline(data, '  ')}"
    return "\n".join(lines) + "\n"


def emit_below(value: object, indent: int) -> str:
    """The lines of a map or list as they stand below a key; "" for an empty one."""
    lines: list[str] = []
    _block(plain_data(value), " " * indent, lines)
    return "".join(f"{line}\n" for line in lines)


def plain_data(value: object) -> Data:
    """Any value of the model as what YAML can say: addresses and paths become text, sequences become lists."""
    match value:
        case Enum():
            return plain_data(value.value)
        case Mapping():
            return {_key(key): plain_data(item) for key, item in value.items()}
        case list() | tuple():
            return [plain_data(item) for item in value]
        case _:
            return _plain_leaf(value)


def _plain_leaf(value: object) -> Data:
    if isinstance(value, str | PurePath | _ADDRESSES):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise UnwritableError(f"a value of type {type(value).__name__} is nothing that YAML can hold")


def _key(key: object) -> str:
    data = plain_data(key)
    return data if isinstance(data, str) else _flow(data)


def _is_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or text.lower().removeprefix(".") in _WORDS:
        return False
    return not _NUMERIC.fullmatch(text) or bool(_DOTTED.fullmatch(text))


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")  # noqa: PLR2004


def _flow(data: Data) -> str:
    match data:
        case str():
            return scalar(data)
        case list():
            return "[" + ", ".join(map(_flow, data)) + "]"
        case dict():
            return "{" + ", ".join(f"{_flow_key(key)}: {_flow(item)}" for key, item in data.items()) + "}"
        case float():
            return _number(data)
        case _:
            return json.dumps(data)


def _flow_key(key: str) -> str:
    text = scalar(key)
    return text if len(text) < _IMPLICIT_KEY_LIMIT else f"? {text} "


def _number(value: float) -> str:
    if isnan(value):
        return ".nan"
    if isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    # A reader of YAML 1.1 takes 1e+20 for text: it wants a dot before the exponent.
    return text if not exponent or "." in mantissa else f"{mantissa}.0e{power}"


def _is_block(data: Data) -> bool:
    return isinstance(data, dict | list) and bool(data)


def _block(data: Data, indent: str, lines: list[str]) -> None:
    """Append the lines of a map or list whose lines begin with `indent`."""
    if isinstance(data, dict):
        for key, item in data.items():
            _entry(f"{indent}{_map_key(key, indent)}:", item, f"{indent}  ", lines)
    elif isinstance(data, list):
        for item in data:
            _item(item, indent, lines)


def _entry(head: str, item: Data, indent: str, lines: list[str]) -> None:
    if _is_block(item):
        lines.append(head)
        _block(item, indent, lines)
    else:
        lines.append(f"{head} {_inline(item, indent)}")


def _item(item: Data, indent: str, lines: list[str]) -> None:
    if not _is_block(item):
        lines.append(f"{indent}- {_inline(item, f'{indent}  ')}")
        return
    start = len(lines)
    _block(item, f"{indent}  ", lines)
    lines[start] = f"{indent}- {lines[start][len(indent) + 2 :]}"


def _map_key(key: str, indent: str) -> str:
    text = scalar(key)
    return text if len(text) < _IMPLICIT_KEY_LIMIT else f"? {text}\n{indent}"


def _inline(data: Data, indent: str) -> str:
    """What follows a key or a dash: a scalar, an empty collection, or a literal block."""
    if not isinstance(data, str) or "\n" not in data or _UNFIT_FOR_BLOCK.search(data):
        return _flow(data)
    body = data.rstrip("\n")
    chomping = {0: "-", 1: ""}.get(len(data) - len(body), "+")
    block = "".join(f"\n{indent}{line}" if line else "\n" for line in body.split("\n"))
    return f"|{chomping}{block}" + "\n" * (len(data) - len(body) - 1)
