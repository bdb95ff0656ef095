"""What `apps` in cluster.yaml says about each app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from clusterctl.catalog import codes
from clusterctl.catalog.check import nearest
from clusterctl.catalog.entries import Catalog
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.source import Source
from clusterctl.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Override:
    """An entry of `apps`; `key` is its key as it is written, which may be a former id."""

    key: str
    enabled: bool | None = None
    version: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


Overrides: TypeAlias = Mapping[str, Override]
"""By the app's present id."""


def find_overrides(catalog: Catalog, cluster: Cluster, settings: Source) -> tuple[Overrides, list[Problem]]:
    """The entries of `apps` by present id, and what is wrong with their ids."""
    former = former_ids(catalog)
    overrides: dict[str, Override] = {}
    problems: list[Problem] = []
    for written, entry in cluster.apps.items():
        app_id = former.get(written, written)
        override = Override(f"apps.{written}", entry.enabled, entry.version or "", entry.values or {})
        if app_id not in catalog.apps:
            problems.append(_unknown(written, catalog, settings))
            continue
        if app_id != written:
            message = f"apps.{written} is called {app_id} today"
            at = settings.locate(("apps", written))
            problems.append(Problem(codes.RENAMED, message, at, codes.RENAMED.fix, Severity.WARNING, key=override.key))
        if catalog.apps[app_id].app.chart is None:
            problems += _without_chart(override, written, settings)
        overrides[app_id] = override
    return overrides, problems


def former_ids(catalog: Catalog) -> Mapping[str, str]:
    """The ids that apps had before, each with the present one."""
    return {old: app.id for app in catalog.apps.values() for old in app.app.was}


def _unknown(written: str, catalog: Catalog, settings: Source) -> Problem:
    near = nearest(written, catalog.apps)
    hint = f"did you mean {near}?" if near else "`clusterctl apps` lists all of them"
    message = f"apps.{written}: there is no such app"
    return Problem(codes.UNKNOWN_APP, message, settings.locate(("apps", written)), hint, key=f"apps.{written}")


def _without_chart(override: Override, written: str, settings: Source) -> list[Problem]:
    found = [name for name in ("version", "values") if getattr(override, name)]
    return [
        Problem(
            codes.NO_CHART,
            f"{override.key}.{name}: {written} has no chart",
            settings.locate(("apps", written, name)),
            codes.NO_CHART.fix,
            key=f"{override.key}.{name}",
        )
        for name in found
    ]
