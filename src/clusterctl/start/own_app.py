"""`apps new`: the folder of an app of the user's own, ready to render."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path as OsPath

from clusterctl import where
from clusterctl.config.model.network_kinds import LABEL
from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.render.emit import scalar
from clusterctl.render.tree import Path
from clusterctl.start.codes import APP_EXISTS, APP_NAME
from clusterctl.start.place import NewFile, place, taken
from clusterctl.start.texts import filled

TEMPLATES = where.TEMPLATES / where.APPS
NEEDS = "needs: [network/envoy-gateway]"
"""Whose gateway a route is for."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a new app."""

    url: str
    version: str


APP_TEMPLATE = Chart("oci://ghcr.io/bjw-s-labs/helm/app-template", "5.1.0")
"""A chart for any app that is a container or a few; the version runs with every channel."""


def new_app(
    root: OsPath, app: str, apps: Collection[str], namespaces: Collection[str], chart: Chart
) -> tuple[Path, ...]:
    """Make the folder of an app `namespace/name` below templates/ and answer with the files made.

    `apps` and `namespaces` are those of the catalogue, built in and the user's own. Raises a ConfigError for a name
    that cannot be one, and for an app that is there already.
    """
    namespace, _, name = app.partition("/")
    if not all(re.fullmatch(LABEL, part) for part in (namespace, name)):
        raise ConfigError([Problem(APP_NAME, f"{app} is not NAMESPACE/NAME", Span(""), APP_NAME.fix)])
    for folder in (TEMPLATES / app, where.APPS / app):
        if app in apps or taken(root, folder):
            why = "is built in or has a folder below templates/" if app in apps else f"has the folder {folder}"
            raise ConfigError([Problem(APP_EXISTS, f"{app} {why}", Span(""), APP_EXISTS.fix)])
    files = app_files(namespace, name, chart, new_namespace=namespace not in namespaces)
    return tuple(file.path for file in files if place(root, file))


def app_files(namespace: str, name: str, chart: Chart, *, new_namespace: bool) -> tuple[NewFile, ...]:
    """The files of a new app, and that of its namespace where nobody has one."""
    routed = chart.url == APP_TEMPLATE.url
    needs = NEEDS if routed else f"# {NEEDS}"
    marks = {"url": scalar(chart.url), "version": scalar(chart.version), "name": name, "needs": needs}
    folder = TEMPLATES / namespace
    sources = {folder / "_namespace.yaml": "app/_namespace.yaml"} if new_namespace else {}
    sources[folder / name / "_app.yaml"] = "app/_app.yaml"
    sources[folder / name / "_values.yaml.j2"] = f"{'app-template' if routed else 'app'}/_values.yaml.j2"
    return tuple(NewFile(path, filled(source, marks).encode()) for path, source in sources.items())
