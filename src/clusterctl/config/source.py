"""YAML text to data with places, by the YAML 1.2 core schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clusterctl.config import codes
from clusterctl.config.document import build
from clusterctl.config.text import decode
from clusterctl.config.value import Loc, Plain, Value, plain_value
from clusterctl.problem import ConfigError, Problem, Span

__all__ = ["Loc", "Plain", "Source", "Value", "plain_value", "read_source"]


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML document: its data, which no repr shows, and the place of every key and list item."""

    path: str
    data: Mapping[str, Value] = field(repr=False)
    places: Mapping[Loc, Span]

    def locate(self, loc: Loc) -> Span:
        """The place of a key or list item; of the nearest one around it when that one is not there."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places.get(loc, Span(self.path))


def read_source(path: str, raw: bytes) -> Source:
    """Read one YAML document whose top is a map; whatever is wrong with it is a ConfigError with places."""
    data, places = build(path, decode(path, raw))
    if isinstance(data, dict):
        return Source(path, data, places)
    if data is None:
        raise ConfigError(
            [Problem(codes.reading.STRUCTURE, f"{path} is empty", Span(path), "write its keys, one a line")]
        )
    found = "a list" if isinstance(data, list) else "one value"
    hint = "begin each setting at the left margin, as key: value"
    raise ConfigError(
        [Problem(codes.reading.STRUCTURE, f"{path} holds {found} where keys are wanted", Span(path, 1, 1), hint)]
    )
