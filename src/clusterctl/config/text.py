"""Bytes to text: UTF-8 alone, of bounded size, without characters that YAML forbids or readers disagree about."""

from __future__ import annotations

import re

from clusterctl.config import codes
from clusterctl.problem import ConfigError, Problem, Span

LARGEST = 4 * 1024 * 1024
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, and the line separators that only YAML 1.1 takes for a new line."""


def decode(path: str, raw: bytes) -> str:
    """The text of a file without its byte-order mark; a ConfigError names the line of what is no text."""
    if len(raw) > LARGEST:
        size = f"{len(raw) / 1024 / 1024:.1f} MiB"
        raise _refused(Span(path), f"{path} has {size}; at most 4 MiB are read", "split it, or remove what is not YAML")
    if raw.startswith(UTF16_MARKS):
        raise _refused(Span(path, 1, 1), f"{path} is UTF-16 text", "save it as UTF-8")
    if b"\0" in raw:
        raise _refused(Span(path), f"{path} is a binary file", "give the name of a YAML file")
    raw = raw.removeprefix(UTF8_MARK)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, raw, error.start) from None
    if found := FORBIDDEN.search(text):
        at = _place(path, text, found.start())
        message = f"line {at.line} holds the character U+{ord(found[0]):04X}, which is not allowed in YAML"
        raise _refused(at, message, "remove it, or write it as an escape in double quotes")
    return text


def _not_utf8(path: str, raw: bytes, start: int) -> ConfigError:
    at = _place(path, raw[:start].decode("utf-8"), start)
    return _refused(at, f"line {at.line} is not UTF-8 text", "save the file as UTF-8; it looks like Latin-1")


def _place(path: str, text: str, offset: int) -> Span:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    return Span(path, line, len(before) - before.rfind("\n"))


def _refused(at: Span, message: str, hint: str) -> ConfigError:
    return ConfigError([Problem(codes.reading.ENCODING, message, at, hint, quotable=False)])
