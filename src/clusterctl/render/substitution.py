"""Text that Flux shall leave as it is: in what an app applies it puts variables in the place of ${NAME}."""

from __future__ import annotations

from typing import TypeVar

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.section import Section

S = TypeVar("S", bound=Section)


def for_flux(cluster: Cluster) -> Cluster:
    """The cluster as the templates of apps see it: every text of it arrives in Kubernetes as it is in cluster.yaml.

    Free maps, like vars, stay: the user writes them for manifests, and ${NAME} in them is meant for Flux.
    """
    return _escaped(cluster)


def _escaped(section: S) -> S:
    values = {name: getattr(section, name) for name in type(section).model_fields}
    changed = {name: new for name, value in values.items() if (new := _value(value)) is not value}
    return section.model_copy(update=changed) if changed else section


def _value(value: object) -> object:
    """The same object where there is nothing to change: a cluster has a thousand nodes and no dollar."""
    if isinstance(value, str):
        return value.replace("$", "$$") if "$" in value else value
    if isinstance(value, Section):
        return _escaped(value)
    if isinstance(value, tuple):
        items = tuple(map(_value, value))
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value
