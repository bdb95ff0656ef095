"""Where addresses may lie, and that no two are the same."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from clusterctl.config.codes import network as codes
from clusterctl.config.codes import nodes as node_codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.rules.reading import each_node, known
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.config.value import dotted

ROUTERS = ("node_default_gateway", "cilium_bgp_router_addr")


def special_addresses_fit(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The API address and both routers are in the nodes' network."""
    for key in ("cluster_api_addr", *ROUTERS):
        if isinstance(address := known(cluster, key), IPv4Address):
            yield from _fits(cluster, (key,), address)


def load_balancers_fit(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Load-balancer addresses are in the nodes' network, unless BGP tells the router where they are."""
    for key, address in _load_balancers(cluster):
        if not cluster.cilium_bgp_enabled or address in cluster.node_cidr:
            yield from _fits(cluster, (key,), address, unless=", or announce it by BGP (cilium_bgp_router_addr)")
            continue
        for other in ("cluster_pod_cidr", "cluster_svc_cidr"):
            if address in getattr(cluster, other):
                says = f"{address} lies in {other} {getattr(cluster, other)}"
                yield Fault(codes.OVERLAP, (key,), says, "choose an address outside of the cluster", ((key,), (other,)))


def node_fits(cluster: Cluster, loc: Loc, node: Node) -> Iterator[Fault]:
    """A node is in the nodes' network."""
    yield from _fits(cluster, (*loc, "address"), node.address)


def _fits(cluster: Cluster, loc: Loc, address: IPv4Address, unless: str = "") -> Iterator[Fault]:
    network: IPv4Network = cluster.node_cidr
    at: tuple[Loc, ...] = (loc, ("node_cidr",))
    if address not in network:
        hint = f"choose a free address in {network}{unless}, or widen node_cidr"
        yield Fault(codes.OUTSIDE, loc, f"{address} is outside node_cidr {network}", hint, at)
    elif address in (network.network_address, network.broadcast_address):
        kind = "network" if address == network.network_address else "broadcast"
        hint = "choose a free address between the first and the last"
        yield Fault(codes.RESERVED_ADDRESS, loc, f"{address} is the {kind} address of node_cidr {network}", hint, at)


def addresses_differ(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Routers, nodes, the API and the load balancers all have addresses of their own; one router may do both jobs."""
    seen: dict[IPv4Address, Loc] = {}
    for loc, address in _in_use(cluster):
        first = seen.setdefault(address, loc)
        if first == loc or {first[0], loc[0]} == set(ROUTERS):
            continue
        both_nodes = first[0] == loc[0] == "nodes"
        code = node_codes.NODE_TWICE if both_nodes else codes.TAKEN
        yield Fault(code, loc, _also(cluster, address, first), "give one of them another free address", (loc, first))


def _also(cluster: Cluster, address: IPv4Address, loc: Loc) -> str:
    default = "" if loc[0] == "nodes" or cluster.given(str(loc[0])) else " (the first address of node_cidr)"
    return f"{address} is also {dotted(loc)}{default}"


def _in_use(cluster: Cluster) -> Iterator[tuple[Loc, IPv4Address]]:
    for key in ROUTERS:
        if isinstance(address := known(cluster, key), IPv4Address):
            yield (key,), address
    if known(cluster, "nodes") is not None:
        yield from (
            (loc, address) for loc, address in each_node(cluster, "address") if isinstance(address, IPv4Address)
        )
    if isinstance(address := known(cluster, "cluster_api_addr"), IPv4Address):
        yield ("cluster_api_addr",), address
    yield from (((key,), address) for key, address in _load_balancers(cluster))


def _load_balancers(cluster: Cluster) -> Iterator[tuple[str, IPv4Address]]:
    """Those that are known and in use, or may be: what switches them on need not be known."""
    uses = {
        "cluster_gateway_addr": True,
        "cluster_dns_gateway_addr": known(cluster, "k8s_gateway_enabled"),
        "cloudflare_gateway_addr": known(cluster, "external_gateway_enabled"),
    }
    for key, used in uses.items():
        if used is not False and isinstance(address := known(cluster, key), IPv4Address):
            yield key, address
