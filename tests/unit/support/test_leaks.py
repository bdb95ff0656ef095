"""What finds secrets finds them in every guise, and nothing else."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.support.leaks import Leaks, texts

SECRET = 'gr"n\\-t0ken\nwith <Ümläut> & 20% more'
HAYSTACK = b"nothing of it is in here: " + bytes(range(256))


@pytest.mark.parametrize(
    "seen",
    [
        SECRET.encode(),
        SECRET[7:19].encode(),
        json.dumps(SECRET).encode(),
        json.dumps(SECRET, ensure_ascii=False).encode(),
        repr(SECRET).encode(),
        repr(SECRET.encode()).encode(),
        quote(SECRET).encode(),
        SECRET.encode().hex().encode(),
        *(base64.b64encode(b"before"[:count] + SECRET.encode() + b"after") for count in range(4)),
        *(base64.urlsafe_b64encode(b"before"[:count] + SECRET.encode()) for count in range(4)),
    ],
)
def test_a_secret_is_found_in_every_guise(seen: bytes) -> None:
    assert Leaks([SECRET]).find(HAYSTACK + seen + HAYSTACK)


@pytest.mark.parametrize("seen", [b"", SECRET[:11].encode(), HAYSTACK])
def test_what_is_no_secret_is_not_found(seen: bytes) -> None:
    assert not Leaks([SECRET]).find(seen)


def test_every_text_of_nested_secrets_counts() -> None:
    assert set(texts({"a": "one", "b": {"c": "two", "d": {"e": "three"}}})) == {"one", "two", "three"}
