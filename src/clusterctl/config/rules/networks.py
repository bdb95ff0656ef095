"""Relations between networks."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from clusterctl.config.codes import network as codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.network_kinds import NODE_SHARE
from clusterctl.config.rules.reading import known
from clusterctl.config.secrets import Secrets

DISJOINT = ("node_cidr", "cluster_pod_cidr", "cluster_svc_cidr", "cilium_lb_pool_cidr")


def networks_overlap(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Node, pod and service network are disjoint; so is the pool, save from the nodes' network, where it belongs."""
    found = {key: value for key in DISJOINT if isinstance(value := known(cluster, key), IPv4Network)}
    clashes: dict[str, list[str]] = {}
    for number, (one, first) in enumerate(found.items()):
        for other, second in list(found.items())[number + 1 :]:
            if (one, other) != ("node_cidr", "cilium_lb_pool_cidr") and first.overlaps(second):
                blamed = (cluster.given(other, one) or (other,))[0]
                clashes.setdefault(blamed, []).append(one if blamed == other else other)
    for key, others in clashes.items():
        listed = " and ".join(f"{other} {found[other]}{_unless(cluster, other)}" for other in others)
        at = ((key,), *((other,) for other in others))
        yield Fault(codes.OVERLAP, (key,), f"{found[key]} overlaps {listed}", "give each network its own range", at)


def _unless(cluster: Cluster, key: str) -> str:
    return "" if cluster.given(key) else " (its default)"


def pods_have_room(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Each node takes a part of the pod network."""
    network, count = cluster.cluster_pod_cidr, len(cluster.nodes)
    room = 2 ** (NODE_SHARE - network.prefixlen)
    if count > room:
        says = f"{network} has room for {room} nodes of a /{NODE_SHARE} each, and there are {count}"
        wide = network.supernet(new_prefix=NODE_SHARE - (count - 1).bit_length())
        hint = f"use a wider network, like {wide}, that overlaps no other one"
        yield Fault(codes.TOO_SMALL, ("cluster_pod_cidr",), says, hint)
