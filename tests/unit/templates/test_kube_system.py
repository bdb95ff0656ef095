"""What no chart reports when it is misspelt or missing: Cilium, cluster DNS, cert-manager, backups, upgrades."""

from __future__ import annotations

from functools import cache, reduce
from typing import Any, TypeAlias

import pytest
import yaml

from clusterctl import pipeline
from clusterctl.render.tree import Found
from clusterctl.write.repository import RawRepository
from tests.support import golden

Parsed: TypeAlias = Any
"""What stands in a YAML file: a test that expects another form than there is fails."""

SETTINGS = """\
channel: "{channel}"
age_recipients: [age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z]
node_cidr: 10.0.0.0/24
cluster_api_addr: 10.0.0.10
cluster_gateway_addr: 10.0.0.11
cluster_dns_gateway_addr: 10.0.0.12
cloudflare_gateway_addr: 10.0.0.13
ingress_mode: direct
repository_name: example/home
schematic_id: 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba
nodes:
"""
NODE = '  - {{name: n{0}, address: 10.0.0.2{0}, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:2{0}"}}\n'
BGP = """\
cilium_bgp_router_addr: 10.0.0.1
cilium_bgp_router_asn: 64512
cilium_bgp_node_asn: 64513
cilium_bgp_hold_time: 90
cilium_bgp_keepalive_time: 30
"""
BACKUP = """\
backup_s3_endpoint: {endpoint}
backup_s3_bucket: etcd
backup_age_public_key: age1zz36g7jwlkjl6jpaudrpps5k4qxwj3z6hpju5s7nlphk640mf5hshk0zru
"""
KUBE_SYSTEM = "kubernetes/apps/kube-system"
UPGRADES = "kubernetes/apps/system-upgrade/tuppr/upgrades"
UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized"

every_channel = pytest.mark.parametrize("channel", ["2026.11", "2026.01"])


@cache
def tree(channel: str, more: str = "", nodes: int = 3) -> dict[str, str]:
    """The rendered tree of a small cluster, with lines of cluster.yaml added."""
    settings = SETTINGS.format(channel=channel) + "".join(NODE.format(one) for one in range(1, nodes + 1)) + more
    secrets = (golden.CASES / "everything" / "secrets.sops.yaml").read_bytes()
    raw = RawRepository(golden.CASES, "cluster.yaml", settings.encode(), secrets, {}, None)
    return {str(path): file.text for path, file in pipeline.picture(pipeline.describe(raw), Found()).tree.items()}


def values(app: str, channel: str, more: str = "", nodes: int = 3) -> Parsed:
    """The chart values of an app."""
    text = tree(channel, more, nodes)[f"kubernetes/apps/{app}/app/helmrelease.yaml"]
    return yaml.safe_load(text)["spec"]["values"]


def at(data: Parsed, path: str) -> Parsed:
    """The value at a dotted path."""
    return reduce(lambda below, key: below[key], path.split("."), data)


def objects(text: str) -> dict[str, Parsed]:
    """The objects of a file by their kind."""
    return {one["kind"]: one for one in yaml.safe_load_all(text)}


@every_channel
@pytest.mark.parametrize(
    ("app", "key", "value"),
    [
        ("kube-system/cilium", "cgroup.autoMount.enabled", False),
        ("kube-system/cilium", "k8sServicePort", 7445),
        ("kube-system/cilium", "localRedirectPolicies.enabled", True),
        ("kube-system/cilium", "prometheus.serviceMonitor.trustCRDsExist", True),
        ("kube-system/coredns", "service", {"name": "kube-dns", "clusterIP": "10.43.0.10"}),
        ("kube-system/coredns", "serviceAccount.create", True),
        ("kube-system/talos-ccm", "daemonSet.enabled", True),
        ("kube-system/reloader", "reloader.readOnlyRootFileSystem", True),
        ("system-upgrade/tuppr", "monitoring.serviceMonitor.enabled", True),
        ("cert-manager/cert-manager", "prometheus.servicemonitor.enabled", True),
    ],
)
def test_a_chart_gets_the_key_that_it_reads(app: str, key: str, value: object, channel: str) -> None:
    assert at(values(app, channel), key) == value


