"""Which apps are on and why, in which version, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from clusterctl.catalog import codes
from clusterctl.catalog.condition import conditions_of, why
from clusterctl.catalog.entries import Catalog, CatalogApp
from clusterctl.catalog.model import ByChannel
from clusterctl.catalog.need import Unit, in_order, units_needed
from clusterctl.catalog.overrides import Overrides, find_overrides
from clusterctl.catalog.pins import Owner, Pin, Pins, decide
from clusterctl.catalog.selection import Choice, ImagePin, Selection
from clusterctl.catalog.verdicts import judge
from clusterctl.catalog.version import fits
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Source
from clusterctl.problem import Problem, Severity

__all__ = ["Choice", "Selection", "select"]

_GROUND: Final = "kube-system"
"""What carries the network and the names comes before what runs on it, where no need says more."""


def select(
    catalog: Catalog, cluster: Cluster, secrets: Secrets, found: Pins, settings: Source
) -> tuple[Selection, tuple[Problem, ...]]:
    """Choose from the catalogue. Problems of severity error mean that the selection cannot be rendered."""
    overrides, problems = find_overrides(catalog, cluster, settings)
    holds = conditions_of(cluster, secrets)
    choices = {}
    for app in catalog.apps.values():
        choice = _choose(app, overrides, cluster, holds)
        choices[app.id] = _pinned(choice, overrides, cluster, found)
        problems += _pin_notes(choices[app.id], settings)
    selection = Selection(catalog, choices, _ordered(choices, catalog), holds)
    problems += judge(selection, cluster, secrets, settings, found)
    return selection, tuple(problems)


def _choose(app: CatalogApp, overrides: Overrides, cluster: Cluster, holds: Callable[[str], bool]) -> Choice:
    override = overrides.get(app.id)
    key = override.key if override else f"apps.{app.id}"
    possible = holds(app.app.when)
    if override and override.enabled is False:
        return Choice(app, on=False, why=f"switched off by {key}.enabled", key=key)
    images = {
        name: ImagePin(_for_channel(image.repository, cluster), _for_channel(image.tag, cluster))
        for name, image in app.app.images.items()
    }
    values = override.values if override else {}
    return Choice(app, on=possible, why=why(app.app.when, holds=possible), images=images, values=values, key=key)


def _pinned(choice: Choice, overrides: Overrides, cluster: Cluster, found: Pins) -> Choice:
    app = choice.app
    if app.app.chart is None:
        return choice
    override = overrides.get(app.id)
    named = override.version if override else ""
    channel = _for_channel(app.app.chart.version, cluster)
    if not named and not channel:
        return choice
    chart = _for_channel(app.app.chart.url, cluster)
    disk, base = (_of(pins, app) for pins in (found.pins, found.bases))
    if not _same_chart(chart, _of(found.charts, app)):
        # the channel has changed the chart, and the version of another one says nothing about it
        disk = base = ""
    pin = replace(decide(named, channel, disk, base), before=disk)
    features = {name: fits(pin.version, bounds) for name, bounds in app.app.features.items()}
    return replace(choice, chart=chart, pin=pin, features=features)


def _same_chart(one: str, other: str) -> bool:
    """Whether two URLs name the same chart, be it in another registry; an unknown one is taken for the same."""
    return not other or one.rpartition("/")[2] == other.rpartition("/")[2]


def _of(pins: Mapping[str, str], app: CatalogApp) -> str:
    """The pin of an app under its id or a former one."""
    return next((pins[one] for one in (app.id, *app.app.was) if pins.get(one)), "")


def _for_channel(value: ByChannel, cluster: Cluster) -> str:
    return value if isinstance(value, str) else value.get(cluster.channel, "")


def _pin_notes(choice: Choice, settings: Source) -> Iterator[Problem]:
    pin: Pin | None = choice.pin
    if choice.on and pin and pin.note:
        key = f"{choice.key}.version"
        at = settings.locate(("apps", choice.key.removeprefix("apps."), "version"))
        named = pin.owner is Owner.CLUSTER
        hint = f"take {key} away to follow the repository" if named else f"to hold another version name it in {key}"
        yield Problem(codes.PIN, f"{choice.id}: {pin.note}", at, hint, Severity.NOTE, key=key)


def _ordered(choices: Mapping[str, Choice], catalog: Catalog) -> tuple[Choice, ...]:
    on = {app_id: choice for app_id, choice in choices.items() if choice.on}
    units: dict[Unit, frozenset[Unit]] = {}
    for app_id, choice in on.items():
        for part in choice.app.parts:
            needed = units_needed(choice.app, part.name, catalog.apps)
            units[app_id, part.name] = frozenset(unit for unit, _ in needed)
    ids = dict.fromkeys(app_id for app_id, _ in in_order(units, _rank))
    # Apps without a part, which bring CRDs only, come first.
    return tuple(on[app_id] for app_id in (*sorted(on.keys() - ids.keys()), *ids))


def _rank(unit: Unit) -> tuple[object, ...]:
    app_id, part = unit
    return (not app_id.startswith(f"{_GROUND}/"), app_id, part)
