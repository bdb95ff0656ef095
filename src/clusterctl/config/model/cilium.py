"""Cilium: load balancing, BGP, the address pool, Hubble."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Address
from typing import Annotated, TypeAlias

from clusterctl.config.model.dns import Dns
from clusterctl.config.model.network_kinds import Address, Asn, Network
from clusterctl.config.model.scalars import Flag, choice, number
from clusterctl.config.model.section import Known, computed, optional

LOAD_BALANCERS = {
    "cluster_gateway_addr": "",
    "cluster_dns_gateway_addr": "k8s_gateway_enabled",
    "cloudflare_gateway_addr": "external_gateway_enabled",
}
"""The keys of load-balancer addresses, each with the boolean that says whether it is in use; "" always is."""
BGP_KEYS = ("cilium_bgp_router_addr", "cilium_bgp_router_asn", "cilium_bgp_node_asn")
HoldTime: TypeAlias = Annotated[int, number(3, 300, " seconds")]
KeepaliveTime: TypeAlias = Annotated[int, number(1, 100, " seconds")]
RestartTime: TypeAlias = Annotated[int, number(30, 600, " seconds")]


class LoadBalancerMode(StrEnum):
    """How load-balanced traffic goes back to the client."""

    DSR = "dsr"
    SNAT = "snat"


def _all_three(known: Known) -> bool:
    return all(known[key] is not None for key in BGP_KEYS)


class Cilium(Dns):
    """The keys of Cilium and Hubble."""

    cilium_loadbalancer_mode: Annotated[LoadBalancerMode, choice(LoadBalancerMode)] = optional(
        "How answers go back to the client: dsr directly from the node that made them, snat through the node that got "
        "the request, for networks that drop the former.",
        "snat",
        LoadBalancerMode.DSR,
    )
    cilium_bgp_router_addr: Address | None = optional("The address of the BGP router.", "10.0.0.1", None)
    cilium_bgp_router_asn: Asn | None = optional("The autonomous system number of the router.", 64513, None)
    cilium_bgp_node_asn: Asn | None = optional("The autonomous system number of the nodes.", 64514, None)
    cilium_bgp_enabled: Flag = computed(
        "Whether load-balancer addresses are announced by BGP. false keeps the values and announces by ARP.",
        example=False,
        default=_all_three,
        shown="true when the router's address and both ASNs are set",
    )
    cilium_bgp_hold_time: HoldTime = optional("After how many seconds of silence a BGP session ends.", 90, 30)
    cilium_bgp_keepalive_time: KeepaliveTime = optional("How many seconds pass between two keepalives.", 30, 10)
    cilium_bgp_graceful_restart: Flag = optional(
        "Whether the router keeps routes while Cilium restarts.", example=True, default=False
    )
    cilium_bgp_graceful_restart_time: RestartTime = optional("For how many seconds it keeps them.", 120, 120)
    cilium_lb_pool_cidr: Network | None = optional(
        "The network that load-balancer addresses are taken from. Without it the pool is exactly the load-balancer "
        "addresses that are named in this file, so that no Service takes the address of a node.",
        "10.0.0.128/28",
        None,
    )
    hubble_enabled: Flag = optional("Whether Hubble records network flows.", example=True, default=False)
    hubble_ui_enabled: Flag = optional(
        "Whether Hubble has a web page. Needs hubble_enabled.", example=True, default=False
    )

    @property
    def load_balancer_addresses(self) -> dict[str, IPv4Address]:
        """The load-balancer addresses that this cluster uses, by the key that names them."""
        used = (key for key, switch in LOAD_BALANCERS.items() if not switch or getattr(self, switch))
        return {key: value for key in used if (value := getattr(self, key)) is not None}

    @property
    def lb_pool_blocks(self) -> tuple[dict[str, str], ...]:
        """The blocks of Cilium's address pool: the network that is given, or else the named addresses alone."""
        if self.cilium_lb_pool_cidr is not None:
            return ({"cidr": str(self.cilium_lb_pool_cidr)},)
        addresses = sorted(set(self.load_balancer_addresses.values()))
        return tuple({"start": str(address), "stop": str(address)} for address in addresses)
