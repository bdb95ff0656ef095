"""DNS, ingress, UniFi, backup, and settings that hang on others."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.config.codes import reading
from clusterctl.config.codes import services as codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.dns import DnsProvider
from clusterctl.config.model.name_kinds import POST_QUANTUM
from clusterctl.config.rules.reading import known
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.problem import Severity

NEVER_EMPTY = ("age_recipients", "node_dns_servers", "node_ntp_servers", "nodes")
BACKUP_KEYS = ("backup_s3_endpoint", "backup_s3_bucket", "backup_age_public_key")
DOMAIN = "cloudflare_domain"
UNUSED = (
    # key, the boolean that must be true for it to matter, how to switch that on
    ("cloudflare_gateway_addr", "external_gateway_enabled", "ingress_mode"),
    ("cluster_dns_gateway_addr", "k8s_gateway_enabled", "unifi_host"),
    ("acme_staging", "acme_enabled", "dns_provider"),
    ("unifi_site", "unifi_dns_enabled", "unifi_host"),
    ("unifi_external_controller", "unifi_dns_enabled", "unifi_host"),
    ("unifi_external_controller", "unifi_machine_matters", "channel"),
    ("unifi_skip_tls_verify", "unifi_dns_enabled", "unifi_host"),
    ("network_policies_mode", "network_policies_enabled", "network_policies_enabled"),
    ("repository_known_hosts", "deploy_key_enabled", "repository_url"),
    ("cilium_bgp_graceful_restart_time", "cilium_bgp_graceful_restart", "cilium_bgp_graceful_restart"),
)


def lists_hold_something(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """A list that must have an item has one."""
    for key in NEVER_EMPTY:
        if known(cluster, key) == ():
            hint = (
                "add an item"
                if key in ("age_recipients", "nodes")
                else "add an item, or remove the key for its default"
            )
            yield Fault(reading.EMPTY_LIST, (key,), "is an empty list", hint)


def ingress_has_dns(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Only a DNS provider makes records and certificates for requests from the internet."""
    if cluster.external_gateway_enabled and cluster.dns_provider is DnsProvider.NONE:
        says = f"is {cluster.ingress_mode} and needs dns_provider cloudflare, not {cluster.dns_provider}"
        at: tuple[Loc, ...] = (("ingress_mode",), ("dns_provider",))
        yield Fault(codes.INGRESS, ("ingress_mode",), says, at=at)


def external_gateway_has_address(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The gateway for requests from the internet has an address."""
    if cluster.external_gateway_enabled and cluster.cloudflare_gateway_addr is None:
        key: Loc = ("cloudflare_gateway_addr",)
        says = f"is missing; ingress_mode {cluster.ingress_mode} needs it"
        hint = "give it a free address, or set ingress_mode: none"
        yield Fault(codes.GATEWAY, key, says, hint, (key, ("ingress_mode",), ("dns_provider",)))


def dns_gateway_has_address(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The DNS server for the local network has an address."""
    if cluster.k8s_gateway_enabled and cluster.cluster_dns_gateway_addr is None:
        says = "is missing; the DNS server for the local network needs it"
        hint = "give it a free address, or set unifi_host to let a UniFi controller hold the records"
        yield Fault(codes.GATEWAY, ("cluster_dns_gateway_addr",), says, hint)


def domain_is_given_once(cluster: Cluster, secrets: Secrets) -> Iterator[Fault]:
    """In cluster.yaml, or in secrets.sops.yaml."""
    hidden = secrets.names(DOMAIN)
    if cluster.cloudflare_domain and hidden:
        says, hint = f"stands here and in {secrets.path}", "remove it from one of the two files"
        yield Fault(codes.DOMAIN, (DOMAIN,), says, hint)
    elif not cluster.cloudflare_domain and not hidden:
        says, hint = "is missing", f"add it, or keep it out of clear text: clusterctl secrets set {DOMAIN}"
        yield Fault(codes.DOMAIN, (DOMAIN,), says, hint)


def backup_is_whole(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Endpoint, bucket and the key for snapshots come together."""
    values = {key: getattr(cluster, key) for key in BACKUP_KEYS}
    present = [key for key, value in values.items() if value]
    missing = [key for key, value in values.items() if not value]
    if not missing or not present:
        return
    more = f", and so is {missing[1]}" if missing[1:] else ""
    says = f"is missing{more}; {' and '.join(present)} {'is' if len(present) == 1 else 'are'} set"
    hint = f"add {' and '.join(missing)}, or remove {' and '.join(present)}"
    yield Fault(codes.BACKUP, (missing[0],), says, hint, tuple((key,) for key in present))


def backup_key_is_classic(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """talos-backup knows X25519 keys only."""
    if cluster.backup_age_public_key.startswith(POST_QUANTUM):
        says = "is a post-quantum key, which talos-backup does not know"
        yield Fault(codes.BACKUP, ("backup_age_public_key",), says, "use an X25519 key, as age-keygen makes it")


def hubble_page_has_hubble(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Hubble's page shows what Hubble records."""
    if cluster.hubble_ui_enabled and not cluster.hubble_enabled:
        at: tuple[Loc, ...] = (("hubble_ui_enabled",), ("hubble_enabled",))
        says = "is true and needs hubble_enabled, which is false"
        yield Fault(codes.PREREQUISITE, ("hubble_ui_enabled",), says, "set hubble_enabled: true", at)


def settings_matter(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """A key that another one switches off is mentioned, since it may stay for later."""
    told: set[str] = set()
    for key, switch, cause in UNUSED:
        if key not in told and cluster.given(key) and known(cluster, switch) is False:
            told.add(key)
            at: tuple[Loc, ...] = ((key,), (cause,))
            yield Fault(codes.UNUSED, (key,), f"has no effect because of {cause}", at=at, severity=Severity.NOTE)
