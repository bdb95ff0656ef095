"""A file to be made: its path, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from clusterctl.config.source import Loc
from clusterctl.problem import Span
from clusterctl.render.tree import Path, Ref, Rule

Names: TypeAlias = Mapping[str, object]
"""What a template knows: cluster, has, and in their places node, app, patches."""


@dataclass(frozen=True, slots=True)
class FromTemplate:
    """A template with the names that it sees."""

    template: Path
    names: Names


@dataclass(frozen=True, slots=True)
class FromData:
    """Data that is written in canonical form."""

    data: object


@dataclass(frozen=True, slots=True)
class FromText:
    """Text as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class FromRelease:
    """A HelmRelease: its frame as data, its values from a template, and what cluster.yaml lays over them at `key`."""

    frame: Mapping[str, object]
    values: Path | None
    names: Names
    override: Mapping[str, object]
    key: str


Make: TypeAlias = FromTemplate | FromData | FromText | FromRelease


@dataclass(frozen=True, slots=True)
class Job:
    """One file of the tree before it is made. `refs`, `rule` and `pin` are those of the File."""

    path: Path
    make: Make
    source: Span
    refs: Mapping[Loc, Ref] = field(default_factory=dict)
    rule: Rule | None = None
    pin: str = ""
