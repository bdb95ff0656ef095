"""The cluster: every default, and every value that follows from others."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from pydantic import ValidationError

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.host_keys import HOST_KEYS
from clusterctl.config.model.section import UnknownValueError
from clusterctl.config.source import read_source
from tests.unit.config.described import ABSENT, SCHEMATIC, cluster, node, settings
from tests.unit.config.sealed import RECIPIENT, sealed

ALL = (
    "cloudflare_token",
    "cloudflare_tunnel",
    "flux_webhook_token",
    "deploy_key",
    "unifi_api_key",
    "backup_s3_access_key",
    "backup_s3_secret_key",
)
INTERNAL = {"dns_provider": "none", "cloudflare_gateway_addr": ABSENT}
BGP = {"cilium_bgp_router_addr": "10.0.0.1", "cilium_bgp_router_asn": 64513, "cilium_bgp_node_asn": "64514"}
BACKUP = {
    "backup_s3_endpoint": "http://garage.storage.svc.cluster.local:3900",
    "backup_s3_bucket": "etcd",
    "backup_age_public_key": RECIPIENT,
}
UNIFI = {"unifi_host": "https://192.168.1.1", "cluster_dns_gateway_addr": ABSENT}
SSH = {"repository_name": ABSENT, "repository_url": "ssh://git@gitlab.com/example/group/home.git"}


def described(**changes: object) -> Cluster:
    """A valid cluster with every secret that it may want."""
    wanted = [name for name in ALL if name != "cloudflare_token" or changes.get("dns_provider") != "none"]
    return cluster(sealed(wanted), **changes)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cluster_name", "kubernetes"),
        ("node_default_gateway", IPv4Address("10.0.0.1")),
        ("node_dns_servers", (IPv4Address("1.1.1.1"), IPv4Address("1.0.0.1"))),
        ("node_ntp_servers", ("162.159.200.1", "162.159.200.123")),
        ("node_vlan_tag", None),
        ("cluster_pod_cidr", IPv4Network("10.42.0.0/16")),
        ("cluster_svc_cidr", IPv4Network("10.43.0.0/16")),
        ("talos_version", "1.12.1"),
        ("kubernetes_version", "1.35.0"),
        ("talos_generator", "talhelper"),
        ("talos_config_contract", "1.12"),
        ("repository_visibility", "public"),
        ("repository_branch", "main"),
        ("repository_webhook_provider", "github"),
        ("flux_kustomizations_in", "flux-system"),
        ("dns_provider", "cloudflare"),
        ("ingress_mode", "cloudflare-tunnel"),
        ("cilium_loadbalancer_mode", "dsr"),
        ("cilium_bgp_enabled", False),
        ("cilium_bgp_hold_time", 30),
        ("cilium_bgp_keepalive_time", 10),
        ("cilium_bgp_graceful_restart_time", 120),
        ("network_policies_mode", "audit"),
        ("spegel_enabled", True),
        ("allow_scheduling_on_controllers", True),
    ],
)
def test_a_key_that_is_not_there_has_its_default(key: str, value: object) -> None:
    assert getattr(cluster(), key) == value


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"channel": "2026.11"}, "talos_version", "1.14.1"),
        ({"channel": "2026.11"}, "kubernetes_version", "1.36.4"),
        ({"channel": "2026.11"}, "talos_generator", "talosctl"),
        ({"channel": "2026.11"}, "talos_config_contract", "1.13"),
        ({"channel": "2026.11"}, "talos_documents", False),
        ({"channel": "2026.11", "talos_config_contract": 1.14}, "talos_documents", True),
        ({"channel": "2026.11"}, "containerd_document", True),
        ({"talos_version": "1.13.9"}, "talos_config_contract", "1.13"),
        ({}, "talhelper_enabled", True),
        ({"talos_generator": "talosctl"}, "talhelper_enabled", False),
        ({}, "containerd_document", False),
        ({"nodes": [node(1)]}, "spegel_enabled", False),
        ({"nodes": [node(1)]}, "multiple_nodes", False),
        ({"nodes": [node(1)]}, "multiple_controllers", False),
        ({"nodes": [node(1), node(2, controller=False)]}, "allow_scheduling_on_controllers", False),
        ({"nodes": [node(1), node(2, controller=False)]}, "workers_enabled", True),
        (INTERNAL, "ingress_mode", "none"),
        (INTERNAL, "external_gateway_enabled", False),
        (INTERNAL, "cloudflare_dns_enabled", False),
        (INTERNAL, "acme_enabled", False),
        (INTERNAL, "internal_ca_enabled", True),
        (INTERNAL, "cluster_issuer", "internal-ca"),
        ({"ingress_mode": "none"}, "cloudflare_dns_enabled", False),
        ({"ingress_mode": "none"}, "acme_enabled", True),
        ({"ingress_mode": "direct"}, "cloudflare_tunnel_enabled", False),
        ({"ingress_mode": "direct"}, "cloudflare_dns_enabled", True),
        ({}, "cluster_issuer", "letsencrypt-production"),
        ({"acme_staging": True}, "cluster_issuer", "letsencrypt-staging"),
        ({"acme_staging": True}, "acme_server", "https://acme-staging-v02.api.letsencrypt.org/directory"),
        ({}, "acme_server", "https://acme-v02.api.letsencrypt.org/directory"),
        ({}, "k8s_gateway_enabled", True),
        (UNIFI, "k8s_gateway_enabled", False),
        (UNIFI, "unifi_dns_enabled", True),
        (BGP, "cilium_bgp_enabled", True),
        ({**BGP, "cilium_bgp_enabled": False}, "cilium_bgp_enabled", False),
        (BGP, "cilium_bgp_node_asn", 64514),
        (BACKUP, "talos_backup_enabled", True),
        (BACKUP, "backup_s3_internal", True),
        ({**BACKUP, "backup_s3_endpoint": "https://s3.example.com"}, "backup_s3_internal", False),
        ({}, "repository_effective_url", "https://github.com/example/home.git"),
        ({"repository_visibility": "private"}, "repository_effective_url", "ssh://git@github.com/example/home.git"),
        ({"repository_visibility": "private"}, "deploy_key_enabled", True),
        (SSH, "repository_effective_url", "ssh://git@gitlab.com/example/group/home.git"),
        (SSH, "repository_visibility", "private"),
        (SSH, "deploy_key_enabled", True),
        ({"repository_webhook_provider": "none"}, "webhook_enabled", False),
        ({"flux_kustomizations_in": "app-namespace"}, "kustomizations_in_flux_system", False),
        ({"network_policies_enabled": True, "network_policies_mode": "enforce"}, "network_policies_enforced", True),
        ({"cluster_svc_cidr": "10.96.0.0/12"}, "coredns_addr", IPv4Address("10.96.0.10")),
        ({"node_cidr": "10.0.0.0/23"}, "node_prefix", 23),
        ({"cluster_api_tls_sans": ["k8s.example.com"]}, "cert_sans", ("127.0.0.1", "10.0.0.10", "k8s.example.com")),
        ({}, "api_endpoint", "https://10.0.0.10:6443"),
        ({}, "talos_api_roles", ("os:admin", "os:reader")),
        (BACKUP, "talos_api_roles", ("os:admin", "os:etcd:backup", "os:reader")),
        ({"apps": {"kube-system/talos-ccm": {"enabled": False}}}, "talos_ccm_enabled", False),
        ({"apps": {"kube-system/talos-ccm": {"enabled": False}}}, "talos_api_namespaces", ("system-upgrade",)),
        ({"vars": {"n": 1, "t": "x", "l": [True, None]}}, "vars", {"n": 1, "t": "x", "l": [True, None]}),
    ],
)
def test_a_value_follows_from_the_others(changes: dict[str, object], name: str, value: object) -> None:
    assert getattr(described(**changes), name) == value


def test_nothing_in_the_cluster_is_on_the_talos_api_when_its_users_are_off() -> None:
    apps = {"kube-system/talos-ccm": {"enabled": False}, "system-upgrade/tuppr": {"enabled": False}}
    found = described(apps=apps)
    assert not found.talos_api_enabled
    assert found.talos_api_namespaces == ()


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({}, ["10.0.0.11", "10.0.0.12", "10.0.0.13"]),
        (INTERNAL, ["10.0.0.11", "10.0.0.12"]),
        (UNIFI, ["10.0.0.11", "10.0.0.13"]),
    ],
)
def test_without_a_pool_exactly_the_named_addresses_are_in_it(changes: dict[str, object], blocks: list[str]) -> None:
    assert described(**changes).lb_pool_blocks == tuple({"start": each, "stop": each} for each in blocks)


def test_a_pool_that_is_given_is_the_pool() -> None:
    pool = {"cilium_lb_pool_cidr": "10.0.0.8/29"}
    assert described(**pool).lb_pool_blocks == ({"cidr": "10.0.0.8/29"},)


def test_flux_knows_the_built_in_host_keys_and_those_that_are_given() -> None:
    url = "ssh://git@git.example.org/k8s/home.git"
    own = "git.example.org ssh-ed25519 AAAA"
    found = described(repository_name=ABSENT, repository_url=url, repository_known_hosts=f"{own}\n")
    lines = found.known_hosts.splitlines()
    assert lines[-1] == own
    assert {line.split()[0] for line in lines[:-1]} == set(HOST_KEYS)
    assert all(len(line.split()) == 3 for line in lines)


def test_a_node_without_a_schematic_has_that_of_the_cluster() -> None:
    other = "ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515"
    found = described(nodes=[node(1), node(2, schematic_id=other), node(3)])
    assert [each.schematic_id for each in found.nodes] == [SCHEMATIC, other, SCHEMATIC]


@pytest.mark.parametrize(
    ("changes", "image"),
    [
        ({}, f"factory.talos.dev/metal-installer/{SCHEMATIC}"),
        ({"secureboot": True}, f"factory.talos.dev/metal-installer-secureboot/{SCHEMATIC}"),
    ],
)
def test_a_node_is_installed_from_its_schematic(changes: dict[str, object], image: str) -> None:
    assert described(nodes=[node(1, **changes)]).nodes[0].installer_image == image


@pytest.mark.parametrize(
    ("disk", "path", "match"),
    [
        ("/dev/sda", True, 'disk.dev_path == "/dev/sda"'),
        ("/dev/disk/by-id/ata-X", True, '"/dev/disk/by-id/ata-X" in disk.symlinks'),
        ("S4X", False, 'disk.serial == "S4X"'),
        ('a"b\\', False, 'disk.serial == "a\\"b\\\\"'),
    ],
)
def test_a_disk_is_found_by_path_or_serial(disk: str, *, path: bool, match: str) -> None:
    found = described(nodes=[node(1, disk=disk)]).nodes[0]
    assert (found.disk_is_path, found.disk_match) == (path, match)


def test_text_is_taken_as_it_was_typed() -> None:
    text = (
        "nodes:\n  - {name: 0755, address: 10.0.0.21, controller: true, disk: 66000E0, mac_addr: 00:00:5E:00:53:21}\n"
    )
    plain = {**read_source("cluster.yaml", text.encode()).data}
    usual = {key: value for key, value in settings().items() if key != "nodes"}
    found = Cluster.model_validate({**usual, **plain}).nodes[0]
    assert (found.name, found.disk, found.mac_addr) == ("0755", "66000E0", "00:00:5e:00:53:21")


def test_patches_are_documents_or_files() -> None:
    document = {"machine": {"sysctls": {"net.core.somaxconn": "65535"}}}
    found = described(nodes=[node(1, patches=[document, "./talos/extra.yaml"])]).nodes[0]
    assert found.own_patches == (document,)
    assert found.patch_files == ("talos/extra.yaml",)
    assert found.own_patches_enabled
    assert not described().nodes[0].own_patches_enabled


def test_a_null_among_helm_values_stays_for_it_removes_ours() -> None:
    found = described(apps={"default/echo": {"values": {"a": None, "b": 1}}})
    assert found.apps["default/echo"].values == {"a": None, "b": 1}


def test_a_cluster_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        cluster().cluster_name = "other"  # type: ignore[misc]


def test_a_value_that_could_not_be_read_is_unknown() -> None:
    partly = Cluster.partly({"cluster_name": "home"}, ["cluster_name", "node_cidr"])
    assert partly.cluster_name == "home"
    assert partly.given("node_cidr", "channel") == ("node_cidr",)
    with pytest.raises(UnknownValueError):
        _ = partly.node_prefix
    with pytest.raises(AttributeError):
        _ = partly.no_such_key  # type: ignore[attr-defined]


def test_every_property_says_what_it_is_for() -> None:
    for model in (Cluster, *(type(each) for each in cluster().nodes[:1])):
        for name in dir(model):
            member = getattr(model, name, None)
            if isinstance(member, property) and not name.startswith(("_", "model_")):
                assert member.__doc__, name
