"""What the Talos patches say about a machine, in the form of v1alpha1 and in that of typed documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.talos import (
    OLD_FORM,
    RELEASES,
    SCHEMATIC,
    V1_12,
    V1_13,
    V1_14,
    Release,
    Talos,
    machine,
    render_talos,
)

CONTROLLER_KINDS = {
    *("KubeAPIServerConfig", "KubeAggregatorCAConfig", "KubeAdmissionControlConfig", "KubeAuditPolicyConfig"),
    *("KubeAuthenticationConfig", "KubeAuthorizerConfig", "KubeControllerManagerConfig", "KubeSchedulerConfig"),
    *("KubeProxyConfig", "KubeCoreDNSConfig", "KubeFlannelCNIConfig", "KubeEtcdEncryptionConfig"),
    *("KubeServiceAccountConfig", "KubeTalosAPIAccessConfig", "Layer2VIPConfig"),
}
"""Documents that Talos takes from controllers only."""

CONTROLLER_KEYS = {
    "allowSchedulingOnControlPlanes",
    "apiServer",
    "controllerManager",
    "scheduler",
    "proxy",
    "coreDNS",
    "etcd",
}
STILL_V1ALPHA1 = {("cluster", "etcd"), ("cluster", "externalCloudProvider")}
"""What has no document of its own in contract 1.14."""

MIXED = (machine(1), machine(2, controller=False))

every_release = pytest.mark.parametrize("release", RELEASES, ids=str)
every_old_form = pytest.mark.parametrize("release", OLD_FORM, ids=str)


def everything(release: Release) -> Talos:
    """A cluster with every per-node setting and both roles."""
    special = {"secureboot": True, "encrypt_disk": True, "kernel_modules": ["nbd", "zfs"]}
    return render_talos(release, (machine(1, **special), machine(2, controller=False, **special)), node_vlan_tag=60)


def typed(talos: Talos, node: str) -> set[str]:
    """The kinds of documents among the patches of a machine."""
    return {
        document["kind"] for path in talos.patches(node) for document in talos.documents(path) if "kind" in document
    }


def v1alpha1(talos: Talos, node: str) -> set[tuple[str, str]]:
    """The settings of the v1alpha1 document among the patches of a machine, two keys deep."""
    found = [document for path in talos.patches(node) for document in talos.documents(path) if "kind" not in document]
    return {(top, key) for document in found for top, settings in document.items() for key in settings}


def link(talos: Talos, node: str) -> Mapping[str, Any]:
    """The network card of a machine in the form of v1alpha1."""
    (links,) = [
        links for links in talos.settings(node, "machine", "network", "interfaces") if "deviceSelector" in links[0]
    ]
    found: Mapping[str, Any] = links[0]
    return found


def test_documents_stand_alone_where_the_contract_is_1_14() -> None:
    assert v1alpha1(everything(V1_14), "k8s-1") == STILL_V1ALPHA1
    assert v1alpha1(everything(V1_14), "k8s-2") == {("cluster", "externalCloudProvider")}


@every_old_form
def test_up_to_contract_1_13_the_only_documents_are_those_without_another_form(release: Release) -> None:
    containerd = {"CRICustomizationConfig"} if release.talos == "1.14.1" else set()
    assert typed(everything(release), "k8s-1") == {"HostnameConfig"} | containerd


@every_release
def test_no_setting_of_the_control_plane_reaches_a_worker(release: Release) -> None:
    talos = everything(release)
    assert not typed(talos, "k8s-2") & CONTROLLER_KINDS
    assert not {key for top, key in v1alpha1(talos, "k8s-2") if top == "cluster"} & CONTROLLER_KEYS
    assert not talos.settings("k8s-2", "machine", "features", "kubernetesTalosAPIAccess")


@every_release
def test_the_host_name_is_set_by_one_document_which_switches_the_made_up_one_off(release: Release) -> None:
    talos = render_talos(release, (machine(1, name="off"), machine(2, name="0755")))
    for name in ("off", "0755"):
        document = talos.document(name, "HostnameConfig")
        assert (document["hostname"], document["auto"]) == (name, "off")
        assert not talos.settings(name, "machine", "network", "hostname")


@every_old_form
def test_a_card_is_found_by_its_address_in_lower_case_and_a_vip_is_on_controllers_only(release: Release) -> None:
    talos = render_talos(release, MIXED, node_default_gateway="10.0.0.2")
    assert link(talos, "k8s-1") == {
        "deviceSelector": {"hardwareAddr": "00:00:5e:00:53:01"},
        "mtu": 1500,
        "dhcp": False,
        "addresses": ["10.0.0.11/24"],
        "routes": [{"network": "0.0.0.0/0", "gateway": "10.0.0.2"}],
        "vip": {"ip": "10.0.0.5"},
    }
    assert "vip" not in link(talos, "k8s-2")


@every_old_form
def test_with_a_vlan_the_address_the_route_and_the_vip_move_to_it(release: Release) -> None:
    talos = render_talos(release, (machine(1, mtu=9000), machine(2, controller=False)), node_vlan_tag=60)
    assert link(talos, "k8s-1") == {
        "deviceSelector": {"hardwareAddr": "00:00:5e:00:53:01"},
        "mtu": 9000,
        "vlans": [
            {
                "vlanId": 60,
                "dhcp": False,
                "mtu": 9000,
                "addresses": ["10.0.0.11/24"],
                "routes": [{"network": "0.0.0.0/0", "gateway": "10.0.0.1"}],
                "vip": {"ip": "10.0.0.5"},
            }
        ],
    }
    assert "vip" not in link(talos, "k8s-2")["vlans"][0]


def test_documents_name_the_card_once_and_put_address_route_and_vip_on_it() -> None:
    talos = render_talos(V1_14, MIXED)
    assert talos.document("k8s-1", "LinkAliasConfig")["selector"] == {
        "match": 'mac(link.permanent_addr) == "00:00:5e:00:53:01"'
    }
    assert talos.document("k8s-1", "LinkConfig", "net0")["addresses"] == [{"address": "10.0.0.11/24"}]
    assert talos.document("k8s-1", "LinkConfig", "net0")["routes"] == [{"gateway": "10.0.0.1"}]
    assert talos.document("k8s-1", "Layer2VIPConfig", "10.0.0.5")["link"] == "net0"
    assert not {"Layer2VIPConfig", "VLANConfig"} & typed(talos, "k8s-2")


def test_documents_move_address_route_and_vip_to_the_vlan() -> None:
    talos = render_talos(V1_14, (machine(1, mtu=9000),), node_vlan_tag="60")
    assert talos.document("k8s-1", "LinkConfig", "net0").keys() == {"apiVersion", "kind", "name", "mtu"}
    assert talos.document("k8s-1", "VLANConfig") == {
        "apiVersion": "v1alpha1",
        "kind": "VLANConfig",
        "name": "net0.60",
        "parent": "net0",
        "vlanID": 60,
        "mtu": 9000,
        "addresses": [{"address": "10.0.0.11/24"}],
        "routes": [{"gateway": "10.0.0.1"}],
    }
    assert talos.document("k8s-1", "Layer2VIPConfig")["link"] == "net0.60"


@pytest.mark.parametrize(
    ("disk", "old", "new"),
    [
        ("/dev/nvme0n1", {"disk": "/dev/nvme0n1"}, 'disk.dev_path == "/dev/nvme0n1"'),
        (
            "/dev/disk/by-id/nvme-A_1",
            {"disk": "/dev/disk/by-id/nvme-A_1"},
            '"/dev/disk/by-id/nvme-A_1" in disk.symlinks',
        ),
        ("66000E0", {"diskSelector": {"serial": "66000E0"}}, 'disk.serial == "66000E0"'),
        ("ab: cd", {"diskSelector": {"serial": "ab: cd"}}, 'disk.serial == "ab: cd"'),
        ('a"b', {"diskSelector": {"serial": 'a"b'}}, 'disk.serial == "a\\"b"'),
        ("S7GE*", {"diskSelector": {"serial": "S7GE*"}}, 'glob("S7GE*", disk.serial)'),
    ],
)
def test_a_disk_is_taken_by_path_or_by_serial_and_never_wiped(disk: str, old: dict[str, Any], new: str) -> None:
    image = f"factory.talos.dev/metal-installer/{SCHEMATIC}:v"
    (install,) = render_talos(V1_13, (machine(1, disk=disk),)).settings("k8s-1", "machine", "install")
    assert install == {**old, "image": f"{image}1.13.9", "wipe": False}
    document = render_talos(V1_14, (machine(1, disk=disk),)).document("k8s-1", "UnattendedInstallConfig")
    assert document["installer"] == {"image": f"{image}1.14.1"}
    assert document["provisioning"] == {"diskSelector": {"match": new}, "wipe": False}


@every_release
@pytest.mark.parametrize("secureboot", [True, False])
def test_secure_boot_chooses_the_signed_installer_and_is_asked_for_when_a_key_goes_into_the_tpm(
    release: Release, *, secureboot: bool
) -> None:
    talos = render_talos(release, (machine(1, secureboot=secureboot, encrypt_disk=True),))
    key = [{"slot": 0, "tpm": {"checkSecurebootStatusOnEnroll": secureboot}}]
    if release.contract == "1.14":
        volumes = [talos.document("k8s-1", "VolumeConfig", name)["encryption"] for name in ("STATE", "EPHEMERAL")]
        image = talos.document("k8s-1", "UnattendedInstallConfig")["installer"]["image"]
    else:
        (volumes_by_name,) = talos.settings("k8s-1", "machine", "systemDiskEncryption")
        volumes = [volumes_by_name["state"], volumes_by_name["ephemeral"]]
        (image,) = talos.settings("k8s-1", "machine", "install", "image")
    assert volumes == [{"provider": "luks2", "keys": key}] * 2
    assert image.startswith(f"factory.talos.dev/metal-installer{'-secureboot' if secureboot else ''}/{SCHEMATIC}:v")


@every_release
def test_settings_of_one_machine_leave_no_file_for_another(release: Release) -> None:
    patch = {"machine": {"sysctls": {"net.core.somaxconn": "65535"}}}
    talos = render_talos(release, (machine(1, encrypt_disk=True, kernel_modules=["nbd"], patches=[patch]), machine(2)))
    special = {"encryption.yaml", "kernel-modules.yaml", "zz-own.yaml"}
    assert {f"patches/k8s-1/{name}" for name in special} <= talos.files.keys()
    assert not {f"patches/k8s-2/{name}" for name in special} & talos.files.keys()
    assert talos.documents("patches/k8s-1/zz-own.yaml") == [patch]


def test_kernel_modules_are_listed_or_have_a_document_each() -> None:
    nodes = (machine(1, kernel_modules=["nbd", "zfs"]),)
    assert render_talos(V1_12, nodes).settings("k8s-1", "machine", "kernel") == [
        {"modules": [{"name": "nbd"}, {"name": "zfs"}]}
    ]
    documents = render_talos(V1_14, nodes).documents("patches/k8s-1/kernel-modules.yaml")
    assert [(document["kind"], document["name"]) for document in documents] == [
        ("KernelModuleConfig", "nbd"),
        ("KernelModuleConfig", "zfs"),
    ]


def test_both_forms_set_the_same_sysctls_containerd_settings_and_servers() -> None:
    old, new = render_talos(V1_13, (machine(1),)), render_talos(V1_14, (machine(1),))
    assert old.settings("k8s-1", "machine", "sysctls") == [new.document("k8s-1", "SysctlConfig")["params"]]
    (files,) = old.settings("k8s-1", "machine", "files")
    assert [file["content"] for file in files] == [new.document("k8s-1", "CRICustomizationConfig")["content"]]
    resolver = new.document("k8s-1", "ResolverConfig")
    assert old.settings("k8s-1", "machine", "network", "nameservers") == [
        [one["address"] for one in resolver["nameservers"]]
    ]
    assert old.settings("k8s-1", "machine", "features", "hostDNS") == [resolver["hostDNS"]]
    assert old.settings("k8s-1", "machine", "time", "servers") == [
        new.document("k8s-1", "TimeSyncConfig")["ntp"]["servers"]
    ]


def test_pods_and_services_get_their_networks_in_both_forms() -> None:
    networks = {"cluster_pod_cidr": "10.52.0.0/16", "cluster_svc_cidr": "10.53.0.0/16"}
    (old,) = render_talos(V1_13, MIXED, **networks).settings("k8s-2", "cluster", "network")
    assert old == {"cni": {"name": "none"}, "podSubnets": ["10.52.0.0/16"], "serviceSubnets": ["10.53.0.0/16"]}
    new = render_talos(V1_14, MIXED, **networks).document("k8s-2", "KubeNetworkConfig")
    assert (new["podSubnets"], new["serviceSubnets"]) == (["10.52.0.0/16"], ["10.53.0.0/16"])


@pytest.mark.parametrize("allowed", [True, False])
def test_apps_run_on_controllers_when_that_is_allowed(*, allowed: bool) -> None:
    old = render_talos(V1_13, MIXED, allow_scheduling_on_controllers=allowed)
    assert old.settings("k8s-1", "cluster", "allowSchedulingOnControlPlanes") == [allowed]
    new = render_talos(V1_14, MIXED, allow_scheduling_on_controllers=allowed)
    taints = [one["taints"] for one in new.documents("patches/controller/kube-components.yaml") if "taints" in one]
    assert taints == ([{"node-role.kubernetes.io/control-plane": {"$patch": "delete"}}] if allowed else [])
