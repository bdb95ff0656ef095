"""Real generators make machine configurations of the rendered patches, and Talos itself judges them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.real.conftest import run
from tests.support import golden
from tests.support.talos import RELEASES, V1_12, V1_13, V1_14, V1_14_OLD_FORM, Release, Talos, machine, render_talos
from tests.support.tree import write_tree

OWN = {"machine": {"sysctls": {"net.core.somaxconn": "65535", "net.core.rmem_max": "1"}}}
SPECIAL = {"secureboot": True, "encrypt_disk": True, "kernel_modules": ["nbd", "zfs"]}
CASES: Mapping[str, tuple[tuple[dict[str, object], ...], dict[str, Any]]] = {
    "one node": ((machine(1),), {}),
    "three controllers and two workers": (
        (machine(1), machine(2), machine(3), machine(4, controller=False), machine(5, controller=False, patches=[OWN])),
        {},
    ),
    "a VLAN with large packets": (
        (machine(1, mtu=9000), machine(2, controller=False, mtu=9000)),
        {"node_vlan_tag": 60},
    ),
    "Secure Boot, encryption and kernel modules": (
        (machine(1, **SPECIAL), machine(2, controller=False, **SPECIAL)),
        {},
    ),
    "disks by serial and by id": (
        (machine(1, disk="ab: 66000E0"), machine(2, disk="/dev/disk/by-id/nvme-A_1"), machine(3, disk='S"7*')),
        {},
    ),
    "names that are words and numbers of YAML": ((machine(1, name="off"), machine(2, name="0755")), {}),
    "no app that uses the Talos API": (
        (machine(1),),
        {"apps": {app: {"enabled": False} for app in ("kube-system/talos-ccm", "system-upgrade/tuppr")}},
    ),
    "controllers without apps": (
        (machine(1), machine(2, controller=False)),
        {"allow_scheduling_on_controllers": False},
    ),
}

every_release = pytest.mark.parametrize("release", RELEASES, ids=str)
every_case = pytest.mark.parametrize("case", CASES)
by_talhelper = pytest.mark.parametrize("release", [V1_12, V1_13], ids=str)

Documents = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Machines:
    """The generators and judges, and the secrets of one cluster."""

    talhelper: Path
    validators: Mapping[str, Path]
    secrets: Path

    def natively(self, talos: Talos, release: Release, folder: Path) -> dict[str, Documents]:
        """What Talos' own generator makes, by machine; everything is judged strictly."""
        write_tree(folder, talos.files)
        return {node.name: self._native(talos, release, folder, node.name) for node in talos.cluster.nodes}

    def _native(self, talos: Talos, release: Release, folder: Path, name: str) -> Documents:
        cluster = talos.cluster
        kind = "controlplane" if any(node.name == name for node in cluster.controllers) else "worker"
        flags = ("-secrets", str(self.secrets), "-sans", ",".join(map(str, cluster.cert_sans)))
        about = (cluster.cluster_name, cluster.api_endpoint, cluster.kubernetes_version, f"v{release.contract}", kind)
        made = run((self.validators[release.minor], "generate", *flags, *about, *talos.patches(name)), folder)
        assert made.returncode == 0, made.stderr
        file = folder / f"{name}.yaml"
        file.write_text(made.stdout, encoding="utf-8")
        return self._judged(file, release)

    def by_talhelper(self, talos: Talos, release: Release, folder: Path) -> dict[str, Documents]:
        """What talhelper makes, by machine; everything is judged strictly."""
        write_tree(folder, talos.files)
        shutil.copy(self.secrets, folder / "talsecret.yaml")
        made = run((self.talhelper, "genconfig", "--offline-mode", "--secret-file", "talsecret.yaml"), folder)
        assert made.returncode == 0, made.stdout + made.stderr
        names = {node.name: f"{talos.cluster.cluster_name}-{node.name}.yaml" for node in talos.cluster.nodes}
        return {name: self._judged(folder / "clusterconfig" / file, release) for name, file in names.items()}

    def _judged(self, file: Path, release: Release) -> Documents:
        judged = run((self.validators[release.minor], "validate", str(file)), file.parent)
        assert judged.returncode == 0, judged.stderr
        documents = yaml.safe_load_all(file.read_text(encoding="utf-8"))
        return {(document.get("kind", "v1alpha1"), document.get("name", "")): document for document in documents}


