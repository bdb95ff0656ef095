"""The machines: how many, told apart, able to boot."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.config.codes import nodes as codes
from clusterctl.config.codes import services
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.rules.reading import each_node
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.config.value import dotted
from clusterctl.problem import Severity

UNIQUE = ("name", "mac_addr")


def nodes_differ(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Names and MAC addresses are unique; addresses are compared with all others elsewhere."""
    for key in UNIQUE:
        seen: dict[object, Loc] = {}
        for loc, value in each_node(cluster, key):
            first = seen.setdefault(value, loc)
            if first != loc:
                says = f"{value} is also {dotted(first)}"
                yield Fault(codes.NODE_TWICE, loc, says, f"correct one of the two; {key} must be unique", (loc, first))


def controllers_suffice(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """There is a controller, and their number is odd."""
    count = len(cluster.controllers)
    if not cluster.nodes:
        return
    if count == 0:
        hint = "set controller: true on one, three or five nodes"
        yield Fault(codes.NO_CONTROLLER, ("nodes",), "has no controller", hint)
    elif count % 2 == 0:
        says = f"has {count} controllers; an even number survives no more failures than one less"
        yield Fault(codes.EVEN_CONTROLLERS, ("nodes",), says, severity=Severity.WARNING)


def apps_can_run(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Some node takes apps."""
    if cluster.nodes and not cluster.workers and not cluster.allow_scheduling_on_controllers:
        says = "is false and there are no workers, so nothing can run"
        hint = "remove it, or add a node with controller: false"
        yield Fault(services.PREREQUISITE, ("allow_scheduling_on_controllers",), says, hint)


def schematic_is_known(cluster: Cluster, loc: Loc, node: Node) -> Iterator[Fault]:
    """A node has a schematic, its own or the cluster's."""
    if node.schematic_id is None and cluster.schematic_id is None:
        says = "is missing, and there is no schematic_id for the whole cluster"
        hint = "set schematic_id at the top for all nodes, or on this one; https://factory.talos.dev makes it"
        yield Fault(codes.SCHEMATIC, (*loc, "schematic_id"), says, hint)


def disk_is_plain_text(cluster: Cluster, loc: Loc, node: Node) -> Iterator[Fault]:
    """Talhelper puts variables and templates into what it reads, and no disk needs their marks."""
    if cluster.talhelper_enabled and any(mark in node.disk for mark in ("$", "{{")):
        says = "holds $ or {{, which talhelper takes for a variable or a template"
        hint = "write * in the place of that character, or set talos_generator: talosctl"
        yield Fault(codes.DISK, (*loc, "disk"), says, hint)


def encryption_is_tied(_: Cluster, loc: Loc, node: Node) -> Iterator[Fault]:
    """Disk encryption by TPM comes with Secure Boot."""
    if node.encrypt_disk and not node.secureboot:
        says = "is true without secureboot, so the TPM gives the key to whatever boots"
        hint = "set secureboot: true on this node as well, with a schematic that is installed that way"
        yield Fault(codes.ENCRYPTION, (*loc, "encrypt_disk"), says, hint, severity=Severity.WARNING)
