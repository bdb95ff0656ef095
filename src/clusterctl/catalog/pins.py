"""Who owns a chart's version: the description, the channel, or the repository, where Renovate edits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Protocol

from clusterctl.catalog.version import higher


class Pins(Protocol):
    """What the repository says about versions and patches; `render.tree.Found` is one."""

    @property
    def pins(self) -> Mapping[str, str]:
        """The version in each rendered ocirepository.yaml on disk, by app id."""
        ...

    @property
    def charts(self) -> Mapping[str, str]:
        """The URL of the chart that each of those versions belongs to, by app id."""
        ...

    @property
    def bases(self) -> Mapping[str, str]:
        """The version that our own side named when that file was last accepted, by app id."""
        ...

    @property
    def patches(self) -> frozenset[PurePosixPath]:
        """Talos patches that are not ours."""
        ...


class Owner(StrEnum):
    """Who pins a version; the words that `clusterctl apps` prints."""

    CHANNEL = "channel"
    CLUSTER = "cluster.yaml"
    REPOSITORY = "repository"


@dataclass(frozen=True, slots=True)
class Pin:
    """The effective version and its owner. `ours` is what the description or the channel names, `note` what to say.

    `before` is the version in the repository, "" where there is none.
    """

    version: str
    owner: Owner
    ours: str
    note: str = ""
    before: str = ""


def decide(named: str, channel: str, disk: str, base: str) -> Pin:
    """The effective pin. `named` stands in cluster.yaml, `disk` in the repository; "" is none.

    A version that cluster.yaml names wins. Else the side that changed it since the last run wins, and where both did,
    the higher version. Without a base the repository's version counts as its own choice.
    """
    ours = named or channel
    mine = Owner.CLUSTER if named else Owner.CHANNEL
    moved = bool(disk) and disk not in (ours, base)
    if named or not moved:
        note = f"{named} of cluster.yaml wins over {disk} in the repository" if named and moved else ""
        return Pin(ours, mine, ours, note)
    if base in ("", ours):
        return Pin(disk, Owner.REPOSITORY, ours)
    winner = higher(disk, ours)
    note = f"the repository went from {base} to {disk} and the channel to {ours}: the higher, {winner}, is taken"
    return Pin(winner, Owner.REPOSITORY if winner == disk else mine, ours, note)
