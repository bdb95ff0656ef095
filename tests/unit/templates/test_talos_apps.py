"""What the apps of a cluster need from its machines."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from clusterctl import resources
from clusterctl.config.model.apps import BACKUP, CCM, TUPPR
from tests.support.talos import RELEASES, V1_13, V1_14, Release, Talos, machine, render_talos

NODES = (machine(1),)
every_release = pytest.mark.parametrize("release", RELEASES, ids=str)


def off(*apps: str) -> dict[str, object]:
    """Apps that are switched off, as `apps` in cluster.yaml says it."""
    return {app: {"enabled": False} for app in apps}


def access(talos: Talos) -> tuple[list[str], list[str]]:
    """The roles of the Talos API that pods may have, and the namespaces in which."""
    if talos.cluster.talos_documents:
        found = talos.document("k8s-1", "KubeTalosAPIAccessConfig")
    else:
        (found,) = talos.settings("k8s-1", "machine", "features", "kubernetesTalosAPIAccess")
        assert found["enabled"] is True
    return sorted(found["allowedRoles"]), sorted(found["allowedKubernetesNamespaces"])


@pytest.mark.parametrize("app", [BACKUP, CCM, TUPPR])
def test_the_apps_that_the_model_knows_by_name_are_there(app: str) -> None:
    assert PurePosixPath("kubernetes/apps", app, "_app.yaml") in resources.templates()


@every_release
def test_the_cloud_controller_may_read_and_tuppr_may_upgrade(release: Release) -> None:
    assert access(render_talos(release, NODES)) == (["os:admin", "os:reader"], ["kube-system", "system-upgrade"])


@every_release
def test_without_tuppr_no_pod_is_an_administrator(release: Release) -> None:
    assert access(render_talos(release, NODES, apps=off("system-upgrade/tuppr"))) == (["os:reader"], ["kube-system"])


@every_release
def test_with_no_app_that_uses_it_the_talos_api_is_closed_to_pods(release: Release) -> None:
    talos = render_talos(release, NODES, apps=off("system-upgrade/tuppr", "kube-system/talos-ccm"))
    assert "patches/controller/machine-talos-api.yaml" not in talos.files


@every_release
@pytest.mark.parametrize("runs", [True, False])
def test_nodes_wait_for_the_cloud_controller_only_when_it_runs(release: Release, *, runs: bool) -> None:
    talos = render_talos(release, NODES, apps={} if runs else off("kube-system/talos-ccm"))
    assert talos.settings("k8s-1", "cluster", "externalCloudProvider") == ([{"enabled": True}] if runs else [])


@every_release
def test_cilium_reaches_the_api_server_through_kubeprism(release: Release) -> None:
    talos = render_talos(release, NODES)
    if release.contract == "1.14":
        assert talos.document("k8s-1", "KubePrismConfig")["port"] == 7445
    else:
        assert talos.settings("k8s-1", "machine", "features", "kubePrism") == [{"enabled": True, "port": 7445}]


@every_release
def test_the_address_of_the_hosts_dns_server_stands_on_a_link(release: Release) -> None:
    talos = render_talos(release, NODES)
    if release.contract == "1.14":
        assert talos.document("k8s-1", "LinkConfig", "lo")["addresses"] == [{"address": "169.254.116.108/32"}]
    else:
        links = [links[0] for links in talos.settings("k8s-1", "machine", "network", "interfaces")]
        assert {"interface": "lo", "addresses": ["169.254.116.108/32"]} in links


def test_what_comes_with_the_apps_is_not_made_by_talos() -> None:
    old, new = render_talos(V1_13, NODES), render_talos(V1_14, NODES)
    assert old.settings("k8s-1", "cluster", "proxy") == [{"disabled": True}]
    assert old.settings("k8s-1", "cluster", "coreDNS") == [{"disabled": True}]
    assert old.settings("k8s-1", "cluster", "apiServer", "admissionControl") == [{"$patch": "delete"}]
    assert new.document("k8s-1", "KubeProxyConfig")["enabled"] is False
    assert new.document("k8s-1", "KubeCoreDNSConfig")["enabled"] is False
    assert new.document("k8s-1", "KubeFlannelCNIConfig")["$patch"] == "delete"
    assert new.document("k8s-1", "KubeAdmissionControlConfig", "PodSecurity")["$patch"] == "delete"


@every_release
def test_etcd_shows_its_metrics_and_stays_in_the_network_of_the_nodes(release: Release) -> None:
    (etcd,) = render_talos(release, NODES).settings("k8s-1", "cluster", "etcd")
    assert etcd == {
        "advertisedSubnets": ["10.0.0.0/24"],
        "extraArgs": {"listen-metrics-urls": "http://0.0.0.0:2381"},
    }


def test_workloads_may_share_what_the_host_has() -> None:
    assert render_talos(V1_14, NODES).document("k8s-1", "SecurityProfileConfig")["workloadIsolation"] is False
