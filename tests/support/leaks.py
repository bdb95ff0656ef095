"""Finds secrets where they must not be: whole, in pieces, and in the guises that programs give to text."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

PIECE = 12
"""Bytes of a secret that count as a leak: long enough that nothing else is alike by chance."""


class Leaks:
    """Knows some secrets by all their pieces."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._pieces = {piece for secret in secrets for guise in guises(secret) for piece in windows(guise)}

    def find(self, data: bytes) -> set[bytes]:
        """The pieces of secrets in some bytes."""
        return {piece for piece in windows(data) if piece in self._pieces}

    def find_text(self, text: str) -> set[bytes]:
        """The pieces of secrets in a text."""
        return self.find(text.encode("utf-8", "surrogateescape"))


def texts(value: object) -> Iterator[str]:
    """Every text of opened secrets, at any depth."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from texts(part)
    else:
        yield str(value)


def guises(secret: str) -> Iterator[bytes]:
    """How a secret may look in a file, a log, a command line or an error."""
    raw = secret.encode()
    yield raw
    yield json.dumps(secret).encode()[1:-1]
    yield json.dumps(secret, ensure_ascii=False).encode()[1:-1]
    yield repr(secret).encode()[1:-1]
    yield repr(raw).encode()[2:-1]
    yield quote(secret).encode()
    yield raw.hex().encode()
    for shift in range(3):
        packed = base64.b64encode(bytes(shift) + raw).rstrip(b"=")
        # what stands at the edges depends on what stands beside the secret
        inside = packed[-(-shift * 4 // 3) : -1]
        yield inside
        yield inside.translate(bytes.maketrans(b"+/", b"-_"))


def windows(data: bytes) -> Iterator[bytes]:
    """All pieces of some bytes."""
    return (data[start : start + PIECE] for start in range(len(data) - PIECE + 1))