@every_channel
@pytest.mark.parametrize("on", [True, False])
def test_hubble_is_switched_in_writing_because_the_chart_has_it_on(channel: str, *, on: bool) -> None:
    more = "hubble_enabled: true\n" if on else ""
    assert at(values("kube-system/cilium", channel, more), "hubble.enabled") is on


def test_hubble_s_page_has_a_route_only_when_it_is_on() -> None:
    route = f"{KUBE_SYSTEM}/hubble-ui/app/httproute.yaml"
    assert route not in tree("2026.11", "hubble_enabled: true\n")
    assert "hubble.${SECRET_DOMAIN}" in tree("2026.11", "hubble_enabled: true\nhubble_ui_enabled: true\n")[route]


@every_channel
@pytest.mark.parametrize("bgp", [True, False])
def test_addresses_are_announced_by_l2_or_by_bgp_and_never_by_both(channel: str, *, bgp: bool) -> None:
    more = BGP if bgp else ""
    cilium = values("kube-system/cilium", channel, more)
    assert (at(cilium, "bgpControlPlane.enabled"), at(cilium, "l2announcements.enabled")) == (bgp, not bgp)
    assert (f"{KUBE_SYSTEM}/cilium/app/bgp.yaml" in tree(channel, more)) is bgp
    assert (f"{KUBE_SYSTEM}/cilium/app/l2.yaml" in tree(channel, more)) is not bgp


@every_channel
def test_cilium_s_kinds_are_written_in_the_version_that_the_chart_stores(channel: str) -> None:
    files = tree(channel) | tree(channel, BGP)
    written = {
        kind: one["apiVersion"]
        for name in ("pool", "l2", "bgp")
        for kind, one in objects(files[f"{KUBE_SYSTEM}/cilium/app/{name}.yaml"]).items()
    }
    assert written == {
        "CiliumLoadBalancerIPPool": "cilium.io/v2",
        "CiliumL2AnnouncementPolicy": "cilium.io/v2alpha1",
        "CiliumBGPAdvertisement": "cilium.io/v2",
        "CiliumBGPPeerConfig": "cilium.io/v2",
        "CiliumBGPClusterConfig": "cilium.io/v2",
    }


def test_timers_and_password_of_bgp_stand_where_cilium_reads_them() -> None:
    peer = objects(tree("2026.11", BGP)[f"{KUBE_SYSTEM}/cilium/app/bgp.yaml"])["CiliumBGPPeerConfig"]["spec"]
    assert peer["timers"] == {"holdTimeSeconds": 90, "keepAliveTimeSeconds": 30}
    assert peer["authSecretRef"] == "bgp-peer-password"


@every_channel
@pytest.mark.parametrize("app", ["kube-system/coredns", "cert-manager/cert-manager", "kube-system/talos-ccm"])
def test_what_runs_before_the_cloud_controller_bears_the_taint_that_it_takes_away(channel: str, app: str) -> None:
    assert UNINITIALIZED in [one["key"] for one in values(app, channel)["tolerations"]]


@every_channel
@pytest.mark.parametrize("nodes", [1, 3])
@pytest.mark.parametrize("app", ["kube-system/coredns", "cert-manager/cert-manager"])
def test_a_disruption_budget_stands_only_over_several_replicas(channel: str, app: str, nodes: int) -> None:
    told = values(app, channel, nodes=nodes)
    assert (told["replicaCount"], "podDisruptionBudget" in told) == ((2, True) if nodes > 1 else (1, False))


