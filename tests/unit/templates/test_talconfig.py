"""What talhelper is told beside the patches."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support.talos import SCHEMATIC, V1_12, V1_13, V1_14, V1_14_OLD_FORM, Release, Talos, machine, render_talos

NODES = (machine(1), machine(2, disk="S7GEX0XA16201K", secureboot=True), machine(3, controller=False))


def talconfig(talos: Talos) -> dict[str, Any]:
    """What talconfig.yaml says."""
    found: dict[str, Any] = yaml.safe_load(talos.files["talconfig.yaml"])
    return found


def listed(talos: Talos, node: str) -> list[str]:
    """The patch files of a machine in the order in which talhelper applies them: of its kind, its own, of all."""
    config = talconfig(talos)
    entry = next(one for one in config["nodes"] if one["hostname"] == node)
    group = config["controlPlane" if entry["controlPlane"] else "worker"]
    return [
        patch.removeprefix("@./")
        for part in (group, entry, config)
        for patch in part.get("patches", [])
        if patch.startswith("@./")
    ]


def test_it_holds_the_cluster_and_leaves_the_versions_to_talenv() -> None:
    config = talconfig(render_talos(V1_12, NODES, cluster_name="home"))
    assert config["clusterName"] == "home"
    assert (config["talosVersion"], config["kubernetesVersion"]) == ("${talosVersion}", "${kubernetesVersion}")
    assert config["endpoint"] == "https://10.0.0.5:6443"
    assert config["additionalApiServerCertSans"] == ["127.0.0.1", "10.0.0.5", "k8s.example.com"]
    assert config["additionalMachineCertSans"] == config["additionalApiServerCertSans"]
    assert (config["clusterPodNets"], config["clusterSvcNets"]) == (["10.42.0.0/16"], ["10.43.0.0/16"])
    assert config["cniConfig"] == {"name": "none"}


def test_each_machine_has_what_talhelper_wants_of_one() -> None:
    image = f"factory.talos.dev/metal-installer/{SCHEMATIC}"
    assert [{**entry, "patches": None} for entry in talconfig(render_talos(V1_13, NODES))["nodes"]] == [
        {
            "hostname": f"k8s-{number}",
            "ipAddress": f"10.0.0.1{number}",
            **disk,
            "controlPlane": controller,
            "machineSpec": {"secureboot": secureboot},
            "talosImageURL": image.replace("installer", "installer-secureboot") if secureboot else image,
            "patches": None,
        }
        for number, disk, controller, secureboot in (
            (1, {"installDisk": "/dev/sda"}, True, False),
            (2, {"installDiskSelector": {"serial": "S7GEX0XA16201K"}}, True, True),
            (3, {"installDisk": "/dev/sda"}, False, False),
        )
    ]


@pytest.mark.parametrize("release", [V1_12, V1_13], ids=str)
def test_it_lists_the_patches_that_were_written_in_the_order_in_which_the_closest_one_wins(release: Release) -> None:
    nodes = (machine(1, kernel_modules=["nbd"]), machine(2, encrypt_disk=True), machine(3, controller=False))
    talos = render_talos(release, nodes)
    for node in ("k8s-1", "k8s-2", "k8s-3"):
        assert listed(talos, node) == talos.patches(node)


def test_it_lists_the_users_own_patches_after_ours() -> None:
    own = {"global": "patches/global/a.yaml", "worker": "patches/worker/gpu.yaml", "k8s-3": "patches/k8s-3/a.yaml"}
    talos = render_talos(V1_13, NODES, own=own.values())
    assert listed(talos, "k8s-3") == [
        *(path for path in talos.patches("k8s-3") if path.startswith("patches/global/")),
        *(own["global"], own["worker"]),
        *(path for path in talos.patches("k8s-3") if path.startswith("patches/k8s-3/")),
        own["k8s-3"],
    ]
    assert own["worker"] not in listed(talos, "k8s-1")


def test_it_lists_the_files_that_a_node_names_last_and_once() -> None:
    files = ["talos/patches/k8s-1/a.yaml", "talos/patches/shared/gpu.yaml", "extra/disk.yaml"]
    talos = render_talos(V1_13, (machine(1, patches=files),), own=["patches/k8s-1/a.yaml"])
    patches = talconfig(talos)["nodes"][0]["patches"]
    assert patches[-3:] == ["@./patches/k8s-1/a.yaml", "@./patches/shared/gpu.yaml", "@../extra/disk.yaml"]
    assert len(patches) == len(set(patches))


def test_without_workers_it_has_no_settings_for_them() -> None:
    assert "worker" not in talconfig(render_talos(V1_13, (machine(1),)))


def test_talenv_holds_the_versions_and_keeps_the_patch_word_as_it_is() -> None:
    talos = render_talos(V1_13, NODES)
    assert yaml.safe_load(talos.files["talenv.yaml"]) == {
        "talosVersion": "v1.13.9",
        "kubernetesVersion": "v1.35.4",
        "patch": "$patch",
    }


@pytest.mark.parametrize("release", [V1_14_OLD_FORM, V1_14], ids=str)
def test_talosctl_needs_neither_file(release: Release) -> None:
    assert not {"talconfig.yaml", "talenv.yaml"} & render_talos(release, NODES).files.keys()


def test_the_patches_are_the_same_for_both_generators() -> None:
    by_talhelper = render_talos(V1_13, NODES, talos_generator="talhelper")
    by_talosctl = render_talos(V1_13, NODES, talos_generator="talosctl")
    assert by_talosctl.files == {path: text for path, text in by_talhelper.files.items() if path.startswith("patches/")}
