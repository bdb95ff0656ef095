"""Which rules there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.rules import addresses, cilium, networks, nodes, repository, secrets, services, versions
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc

Rule: TypeAlias = Callable[[Cluster, Secrets], Iterator[Fault]]
NodeRule: TypeAlias = Callable[[Cluster, Loc, Node], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    networks.networks_overlap,
    networks.pods_have_room,
    addresses.addresses_fit,
    addresses.addresses_differ,
    nodes.nodes_differ,
    nodes.controllers_suffice,
    nodes.apps_can_run,
    versions.talos_runs_kubernetes,
    versions.charts_run_on_kubernetes,
    versions.generator_is_able,
    versions.contract_is_understood,
    repository.repository_is_named,
    repository.private_means_ssh,
    repository.host_keys_are_known,
    cilium.bgp_is_whole,
    cilium.keepalives_fit,
    cilium.asns_differ,
    cilium.pool_fits,
    cilium.pool_is_free,
    services.lists_hold_something,
    services.ingress_has_dns,
    services.external_gateway_has_address,
    services.dns_gateway_has_address,
    services.domain_is_given_once,
    services.backup_is_whole,
    services.backup_key_is_classic,
    services.hubble_page_has_hubble,
    services.settings_matter,
    secrets.secrets_are_there,
    secrets.no_token_without_provider,
    secrets.recipients_are_understood,
    secrets.recipients_are_the_same,
)
"""Judged once for the cluster."""

NODE_RULES: tuple[NodeRule, ...] = (
    nodes.schematic_is_known,
    nodes.disk_is_plain_text,
    nodes.encryption_is_tied,
)
"""Judged for each node by itself."""
