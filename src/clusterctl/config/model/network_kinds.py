"""Addresses, networks, host names, URLs and MAC addresses."""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, TypeAlias

from clusterctl.config.codes import network, nodes, reading
from clusterctl.config.model.kind import quoted, refuse
from clusterctl.config.model.scalars import number, text_of

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
FQDN = re.compile(rf"({LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?")
LONGEST_NAME = 253
URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s\"'\\]*)?")
CREDENTIALS = re.compile(r"[a-z]+://[^/\s]*@")
MAC = re.compile(r"([0-9a-f]{2}:){5}[0-9a-f]{2}")
MULTICAST_BIT = 1
NODE_PREFIX_MOST = 29
NODE_SHARE = 24
POD_PREFIX_LEAST = 8
SERVICE_PREFIX_LEAST, SERVICE_PREFIX_MOST = 12, 28
OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
ADDRESS_PATTERN = rf"^({OCTET}\.){{3}}{OCTET}$"
NETWORK_PATTERN = rf"^({OCTET}\.){{3}}{OCTET}/(3[0-2]|[12]?[0-9])$"


def address(text: str) -> IPv4Address:
    """An IPv4 address that a machine can have."""
    try:
        found = IPv4Address(text)
    except ValueError:
        hint = "remove the slash and the prefix length" if "/" in text else "write four numbers, like 10.0.0.10"
        raise refuse(network.ADDRESS, f"{quoted(text)} is not an IPv4 address", hint) from None
    if found.is_loopback or found.is_multicast or found.is_unspecified:
        raise refuse(network.ADDRESS, f"{text} is not an address that a machine can have")
    return found


def cidr(text: str) -> IPv4Network:
    """An IPv4 network in its canonical form."""
    if "/" not in text:
        raise refuse(network.NETWORK, f"{quoted(text)} is not an IPv4 network", _with_prefix(text))
    with suppress(ValueError):
        return IPv4Network(text)
    try:
        meant = IPv4Network(text, strict=False)
    except ValueError:
        raise refuse(network.NETWORK, f"{quoted(text)} is not an IPv4 network") from None
    raise refuse(network.NETWORK, f"{quoted(text)} has bits set after its prefix", f"did you mean {meant}?")


def _with_prefix(text: str) -> str:
    """What to do about a network without its prefix length; "" when it is no address either."""
    try:
        return f"add the prefix length, like {IPv4Network(f'{text}/24', strict=False)}"
    except ValueError:
        return ""


def node_network(text: str) -> IPv4Network:
    """A network with room for a router, the API address, a node and a gateway."""
    found = cidr(text)
    if found.prefixlen > NODE_PREFIX_MOST:
        raise refuse(network.TOO_SMALL, f"{text} has no room for a router, nodes and gateways", "use a /24")
    return found


def pod_network(text: str) -> IPv4Network:
    """A network that gives each node a /24, as Talos and Cilium cut it."""
    found = cidr(text)
    if not POD_PREFIX_LEAST <= found.prefixlen <= NODE_SHARE:
        limits = f"/{POD_PREFIX_LEAST} to /{NODE_SHARE}"
        raise refuse(
            network.TOO_SMALL, f"{text} is not in the range {limits}; each node takes a /{NODE_SHARE}", "use a /16"
        )
    return found


def service_network(text: str) -> IPv4Network:
    """A network with a tenth address for CoreDNS, not larger than Kubernetes takes."""
    found = cidr(text)
    if found.prefixlen > SERVICE_PREFIX_MOST:
        raise refuse(network.TOO_SMALL, f"{text} has no tenth address for CoreDNS", "use a /16")
    if found.prefixlen < SERVICE_PREFIX_LEAST:
        message = f"{text} is larger than the /{SERVICE_PREFIX_LEAST} that Kubernetes takes"
        raise refuse(network.TOO_SMALL, message, "use a /16")
    return found


def domain_name(text: str) -> str:
    """A fully qualified domain name in lower case."""
    if len(text) > LONGEST_NAME or not FQDN.fullmatch(text):
        raise refuse(reading.FORM, f"{quoted(text)} is not a domain name", "write it in lower case, like example.com")
    return text


def host(text: str) -> str:
    """An address or a host name."""
    if re.fullmatch(r"[0-9.]+", text):
        return str(address(text))
    return domain_name(text)


def url(text: str) -> str:
    """An http or https URL without credentials, since it stands in clear text."""
    if CREDENTIALS.match(text):
        raise refuse(reading.FORM, "holds a user name or a password", "write it without them", quotable=False)
    if not URL.fullmatch(text):
        raise refuse(reading.FORM, f"{quoted(text)} is not a URL", "begin it with https:// or http://")
    return text.removesuffix("/")


def mac_address(text: str) -> str:
    """The MAC address of one network card, in lower case."""
    found = text.lower()
    if not MAC.fullmatch(found):
        bare = re.sub(r"[-:.]", "", found)
        meant = ":".join(bare[index : index + 2] for index in range(0, len(bare), 2))
        hint = f"did you mean {meant}?" if MAC.fullmatch(meant) else "write six pairs of hexadecimal digits"
        raise refuse(nodes.MAC, f"{quoted(text)} is not a MAC address", hint)
    if int(found[:2], 16) & MULTICAST_BIT:
        raise refuse(nodes.MAC, f"{text} is a multicast address, which no network card has")
    if found == "00:00:00:00:00:00":
        raise refuse(nodes.MAC, f"{text} is not the address of a network card")
    return found


def _pattern(text: str, form: str = "") -> dict[str, object]:
    return {"type": "string", "pattern": text, **({"format": form} if form else {})}


Address: TypeAlias = Annotated[
    IPv4Address, text_of(address, "IPv4 address", "four numbers from 0 to 255", _pattern(ADDRESS_PATTERN, "ipv4"))
]
Network: TypeAlias = Annotated[
    IPv4Network, text_of(cidr, "IPv4 network", "network address, slash, prefix length", _pattern(NETWORK_PATTERN))
]
NodeNetwork: TypeAlias = Annotated[
    IPv4Network,
    text_of(node_network, "IPv4 network", f"at most /{NODE_PREFIX_MOST}", _pattern(NETWORK_PATTERN)),
]
PodNetwork: TypeAlias = Annotated[
    IPv4Network,
    text_of(pod_network, "IPv4 network", f"/{POD_PREFIX_LEAST} to /{NODE_SHARE}", _pattern(NETWORK_PATTERN)),
]
ServiceNetwork: TypeAlias = Annotated[
    IPv4Network,
    text_of(
        service_network,
        "IPv4 network",
        f"/{SERVICE_PREFIX_LEAST} to /{SERVICE_PREFIX_MOST}",
        _pattern(NETWORK_PATTERN),
    ),
]
DomainName: TypeAlias = Annotated[
    str, text_of(domain_name, "domain name", "lower case, at least one dot", _pattern(f"^{FQDN.pattern}$"))
]
Host: TypeAlias = Annotated[
    str,
    text_of(
        host, "address or host name", "an IPv4 address or a host name", _pattern(rf"{ADDRESS_PATTERN}|^{FQDN.pattern}$")
    ),
]
Url: TypeAlias = Annotated[str, text_of(url, "URL", "http:// or https://", _pattern(f"^{URL.pattern}$", "uri"))]
MacAddress: TypeAlias = Annotated[
    str,
    text_of(
        mac_address, "MAC address", "six pairs of hexadecimal digits", _pattern("^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")
    ),
]
Asn: TypeAlias = Annotated[int, number(1, 4294967295)]
VlanTag: TypeAlias = Annotated[int, number(1, 4094)]
