"""Versions as numbers that can be compared."""

from __future__ import annotations

import re
from typing import NamedTuple

FORM = re.compile(r"(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})")


class Minor(NamedTuple):
    """A minor release, like 1.12."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Version(NamedTuple):
    """A release, like 1.12.1."""

    major: int
    minor: int
    patch: int

    @property
    def of(self) -> Minor:
        """The minor release that this one belongs to."""
        return Minor(self.major, self.minor)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse_version(text: str) -> Version | None:
    """Read x.y.z without the letter v; None for every other text."""
    found = FORM.fullmatch(text)
    return Version(*(int(part) for part in found.groups())) if found else None


def parse_minor(text: str) -> Minor | None:
    """Read x.y; None for every other text."""
    found = FORM.fullmatch(f"{text}.0")
    return Minor(int(found[1]), int(found[2])) if found else None
