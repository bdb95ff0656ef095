"""Which secrets the settings need, and for whom everything is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clusterctl.compat.channels import POST_QUANTUM_CHANNELS
from clusterctl.config.codes import secrets as codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.dns import DnsProvider
from clusterctl.config.model.name_kinds import POST_QUANTUM
from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.rules.reading import known
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.problem import Severity


@dataclass(frozen=True, slots=True)
class _Need:
    """A secret, the boolean of the model that asks for it, and the keys that may have switched that on."""

    secret: str
    when: str
    keys: tuple[str, ...]


NEEDS = (
    _Need("cloudflare_token", "acme_enabled", ("dns_provider",)),
    _Need("cloudflare_tunnel", "cloudflare_tunnel_enabled", ("ingress_mode",)),
    _Need("flux_webhook_token", "webhook_enabled", ("repository_webhook_provider",)),
    _Need("deploy_key", "deploy_key_enabled", ("repository_url", "repository_visibility")),
    _Need("unifi_api_key", "unifi_dns_enabled", ("unifi_host",)),
    _Need("backup_s3_access_key", "talos_backup_enabled", ("backup_s3_endpoint", "backup_s3_bucket")),
    _Need("backup_s3_secret_key", "talos_backup_enabled", ("backup_s3_endpoint", "backup_s3_bucket")),
)


def secrets_are_there(cluster: Cluster, secrets: Secrets) -> Iterator[Fault]:
    """Whatever is switched on has its secret; a blank or broken one has been told where it stands."""
    missing = [need for need in NEEDS if known(cluster, need.when) is True and not secrets.names(need.secret)]
    if missing and not secrets.present:
        listed = ", ".join(need.secret for need in missing)
        hint = f"run clusterctl secrets set {missing[0].secret}, and so on for each"
        says = f"is missing; the settings need {listed}"
        yield Fault(codes.SECRET_MISSING, (secrets.path,), says, hint, in_secrets=True)
        return
    for need in missing:
        asking = cluster.given(*need.keys)
        why = asking[0] if asking else f"{need.keys[0]}, by default {getattr(cluster, need.keys[0])},"
        says = f"is not in {secrets.path}; {why} needs it"
        hint = f"run clusterctl secrets set {need.secret} ({SECRETS[need.secret].where})"
        at = tuple((key,) for key in asking)
        yield Fault(codes.SECRET_MISSING, (need.secret,), says, hint, at, in_secrets=True)


def no_token_without_provider(cluster: Cluster, secrets: Secrets) -> Iterator[Fault]:
    """Without a DNS provider there is nobody whom the token is for."""
    if cluster.dns_provider is DnsProvider.NONE and secrets.names("cloudflare_token"):
        says = f"is in {secrets.path}, and dns_provider is none"
        hint = "set dns_provider: cloudflare, or remove the token: clusterctl secrets edit"
        yield Fault(codes.SECRET_UNWANTED, ("cloudflare_token",), says, hint, (("dns_provider",),), in_secrets=True)


def recipients_are_understood(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Post-quantum keys need the programs of a newer channel."""
    for index, recipient in enumerate(cluster.age_recipients):
        if recipient.startswith(POST_QUANTUM) and cluster.channel not in POST_QUANTUM_CHANNELS:
            says = (
                f"is a post-quantum key, which needs sops 3.12 and Flux 2.9; channel {cluster.channel} has older ones"
            )
            hint = f"use channel {POST_QUANTUM_CHANNELS[0]}, or an X25519 key"
            loc: Loc = ("age_recipients", index)
            yield Fault(codes.POST_QUANTUM, loc, says, hint, (loc, ("channel",)))


def recipients_are_the_same(cluster: Cluster, secrets: Secrets) -> Iterator[Fault]:
    """secrets.sops.yaml is encrypted for whom the settings name."""
    wanted, found = set(cluster.age_recipients), secrets.recipients
    if any(recipients_are_understood(cluster, secrets)):
        return
    if secrets.present and found and wanted and wanted != found:
        says = f"and the recipients of {secrets.path} differ"
        yield Fault(codes.RECIPIENTS_DIFFER, ("age_recipients",), says, severity=Severity.WARNING)
