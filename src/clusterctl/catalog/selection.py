"""What was chosen from the catalogue, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clusterctl.catalog.condition import Holds
from clusterctl.catalog.entries import Catalog, CatalogApp
from clusterctl.catalog.model import Part
from clusterctl.catalog.need import units_needed
from clusterctl.catalog.pins import Pin


@dataclass(frozen=True, slots=True)
class ImagePin:
    """An image of an app, in the version of the channel."""

    repository: str
    tag: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One app: on or off and why, its chart, and what cluster.yaml lays over its values.

    `pin` is None for an app without a chart, or without a version for the channel. `key` is its key in cluster.yaml.
    """

    app: CatalogApp
    on: bool
    why: str
    chart: str = ""
    pin: Pin | None = None
    images: Mapping[str, ImagePin] = field(default_factory=dict)
    features: Mapping[str, bool] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    key: str = ""

    @property
    def id(self) -> str:
        """`namespace/name`."""
        return self.app.id

    @property
    def version(self) -> str:
        """The effective chart version, "" without a chart."""
        return self.pin.version if self.pin else ""

    @property
    def pinned_by(self) -> str:
        """Who says so: channel, cluster.yaml or repository; "" without a chart."""
        return self.pin.owner.value if self.pin else ""


@dataclass(frozen=True)
class Selection:
    """All apps by id, those that are on in the order of need, and what holds."""

    catalog: Catalog
    choices: Mapping[str, Choice]
    on: tuple[Choice, ...]
    holds: Holds

    def parts(self, choice: Choice) -> tuple[Part, ...]:
        """The parts of an app that have something to apply."""
        return tuple(part for part in choice.app.parts if self._has_content(choice.app, part))

    def waits_for(self, choice: Choice, part: Part) -> list[tuple[str, str]]:
        """The Kustomizations that a part depends on, as (namespace of the app, name)."""
        targets = [unit for unit, _ in units_needed(choice.app, part.name, self.catalog.apps)]
        found = []
        for app_id, name in dict.fromkeys(targets):
            target = self.choices[app_id]
            if target.on and name in [one.name for one in self.parts(target)]:
                found.append((target.app.namespace, name))
        return found

    def is_written(self, app: CatalogApp, name: str) -> bool:
        """Whether the condition of a file below the app's folder holds."""
        return self.holds(app.app.files.get(name, ""))

    def _has_content(self, app: CatalogApp, part: Part) -> bool:
        if part.path == app.parts[0].path and app.app.chart:
            return True
        folder = app.folder / part.path
        files = (path for path in app.files if path.is_relative_to(folder))
        secrets = app.app.secrets.values() if part.path == app.parts[0].path else ()
        return any(self.is_written(app, str(path.relative_to(app.folder))) for path in files) or any(
            self.holds(secret.when) for secret in secrets
        )
