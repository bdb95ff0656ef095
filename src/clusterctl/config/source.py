"""YAML text to data with places, by the YAML 1.2 core schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from clusterctl.problem import Span

Loc = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the top."""


@dataclass(frozen=True, slots=True)
class Plain:
    """An unquoted scalar that the core schema takes for a bool or a number, with the text as it was typed."""

    text: str
    value: bool | int | float


Value: TypeAlias = "str | Plain | None | list[Value] | dict[str, Value]"


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML document: its data, and the place of every key and list item."""

    path: str
    data: Mapping[str, Value]
    places: Mapping[Loc, Span]

    def locate(self, loc: Loc) -> Span:
        """The place of a key or list item; of the nearest one around it when that one is not there."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places.get(loc, Span(self.path))
