"""Contents as the ledger knows them: with LF line ends, by their Git blob id."""

from __future__ import annotations

import hashlib


def lf(raw: bytes) -> bytes:
    """The bytes with LF line ends: Git may check a file out with CRLF, and it is still the same file."""
    return raw.replace(b"\r\n", b"\n")


def blob_id(raw: bytes) -> str:
    """The id that Git gives these bytes."""
    return hashlib.sha1(b"blob %d\0%b" % (len(raw), raw), usedforsecurity=False).hexdigest()
