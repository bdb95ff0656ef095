"""Where addresses may lie, and that no two are the same."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from clusterctl.config.codes import network as codes
from clusterctl.config.codes import nodes as node_codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cilium import LOAD_BALANCERS
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.rules.reading import each_node, known
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.config.value import dotted

ROUTERS = ("node_default_gateway", "cilium_bgp_router_addr")
MANY = 3
"""That many addresses are not all wrong by chance."""


def addresses_fit(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Nodes, the API and the routers are in the nodes' network; load balancers too, unless BGP announces them."""
    network = cluster.node_cidr
    if strays := all_strays(cluster):
        yield _wrong_network(network, strays)
        return
    for loc, address in _machines(cluster):
        yield from _fits(network, loc, address)
    bgp = known(cluster, "cilium_bgp_enabled")
    for key, address in _load_balancers(cluster) if bgp is not None else ():
        if address in network or not bgp:
            yield from _fits(network, (key,), address, unless=", or announce it by BGP (cilium_bgp_router_addr)")
        else:
            yield from _outside_the_cluster(cluster, key, address)


def all_strays(cluster: Cluster) -> list[tuple[Loc, IPv4Address]]:
    """The machines' addresses that are written, when not one of several is in node_cidr: then that is what is wrong."""
    network = cluster.node_cidr
    found = [(loc, each) for loc, each in _machines(cluster) if loc[0] == "nodes" or cluster.given(str(loc[0]))]
    return found if len(found) >= MANY and not any(address in network for _, address in found) else []


def _wrong_network(network: IPv4Network, machines: list[tuple[Loc, IPv4Address]]) -> Fault:
    shown = ", ".join(f"{dotted(loc)} {address}" for loc, address in machines[:MANY])
    more = f" and {len(machines) - MANY} more" if len(machines) > MANY else ""
    meant = IPv4Network((machines[0][1], network.prefixlen), strict=False)
    says = f"{network} holds no address of any machine: {shown}{more}"
    return Fault(codes.OUTSIDE, ("node_cidr",), says, f"did you mean {meant}?")


def _outside_the_cluster(cluster: Cluster, key: str, address: IPv4Address) -> Iterator[Fault]:
    for other in ("cluster_pod_cidr", "cluster_svc_cidr"):
        network = known(cluster, other)
        if isinstance(network, IPv4Network) and address in network:
            says, hint = f"{address} lies in {other} {network}", "choose an address outside of the cluster"
            yield Fault(codes.OVERLAP, (key,), says, hint, ((key,), (other,)))


def _fits(network: IPv4Network, loc: Loc, address: IPv4Address, unless: str = "") -> Iterator[Fault]:
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
    yield from _machines(cluster)
    yield from (((key,), address) for key, address in _load_balancers(cluster))


def _machines(cluster: Cluster) -> Iterator[tuple[Loc, IPv4Address]]:
    """The routers, the nodes, and the API that the controllers share."""
    yield from _known(cluster, ROUTERS)
    if known(cluster, "nodes") is not None:
        yield from ((loc, found) for loc, found in each_node(cluster, "address") if isinstance(found, IPv4Address))
    yield from _known(cluster, ("cluster_api_addr",))


def _known(cluster: Cluster, keys: tuple[str, ...]) -> Iterator[tuple[Loc, IPv4Address]]:
    for key in keys:
        if isinstance(address := known(cluster, key), IPv4Address):
            yield (key,), address


def _load_balancers(cluster: Cluster) -> Iterator[tuple[str, IPv4Address]]:
    """Those that are known and in use, or may be: what switches them on need not be known."""
    for key, switch in LOAD_BALANCERS.items():
        if (not switch or known(cluster, switch) is not False) and isinstance(
            found := known(cluster, key), IPv4Address
        ):
            yield key, found
