"""Conditions: the name of a boolean of the model or of a secret, or its opposite. There is no expression language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.secrets import Secrets

Holds: TypeAlias = Callable[[str], bool]
"""Whether a condition, as it is written in the catalogue, is true. "" always is, and so is one that asks a node."""

_NODE: Final = "node."
_CONDITION: Final = re.compile(r"(not\s+)?([a-z0-9_]+(?:\.[A-Za-z0-9_.-]+)?)")


@dataclass(frozen=True, slots=True)
class Condition:
    """`name`, or `not name`."""

    name: str
    negated: bool

    def __str__(self) -> str:
        return f"not {self.name}" if self.negated else self.name


def parse_condition(text: str) -> Condition | None:
    """The condition that a text states; None when it states none."""
    found = _CONDITION.fullmatch(text.strip())
    return Condition(found[2], bool(found[1])) if found else None


def conditions_of(cluster: Cluster, secrets: Secrets) -> Holds:
    """What holds for a cluster and its secrets."""

    def holds(text: str) -> bool:
        condition = parse_condition(text)
        if condition is None or condition.name.startswith(_NODE):
            return True
        return _value(condition.name, cluster, secrets) is not condition.negated

    return holds


def holds_for_node(text: str, node: Node) -> bool:
    """Whether a condition that asks `node.NAME` holds for this node; one that asks anything else does."""
    condition = parse_condition(text)
    if condition is None or not condition.name.startswith(_NODE):
        return True
    return bool(getattr(node, condition.name.removeprefix(_NODE))) is not condition.negated


def why(text: str, *, holds: bool) -> str:
    """The condition as a reason: `cilium_bgp_enabled is true`."""
    condition = parse_condition(text)
    if condition is None:
        return "always"
    truth = holds is not condition.negated
    if condition.name.startswith("has."):
        return f"secret {condition.name.removeprefix('has.')} is {'set' if truth else 'not set'}"
    return f"{condition.name} is {'true' if truth else 'false'}"


def _value(name: str, cluster: Cluster, secrets: Secrets) -> bool:
    if name.startswith("has."):
        return secrets.has(name.removeprefix("has."))
    return bool(getattr(cluster, name))
