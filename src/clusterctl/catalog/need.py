"""What an app needs: other apps, as a whole or one of their parts, and the order that follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from clusterctl.catalog.entries import CatalogApp

Unit: TypeAlias = tuple[str, str]
"""One Flux Kustomization: the app's id and the part's name."""

_NEED: Final = re.compile(r"(?P<app>[a-z0-9-]+/[a-z0-9.-]+)?(?:#(?P<part>[a-z0-9.-]+))?(?P<optional>\?)?")


@dataclass(frozen=True, slots=True)
class Need:
    """An entry of `needs`. `part` "" is every part; an `optional` app may be off."""

    app: str
    part: str
    optional: bool


def parse_need(text: str, own: str) -> Need | None:
    """A need as it is written; `#part` alone is a part of the app itself. None when it says nothing."""
    found = _NEED.fullmatch(text)
    if not found or not (found["app"] or found["part"]):
        return None
    return Need(found["app"] or own, found["part"] or "", bool(found["optional"]))


def needs_of(app: CatalogApp) -> Iterator[Need]:
    """What an app as a whole needs from others; needs that cannot be read are left out."""
    for text in (*app.app.needs, *(text for part in app.app.parts for text in part.needs)):
        need = parse_need(text, app.id)
        if need and need.app != app.id:
            yield need


def units_needed(app: CatalogApp, part: str, apps: Mapping[str, CatalogApp]) -> Iterator[tuple[Unit, bool]]:
    """The Kustomizations that one part waits for, and whether each may be missing.

    The app's own needs are those of its first parts; a part that waits for another one of the same app has them by it.
    """
    own = next(one for one in app.parts if one.name == part)
    inner = [need for text in own.needs if (need := parse_need(text, app.id))]
    behind = any(need.app == app.id for need in inner)
    outer = [] if behind else [need for text in app.app.needs if (need := parse_need(text, app.id))]
    for need in (*outer, *inner):
        target = apps.get(need.app)
        for one in target.parts if target else ():
            if need.part in ("", one.name):
                yield (need.app, one.name), need.optional


def in_order(units: Mapping[Unit, frozenset[Unit]], rank: Callable[[Unit], tuple[object, ...]]) -> list[Unit]:
    """Units after all that they need; among those that are ready the one of lowest rank comes first.

    Units of a circle are left out: the catalogue's check reports them.
    """
    waiting = {unit: set(needed) & units.keys() for unit, needed in units.items()}
    ordered: list[Unit] = []
    while ready := [unit for unit, needed in waiting.items() if not needed]:
        first = min(ready, key=rank)
        ordered.append(first)
        del waiting[first]
        for needed in waiting.values():
            needed.discard(first)
    return ordered


def circle(units: Mapping[Unit, frozenset[Unit]]) -> tuple[Unit, ...]:
    """One circle of needs, its first unit repeated at the end; () when there is none."""
    left = units.keys() - set(in_order(units, lambda unit: (unit,)))
    if not left:
        return ()
    path = [min(left)]
    while True:
        following = min(needed for needed in units[path[-1]] if needed in left)
        if following in path:
            return (*path[path.index(following) :], following)
        path.append(following)
