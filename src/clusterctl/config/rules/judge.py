"""All rules, run over a cluster that may be only partly valid."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.section import UnknownValueError
from clusterctl.config.rules.table import NODE_RULES, RULES
from clusterctl.config.secrets import Secrets


def judge(cluster: Cluster, secrets: Secrets) -> Iterator[Fault]:
    """Every fault that any rule finds; a rule that asks for an unknown value ends without a word."""
    for rule in RULES:
        yield from _until_unknown(rule(cluster, secrets))
    try:
        nodes = cluster.nodes
    except UnknownValueError:
        return
    for index, node in enumerate(nodes):
        for node_rule in NODE_RULES:
            yield from _until_unknown(node_rule(cluster, ("nodes", index), node))


def _until_unknown(faults: Iterator[Fault]) -> Iterator[Fault]:
    try:
        yield from faults
    except UnknownValueError:
        return
