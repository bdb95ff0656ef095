"""The domain, who answers for it, and how the internet gets in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from clusterctl.compat.channels import UNIFI_CONTROLLER_CHANNELS
from clusterctl.config.model.name_kinds import Word
from clusterctl.config.model.network_kinds import DomainName, Url
from clusterctl.config.model.repository import Repository
from clusterctl.config.model.scalars import Flag, choice
from clusterctl.config.model.section import Known, computed, optional

ACME_PRODUCTION = "https://acme-v02.api.letsencrypt.org/directory"
ACME_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"


class DnsProvider(StrEnum):
    """Who hosts the public zone of the domain."""

    CLOUDFLARE = "cloudflare"
    NONE = "none"


class IngressMode(StrEnum):
    """How requests from the internet reach the cluster."""

    CLOUDFLARE_TUNNEL = "cloudflare-tunnel"
    DIRECT = "direct"
    NONE = "none"


def _ingress(known: Known) -> IngressMode:
    public = known["dns_provider"] is DnsProvider.CLOUDFLARE
    return IngressMode.CLOUDFLARE_TUNNEL if public else IngressMode.NONE


class Dns(Repository):
    """The keys of the domain, of DNS and of ingress."""

    cloudflare_domain: DomainName = optional(
        "The domain of the apps. To keep it out of clear text, put it into secrets.sops.yaml instead.",
        "example.com",
        "",
    )
    dns_provider: Annotated[DnsProvider, choice(DnsProvider)] = optional(
        "Who hosts the public zone. none renders no external-dns and takes certificates from a CA inside the cluster.",
        "none",
        DnsProvider.CLOUDFLARE,
    )
    ingress_mode: Annotated[IngressMode, choice(IngressMode)] = computed(
        "How the internet reaches the apps: by a Cloudflare tunnel, directly (you forward port 443), or not at all.",
        "direct",
        _ingress,
        "cloudflare-tunnel with dns_provider cloudflare, else none",
    )
    acme_staging: Flag = optional(
        "Whether certificates come from Let's Encrypt's staging service, which has no rate limits and which no "
        "browser trusts: for first tries.",
        example=True,
        default=False,
    )
    unifi_host: Url = optional(
        "The URL of a UniFi controller that gets the DNS records of the local network, instead of a DNS server in "
        "the cluster.",
        "https://192.168.1.1",
        "",
    )
    unifi_site: Word = optional("The site of the UniFi controller.", "home", "default")
    unifi_external_controller: Flag = optional(
        "Whether the UniFi controller runs on a machine of its own, not on a UniFi gateway. Only channel 2026.01 asks.",
        example=True,
        default=False,
    )
    unifi_skip_tls_verify: Flag = optional(
        "Whether any certificate of the UniFi controller is taken for good: it usually has one that it made itself. "
        "false asks for one that the public CAs vouch for.",
        example=False,
        default=True,
    )

    @property
    def unifi_dns_enabled(self) -> bool:
        """Whether the UniFi controller gets the DNS records of the local network."""
        return bool(self.unifi_host)

    @property
    def unifi_machine_matters(self) -> bool:
        """Whether it makes a difference for DNS which machine the UniFi controller runs on."""
        return self.unifi_dns_enabled and self.channel in UNIFI_CONTROLLER_CHANNELS

    @property
    def unifi_external_controller_enabled(self) -> bool:
        """Whether external-dns is told that the UniFi controller runs on a machine of its own."""
        return self.unifi_external_controller and self.unifi_machine_matters

    @property
    def k8s_gateway_enabled(self) -> bool:
        """Whether a DNS server in the cluster answers for the domain in the local network."""
        return not self.unifi_dns_enabled

    @property
    def external_gateway_enabled(self) -> bool:
        """Whether there is a gateway for requests from the internet."""
        return self.ingress_mode is not IngressMode.NONE

    @property
    def public_gateway(self) -> str:
        """The Gateway of routes that the internet may see; without a way in it is that of the local network."""
        return "envoy-external" if self.external_gateway_enabled else "envoy-internal"

    @property
    def cloudflare_tunnel_enabled(self) -> bool:
        """Whether requests from the internet come through a Cloudflare tunnel."""
        return self.ingress_mode is IngressMode.CLOUDFLARE_TUNNEL

    @property
    def cloudflare_dns_enabled(self) -> bool:
        """Whether external-dns writes the public records at Cloudflare."""
        return self.dns_provider is DnsProvider.CLOUDFLARE and self.external_gateway_enabled

    @property
    def acme_enabled(self) -> bool:
        """Whether certificates come from Let's Encrypt."""
        return self.dns_provider is DnsProvider.CLOUDFLARE

    @property
    def internal_ca_enabled(self) -> bool:
        """Whether certificates come from a CA inside the cluster."""
        return not self.acme_enabled

    @property
    def cluster_issuer(self) -> str:
        """The ClusterIssuer of all certificates."""
        if self.internal_ca_enabled:
            return "internal-ca"
        return "letsencrypt-staging" if self.acme_staging else "letsencrypt-production"

    @property
    def acme_server(self) -> str:
        """The directory URL of the ACME service."""
        return ACME_STAGING if self.acme_staging else ACME_PRODUCTION