@pytest.fixture(scope="module")
def machines(talhelper: Path, validators: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Machines:
    """Generators with the secrets of one cluster, which talhelper makes."""
    secrets = tmp_path_factory.mktemp("secrets") / "talsecret.yaml"
    secrets.write_text(run((talhelper, "gensecret"), secrets.parent).stdout, encoding="utf-8")
    return Machines(talhelper, validators, secrets)


@every_release
@every_case
def test_talos_takes_every_configuration_without_a_warning(
    case: str, release: Release, machines: Machines, tmp_path: Path
) -> None:
    nodes, settings = CASES[case]
    made = machines.natively(render_talos(release, nodes, **settings), release, tmp_path)
    assert len(made) == len(nodes)


@pytest.mark.parametrize("name", golden.names())
def test_talos_takes_the_machines_of_every_golden_case(name: str, machines: Machines, tmp_path: Path) -> None:
    cluster = golden.described(name).cluster
    release = Release(cluster.talos_version, str(cluster.talos_config_contract), cluster.kubernetes_version)
    expected = golden.expected(name)
    files = {path.removeprefix("talos/"): text for path, text in expected.items() if path.startswith("talos/")}
    made = machines.natively(Talos(cluster, files), release, tmp_path / "native")
    if cluster.talhelper_enabled:
        assert machines.by_talhelper(Talos(cluster, files), release, tmp_path / "talhelper") == made
    assert made.keys() == {node.name for node in cluster.nodes}


@by_talhelper
@every_case
def test_talhelper_makes_the_same_of_the_same_patches(
    case: str, release: Release, machines: Machines, tmp_path: Path
) -> None:
    nodes, settings = CASES[case]
    talos = render_talos(release, nodes, **settings)
    made = machines.by_talhelper(talos, release, tmp_path / "talhelper")
    assert made == machines.natively(talos, release, tmp_path / "native")


@by_talhelper
def test_the_closest_patch_wins_with_both_generators(release: Release, machines: Machines, tmp_path: Path) -> None:
    own = {"machine": {"sysctls": {"net.core.rmem_max": "1"}, "time": {"$patch": "delete"}}}
    talos = render_talos(release, (machine(1, patches=[own]),))
    for make in (machines.by_talhelper, machines.natively):
        config = make(talos, release, tmp_path / make.__name__)["k8s-1"]["v1alpha1", ""]["machine"]
        assert config["sysctls"]["net.core.rmem_max"] == "1"
        assert "time" not in config


@by_talhelper
def test_marks_of_other_programs_in_own_patches_arrive_as_they_are(
    release: Release, machines: Machines, tmp_path: Path
) -> None:
    texts = ["${x}", "$x", "$$", "$1", "$patch", "$$patch", "${patch}", "$patches", "{{ .x }}", "{{{", "}}", "${{x}}"]
    texts += ["{{- `a` -}}", 'a "{{$y}}" \\ #z']
    labels = {f"l{index}": text for index, text in enumerate(texts)}
    own = {"machine": {"nodeAnnotations": labels, "time": {"$patch": "delete"}}}
    for make, generator in ((machines.by_talhelper, "talhelper"), (machines.natively, "talosctl")):
        talos = render_talos(release, (machine(1, patches=[own]),), talos_generator=generator)
        config = make(talos, release, tmp_path / generator)["k8s-1"]["v1alpha1", ""]["machine"]
        assert config["nodeAnnotations"] == labels
        assert "time" not in config


@every_release
def test_several_documents_of_one_node_are_applied(release: Release, machines: Machines, tmp_path: Path) -> None:
    watchdog = {"apiVersion": "v1alpha1", "kind": "WatchdogTimerConfig", "device": "/dev/watchdog0"}
    patches = [
        {"machine": {"sysctls": {"kernel.panic": "10"}}},
        watchdog,
        {"machine": {"sysctls": {"vm.swappiness": "1"}}},
    ]
    made = machines.natively(render_talos(release, (machine(1, patches=patches),)), release, tmp_path)["k8s-1"]
    sysctls = made["v1alpha1", ""]["machine"]["sysctls"]
    assert (sysctls["kernel.panic"], sysctls["vm.swappiness"]) == ("10", "1")
    assert made["WatchdogTimerConfig", ""]["device"] == "/dev/watchdog0"


def test_the_documents_of_a_controller_keep_what_the_cluster_cannot_do_without(
    machines: Machines, tmp_path: Path
) -> None:
    nodes = (machine(1), machine(2, controller=False))
    made = machines.natively(render_talos(V1_14, nodes, allow_scheduling_on_controllers=True), V1_14, tmp_path)
    controller = made["k8s-1"]
    assert {name for kind, name in controller if kind == "KubeAuthorizerConfig"} == {"node", "rbac"}
    assert "node-role.kubernetes.io/control-plane" in controller["KubeNodeConfig", ""]["labels"]
    assert not controller["KubeNodeConfig", ""].get("taints")
    encryption = controller["KubeEtcdEncryptionConfig", ""]["config"]["resources"][0]["providers"][0]
    assert [key["name"] for key in encryption["secretbox"]["keys"]] == ["key2"]
    for machine_documents in made.values():
        kinds = {kind for kind, _ in machine_documents}
        assert not kinds & {"KubeFlannelCNIConfig", "KubeAdmissionControlConfig"}
        assert machine_documents["SecurityProfileConfig", ""]["workloadIsolation"] is False


@pytest.mark.parametrize("release", [V1_12, V1_13], ids=str)
def test_pod_security_is_left_to_the_namespaces(release: Release, machines: Machines, tmp_path: Path) -> None:
    made = machines.by_talhelper(render_talos(release, (machine(1),)), release, tmp_path)
    assert "admissionControl" not in made["k8s-1"]["v1alpha1", ""]["cluster"]["apiServer"]


@every_release
def test_the_judge_refuses_a_machine_of_an_unknown_type(release: Release, machines: Machines, tmp_path: Path) -> None:
    talos = render_talos(release, (machine(1, patches=[{"machine": {"type": "nothing"}}]),))
    with pytest.raises(AssertionError, match="machine"):
        machines.natively(talos, release, tmp_path)


def test_the_judge_counts_a_warning_as_a_refusal(machines: Machines, tmp_path: Path) -> None:
    file = {"path": "/var/etc/x", "op": "create", "content": "x", "permissions": 0o644}
    talos = render_talos(V1_14_OLD_FORM, (machine(1, patches=[{"machine": {"files": [file]}}]),))
    with pytest.raises(AssertionError, match="deprecated"):
        machines.natively(talos, V1_14_OLD_FORM, tmp_path)
