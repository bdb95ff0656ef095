"""`migrate`: keys and apps of cluster.yaml by the names that they have today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clusterctl.config.edit import rename_key
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.shape import read_shape
from clusterctl.config.source import Loc, Source, read_source
from clusterctl.config.text import decode
from clusterctl.config.value import dotted
from clusterctl.problem import Problem
from clusterctl.render.tree import Path
from clusterctl.start.secrets import written
from clusterctl.write.repository import RawRepository
from clusterctl.write.steps import Operation

Renamed = tuple[str, str]
"""A former name and the present one, dotted."""


def migrate(
    raw: RawRepository, former_apps: Mapping[str, str], model: type[Cluster] = Cluster
) -> tuple[tuple[Renamed, ...], tuple[Problem, ...]]:
    """Rename in cluster.yaml what has a new name; comments, order and all values stay. Answers with what was renamed.

    `former_apps` are former app ids, each with the present one. Raises a ConfigError where a new name is taken.
    """
    text = decode(raw.config, raw.settings)
    names = tuple(renamed(read_source(raw.config, raw.settings), former_apps, model))
    for loc, name in names:
        text = rename_key(text, loc, name)
    operations = [Operation(Path(raw.config), raw.settings, text.encode())] if names else []
    return tuple((dotted(loc), dotted((*loc[:-1], name))) for loc, name in names), written(raw, operations)


def renamed(source: Source, former_apps: Mapping[str, str], model: type[Cluster]) -> Iterator[tuple[Loc, str]]:
    """The place of each former name, with the present one."""
    for present, place in read_shape(model, source.data).moved.items():
        yield place, str(present[-1])
    apps = source.data.get("apps")
    for app in apps if isinstance(apps, dict) else ():
        if app in former_apps:
            yield ("apps", app), former_apps[app]