@pytest.mark.parametrize(
    ("endpoint", "switch"),
    [("http://garage.storage.svc.cluster.local:3900", ["false"]), ("https://s3.example.com", [])],
)
def test_path_style_is_switched_on_by_false_which_talos_backup_reads_inverted(endpoint: str, switch: list[str]) -> None:
    told = values("kube-system/talos-backup", "2026.01", BACKUP.format(endpoint=endpoint))
    assert [one["value"] for one in told["env"] if one["name"] == "USE_PATH_STYLE"] == switch


@every_channel
def test_certificates_wait_for_the_issuer_that_the_description_means(channel: str) -> None:
    flux = yaml.safe_load(tree(channel, "acme_staging: true\n")["kubernetes/apps/cert-manager/cert-manager/ks.yaml"])
    assert [one["name"] for one in flux["spec"]["healthChecks"]] == ["cert-manager", "letsencrypt-staging"]


@pytest.mark.parametrize(
    ("channel", "talos", "kubernetes"), [("2026.11", "v1.14.1", "v1.36.4"), ("2026.01", "v1.12.1", "v1.35.0")]
)
def test_the_upgrade_controller_is_asked_for_the_versions_of_the_description(
    channel: str, talos: str, kubernetes: str
) -> None:
    files = tree(channel)
    assert at(yaml.safe_load(files[f"{UPGRADES}/talosupgrade.yaml"]), "spec.talos.version") == talos
    assert at(yaml.safe_load(files[f"{UPGRADES}/kubernetesupgrade.yaml"]), "spec.kubernetes.version") == kubernetes


@every_channel
@pytest.mark.parametrize(("nodes", "placement"), [(1, "soft"), (3, "hard")])
def test_an_upgrade_keeps_off_the_node_it_restarts_where_there_is_another(
    channel: str, nodes: int, placement: str
) -> None:
    upgrade = yaml.safe_load(tree(channel, nodes=nodes)[f"{UPGRADES}/talosupgrade.yaml"])
    assert at(upgrade, "spec.policy.placement") == placement


@every_channel
def test_versions_to_upgrade_to_come_after_the_controller_that_admits_them(channel: str) -> None:
    first, second = yaml.safe_load_all(tree(channel)["kubernetes/apps/system-upgrade/tuppr/ks.yaml"])
    assert first["spec"]["wait"] is True
    assert [one["name"] for one in second["spec"]["dependsOn"]] == ["tuppr"]


@pytest.mark.parametrize(("channel", "port"), [("2026.11", "8081"), ("2026.01", "8080")])
def test_the_policy_opens_the_metrics_port_that_the_chart_has(channel: str, port: str) -> None:
    text = tree(channel, "network_policies_enabled: true\n")[
        "kubernetes/apps/system-upgrade/tuppr/app/networkpolicy.yaml"
    ]
    tuppr = next(yaml.safe_load_all(text))["spec"]
    assert [rule["toPorts"][0]["ports"][0]["port"] for rule in tuppr["ingress"]] == ["9443", port]


@pytest.mark.parametrize(("mode", "closes"), [("audit", False), ("enforce", True)])
def test_only_the_enforcing_mode_closes_what_no_policy_opens(mode: str, *, closes: bool) -> None:
    files = tree("2026.11", f"network_policies_enabled: true\nnetwork_policies_mode: {mode}\n")
    policies = [one for text in files.values() if "CiliumNetworkPolicy" in text for one in yaml.safe_load_all(text)]
    closing = {name for one in policies for name, shut in one["spec"]["enableDefaultDeny"].items() if shut}
    assert closing == ({"ingress", "egress"} if closes else set())


@every_channel
def test_the_bootstrap_goes_on_to_cluster_dns_before_hubble_s_relay_which_needs_it_is_ready(channel: str) -> None:
    releases = yaml.safe_load(tree(channel)["bootstrap/helmfile.d/01-apps.yaml"])["releases"]
    assert [one["name"] for one in releases][:2] == ["cilium", "coredns"]
    assert [one["name"] for one in releases if not one.get("wait", True)] == ["cilium"]
