"""Which rules there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc

Rule: TypeAlias = Callable[[Cluster, Secrets], Iterator[Fault]]
NodeRule: TypeAlias = Callable[[Cluster, Loc, Node], Iterator[Fault]]

RULES: tuple[Rule, ...] = ()
NODE_RULES: tuple[NodeRule, ...] = ()
