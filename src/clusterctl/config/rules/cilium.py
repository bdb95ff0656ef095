"""BGP is whole or absent, its timers work, and the pool fits the addresses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from clusterctl.config.codes import cilium as codes
from clusterctl.config.codes import network
from clusterctl.config.fault import Fault
from clusterctl.config.model.cilium import BGP_KEYS
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.rules.addresses import all_strays
from clusterctl.config.rules.reading import each_node, known
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.config.value import dotted
from clusterctl.problem import Severity

ENABLED, POOL = "cilium_bgp_enabled", "cilium_lb_pool_cidr"
HOLD, KEEPALIVE = "cilium_bgp_hold_time", "cilium_bgp_keepalive_time"
WITHOUT_ENDS = 31


def bgp_is_whole(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The router's address and both ASNs are set, or none; `cilium_bgp_enabled: false` keeps any of them unused."""
    values = {key: getattr(cluster, key) for key in BGP_KEYS}
    missing = [key for key, value in values.items() if value is None]
    asked = cluster.given(ENABLED)
    wanted = cluster.cilium_bgp_enabled if asked else len(missing) < len(BGP_KEYS)
    if not missing or not wanted:
        return
    present = [ENABLED] if asked else [key for key in BGP_KEYS if key not in missing]
    more = (
        f", as {'is' if len(missing) == len(BGP_KEYS) - 1 else 'are'} {' and '.join(missing[1:])}"
        if missing[1:]
        else ""
    )
    says = f"is missing{more}; BGP is asked for by {' and '.join(present)}"
    hint = f"add {' and '.join(missing)}, or remove {' and '.join(present)}"
    yield Fault(codes.BGP, (missing[0],), says, hint, tuple((key,) for key in present))


def keepalives_fit(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Keepalives come before the hold time is over."""
    hold, keepalive = cluster.cilium_bgp_hold_time, cluster.cilium_bgp_keepalive_time
    if keepalive >= hold:
        key = (cluster.given(KEEPALIVE, HOLD) or (KEEPALIVE,))[0]
        says = f"{keepalive} must be below {HOLD} {hold}"
        if key == HOLD:
            says = f"{hold} must be above {KEEPALIVE} {keepalive} (its default)"
        at: tuple[Loc, ...] = ((key,), (HOLD,))
        yield Fault(codes.BGP_TIMERS, (key,), says, f"set {KEEPALIVE} to a third of {HOLD}", at)


def asns_differ(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Equal ASNs are legal and seldom meant."""
    router, nodes = cluster.cilium_bgp_router_asn, cluster.cilium_bgp_node_asn
    if cluster.cilium_bgp_enabled and router is not None and router == nodes:
        says = f"{nodes} is also cilium_bgp_router_asn, which makes this iBGP"
        at: tuple[Loc, ...] = (("cilium_bgp_node_asn",), ("cilium_bgp_router_asn",))
        yield Fault(codes.SAME_ASN, ("cilium_bgp_node_asn",), says, at=at, severity=Severity.WARNING)


def pool_fits(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The pool lies where its addresses can be announced, and holds those that are named."""
    pool = cluster.cilium_lb_pool_cidr
    if pool is None or all_strays(cluster):
        return
    if not cluster.cilium_bgp_enabled and not pool.subnet_of(cluster.node_cidr):
        hint = f"choose a part of {cluster.node_cidr}, or announce it by BGP (cilium_bgp_router_addr)"
        says = f"{pool} is outside node_cidr {cluster.node_cidr}"
        yield Fault(network.OUTSIDE, (POOL,), says, hint, ((POOL,), ("node_cidr",)))
        return
    for key, address in cluster.load_balancer_addresses.items():
        yield from _in_pool(key, address, pool)


def _in_pool(key: str, address: IPv4Address, pool: IPv4Network) -> Iterator[Fault]:
    at: tuple[Loc, ...] = ((key,), (POOL,))
    if address not in pool:
        hint = f"choose an address in {pool}, widen {POOL}, or remove it: the pool is then the named addresses"
        yield Fault(codes.POOL, (key,), f"{address} is outside {POOL} {pool}", hint, at)
    elif pool.prefixlen < WITHOUT_ENDS and address in (pool.network_address, pool.broadcast_address):
        end = "first" if address == pool.network_address else "last"
        hint = "choose an address between them: Cilium gives out neither the first nor the last"
        yield Fault(codes.POOL, (key,), f"{address} is the {end} address of {POOL} {pool}", hint, at)


def pool_is_free(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """No machine has an address that the pool may give to a Service."""
    pool = cluster.cilium_lb_pool_cidr
    if pool is None:
        return
    singles = ("cluster_api_addr", "node_default_gateway")
    used: list[tuple[Loc, object]] = [
        *each_node(cluster, "address"),
        *(((key,), known(cluster, key)) for key in singles),
    ]
    inside = [(loc, address) for loc, address in used if isinstance(address, IPv4Address) and address in pool]
    if inside:
        listed = ", ".join(f"{dotted(loc)} {address}" for loc, address in inside)
        says = f"{pool} holds {listed}, which a Service could then get"
        at = ((POOL,), *(loc for loc, _ in inside))
        yield Fault(codes.POOL, (POOL,), says, "choose a part that no machine uses", at, Severity.WARNING)
