"""Chart versions: which is higher, and whether one fits a range."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Final, TypeAlias

Key: TypeAlias = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]

_VERSION: Final = re.compile(r"v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+\S*)?", re.ASCII)
_BOUND: Final = re.compile(r"(>=|<=|==|!=|>|<)\s*(\S+)")
_COMPARE: Final[dict[str, Callable[[Key, Key], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_NUMBERS: Final = 4


def higher(one: str, other: str) -> str:
    """The higher of two versions by semantic versioning, `v` or not; what is no version is lower than any."""
    return one if _key(one) >= _key(other) else other


def fits(version: str, bounds: str) -> bool:
    """Whether a version lies within `>=1.20` or `>=1.20,<2`."""
    return all(_COMPARE[sign](_key(version), _key(bound)) for sign, bound in _bounds(bounds))


def leaves_out(before: str, after: str) -> bool:
    """Whether a minor release lies between two versions, up or down; what is no version has no neighbours."""
    if not _VERSION.fullmatch(before) or not _VERSION.fullmatch(after):
        return False
    (major, minor, *_), (other_major, other_minor, *_) = _key(before)[0], _key(after)[0]
    return major != other_major or abs(minor - other_minor) > 1


def is_range(bounds: str) -> bool:
    """Whether a text is a range that `fits` understands."""
    return all(
        _BOUND.fullmatch(part.strip()) and _VERSION.fullmatch(_BOUND.sub(r"\2", part.strip()))
        for part in bounds.split(",")
    )


def _bounds(bounds: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for part in bounds.split(",") if (found := _BOUND.fullmatch(part.strip()))]


def _key(version: str) -> Key:
    found = _VERSION.fullmatch(version)
    if not found:
        return ((-1,), False, ())
    numbers = tuple(int(number) for number in found[1].split("."))
    padded = numbers + (0,) * (_NUMBERS - len(numbers))
    pre = found[2] or ""
    # A release is higher than its candidates; numbers are lower than words, as semantic versioning says.
    parts = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in pre.split(".") if part)
    return (padded, not pre, parts)
