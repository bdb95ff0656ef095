"""How rules look at a cluster that may be only partly valid."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.model.section import Section, UnknownValueError
from clusterctl.config.source import Loc


def known(section: Section, name: str) -> object:
    """The value of a key or property, or None when it cannot be known."""
    try:
        return getattr(section, name)
    except UnknownValueError:
        return None


def each_node(cluster: Cluster, name: str) -> Iterator[tuple[Loc, object]]:
    """The known values of a key of all nodes, each with its place."""
    nodes: tuple[Node, ...] = cluster.nodes
    for index, node in enumerate(nodes):
        if (value := known(node, name)) is not None:
            yield ("nodes", index, name), value
