"""The catalogue as data: apps, namespaces and other files, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from clusterctl.catalog.model import App, FileRule, Namespace, Part, SecretFile
from clusterctl.catalog.text import Texts
from clusterctl.config.source import Loc, Source
from clusterctl.problem import Span

Path: TypeAlias = PurePosixPath


@dataclass(frozen=True, slots=True)
class CatalogApp:
    """An app: `id` is namespace/name, `files` are its templates by the path that they are written to."""

    id: str
    namespace: str
    name: str
    folder: Path
    app: App
    source: Source
    files: Mapping[Path, Path]
    values: Path | None
    own: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its Flux Kustomizations; without `parts` there is one, named after the app."""
        if self.app.bootstrap == "crds-only":
            return ()
        flux = self.app.flux
        whole = Part(name=self.name, wait=flux.wait, timeout=flux.timeout, health=flux.health, exprs=flux.exprs)
        return tuple(self.app.parts) or (whole,)

    @property
    def release(self) -> str:
        """The name of its Helm release."""
        return (self.app.chart.release if self.app.chart else "") or self.name

    def place(self, *loc: str | int) -> Span:
        """Where a key of its _app.yaml stands."""
        return self.source.locate(loc)


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file outside the apps. With `{node}` in its path it is rendered once for each node.

    `place` is its template, `rule_place` where a _files.yaml names it, or else its template, too.
    """

    path: Path
    template: Path
    rule: FileRule
    place: Span
    rule_place: Span


@dataclass(frozen=True, slots=True)
class OtherSecret:
    """A Secret outside the apps, in the folder of its _files.yaml."""

    path: Path
    name: str
    secret: SecretFile
    source: Source
    loc: Loc


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that could be rendered. `files` by output path, `templates` by their path below the folder."""

    apps: Mapping[str, CatalogApp]
    namespaces: Mapping[str, Namespace]
    files: Mapping[Path, OtherFile]
    secrets: Mapping[Path, OtherSecret]
    templates: Texts
