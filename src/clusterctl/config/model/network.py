"""The network of the nodes, the networks inside the cluster, and the address of the API."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from clusterctl.config.model.general import General
from clusterctl.config.model.network_kinds import (
    Address,
    DomainName,
    Host,
    NodeNetwork,
    PodNetwork,
    ServiceNetwork,
    VlanTag,
)
from clusterctl.config.model.section import Known, computed, optional, required

COREDNS_OFFSET = 10
API_PORT = 6443
CLOUDFLARE_RESOLVERS = (IPv4Address("1.1.1.1"), IPv4Address("1.0.0.1"))
CLOUDFLARE_CLOCKS = ("162.159.200.1", "162.159.200.123")


def _first_address(known: Known) -> IPv4Address:
    network: IPv4Network = known["node_cidr"]
    return network.network_address + 1


class Networks(General):
    """The keys of the network."""

    node_cidr: NodeNetwork = required("The network that the nodes are in.", "10.0.0.0/24")
    node_default_gateway: Address = computed(
        "The router of that network.", "10.0.0.1", _first_address, "the first address of node_cidr"
    )
    node_dns_servers: tuple[Address, ...] = optional(
        "The DNS servers that the nodes ask.", ["10.0.0.1"], CLOUDFLARE_RESOLVERS
    )
    node_ntp_servers: tuple[Host, ...] = optional(
        "The time servers of the nodes, addresses or host names.", ["pool.ntp.org"], CLOUDFLARE_CLOCKS
    )
    node_vlan_tag: VlanTag | None = optional(
        "The VLAN of the nodes, when the switch expects tagged packets. Addresses then lie on a VLAN interface.",
        20,
        None,
    )
    cluster_pod_cidr: PodNetwork = optional(
        "The network of the pods; each node gets a /24 of it.", "10.42.0.0/16", IPv4Network("10.42.0.0/16")
    )
    cluster_svc_cidr: ServiceNetwork = optional(
        "The network of the Services; its tenth address is CoreDNS.", "10.43.0.0/16", IPv4Network("10.43.0.0/16")
    )
    cluster_api_addr: Address = required(
        "A free address in node_cidr under which the controllers answer together as the Kubernetes API.", "10.0.0.10"
    )
    cluster_api_tls_sans: tuple[DomainName, ...] = optional(
        "Further names under which the Kubernetes API is reached, for its certificate.", ["k8s.example.com"], ()
    )
    cluster_gateway_addr: Address = required(
        "A free address for the gateway of apps that only the local network sees.", "10.0.0.11"
    )
    cluster_dns_gateway_addr: Address | None = optional(
        "A free address for the DNS server that answers for your domain inside the local network. Needed unless "
        "unifi_host is set.",
        "10.0.0.12",
        None,
    )
    cloudflare_gateway_addr: Address | None = optional(
        "A free address for the gateway of apps that the internet sees. Needed unless ingress_mode is none.",
        "10.0.0.13",
        None,
    )

    @property
    def node_prefix(self) -> int:
        """The prefix length of the nodes' network."""
        return self.node_cidr.prefixlen

    @property
    def coredns_addr(self) -> IPv4Address:
        """The address of cluster DNS: the tenth of the service network."""
        return self.cluster_svc_cidr.network_address + COREDNS_OFFSET

    @property
    def api_endpoint(self) -> str:
        """The URL of the Kubernetes API."""
        return f"https://{self.cluster_api_addr}:{API_PORT}"

    @property
    def cert_sans(self) -> tuple[str, ...]:
        """The names in the certificates of the Kubernetes API and of the Talos API."""
        return ("127.0.0.1", str(self.cluster_api_addr), *self.cluster_api_tls_sans)
