"""The facts of cases, judged from the rendered tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.case import Map
from tests.support.machine import SETTINGS, Machine
from tests.support.readers import READERS, Yaml12, dig, documents
from tests.support.repository import Repository

TYPES = {"string": str, "integer": int, "boolean": bool}
FOLDERS = ("kubernetes", "bootstrap")
SEALED = "*.sops.yaml"
GITLAB_KEYS = 3


@dataclass(frozen=True)
class Tree:
    """A rendered repository."""

    repository: Repository

    @property
    def root(self) -> Path:
        """Its folder."""
        return self.repository.root

    def objects(self, kind: str, name: str | None = None) -> Iterator[tuple[Any, Any]]:
        """The Kubernetes objects of a kind, as YAML 1.1 and as YAML 1.2 reads them."""
        for file in [file for folder in FOLDERS for file in sorted((self.root / folder).rglob("*.yaml"))]:
            text = file.read_text(encoding="utf-8")
            for pair in zip(*(documents(text, reader) for reader in READERS), strict=True):
                if pair[1].get("kind") == kind and name in (None, *dig(pair[1], "metadata.name")):
                    yield pair

    def values(self, kind: str, path: str, name: str | None = None) -> list[Any]:
        """The values at a path of all objects of a kind."""
        return [value for _, new in self.objects(kind, name) for value in dig(new, path)]

    def nodes(self) -> list[dict[str, Any]]:
        """The nodes of the description, every scalar as it is written."""
        text = self.repository.file("cluster.yaml").read_text(encoding="utf-8")
        found: list[dict[str, Any]] = yaml.load(text, yaml.BaseLoader)["nodes"]  # noqa: S506 - it makes texts only
        return found

    def machine(self, index: int) -> tuple[Machine, Machine]:
        """A machine, for either version of YAML."""
        node = self.nodes()[index]
        controller = node.get("controller") == "true"
        old, new = (Machine(self.root, node["name"], controller=controller, reader=reader) for reader in READERS)
        return old, new

    def machines(self) -> list[Machine]:
        """All machines, for YAML 1.2."""
        return [self.machine(index)[1] for index in range(len(self.nodes()))]

    def sealed(self) -> list[str]:
        """The sealed files below the rendered folders."""
        return [str(file.relative_to(self.root)) for folder in FOLDERS for file in (self.root / folder).rglob(SEALED)]


def holds(tree: Tree, fact: Map) -> bool:
    """Whether a fact holds. A fact in words has its judge below; one without is an error of the test."""
    if "text" in fact:
        return TEXTS[fact["text"]](tree)
    if "object" in fact:
        return of_object(tree, fact)
    if "machine" in fact:
        return of_machines(tree, fact)
    hits = list(tree.root.glob(fact.get("present") or fact["absent"]))
    return bool(hits) is ("present" in fact)


def of_object(tree: Tree, fact: Map) -> bool:
    """An object is there or not, or has a value at a path."""
    found = list(tree.objects(fact["object"]["kind"], fact["object"].get("name")))
    if "at" not in fact:
        return bool(found) is (fact["is"] == "present")
    return any(is_value(fact, *(dig(one, fact["at"]) for one in pair)) for pair in found)


def of_machines(tree: Tree, fact: Map) -> bool:
    """A setting of one machine, or of all of them."""
    indexes = range(len(tree.nodes())) if fact["machine"] == "all" else [fact["machine"]]
    read = SETTINGS[fact["setting"]]
    found = [[read(machine) for machine in tree.machine(index)] for index in indexes]
    if fact["is"] == "absent":
        return not any(values for pair in found for values in pair)
    return all(is_value(fact, *pair) for pair in found)


def is_value(fact: Map, *read: list[Any]) -> bool:
    """Whether the wanted value is among those read by either version of YAML, of the type that is asked for."""
    kind = TYPES.get(fact.get("type", ""), object)
    return all(fact["is"] in [one for one in values if type(one) is kind or kind is object] for values in read)


def backup(tree: Tree) -> dict[str, Any]:
    """The variables of the backup, as its chart takes them."""
    (found,) = tree.values("HelmRelease", "spec.values.env", "talos-backup")
    return {item["name"]: item.get("value") for item in found}


def charts(tree: Tree) -> dict[str, str]:
    """The pinned version of each chart."""
    return {new["metadata"]["name"]: new["spec"]["ref"]["tag"] for _, new in tree.objects("OCIRepository")}


def sysctls(machine: Machine) -> dict[str, str]:
    """All sysctls of a machine."""
    return {name: value for one in machine.settings("machine.sysctls") for name, value in one.items()}


def encrypted(machine: Machine) -> bool:
    """Whether both system partitions have a key in the TPM, and no other."""
    keys = [machine.last(f"machine.systemDiskEncryption.{part}.keys") for part in ("state", "ephemeral")]
    return all(one and [*one[0][0]] == ["slot", "tpm"] and len(one[0]) == 1 for one in keys)


def known_hosts(tree: Tree) -> list[str]:
    """The host keys in the Secret that Flux pulls with."""
    opened = [tree.repository.opened(path) for path in tree.sealed()]
    texts = [text for data in opened for text in dig(data, "stringData.known_hosts")]
    return [line for text in texts for line in text.splitlines()]


def recipients_of_all(tree: Tree) -> list[set[str]]:
    """Who each sealed file is sealed for."""
    blocks = [
        dig(documents(tree.repository.file(path).read_text("utf-8"), Yaml12)[0], "sops.age") for path in tree.sealed()
    ]
    return [{one["recipient"] for one in block[0]} for block in blocks]


def talos_text(tree: Tree) -> str:
    """Everything that is rendered below talos/."""
    own = "zz-cpu.yaml"
    return "".join(file.read_text("utf-8") for file in (tree.root / "talos").rglob("*.yaml") if file.name != own)


TEXTS: Mapping[str, Callable[[Tree], bool]] = {
    "the LoadBalancer pool is exactly 10.50.0.41 and 10.50.0.42": lambda tree: (
        [sorted(span(block) for block in blocks) for blocks in tree.values("CiliumLoadBalancerIPPool", "spec.blocks")]
        == [["10.50.0.41", "10.50.0.42"]]
    ),
    "state and ephemeral are encrypted with a TPM key": lambda tree: all(map(encrypted, tree.machines())),
    "the pull Secret's known_hosts has gitlab.com keys": lambda tree: (
        len([line for line in known_hosts(tree) if line.startswith("gitlab.com ")]) == GITLAB_KEYS
    ),
    "CUSTOM_S3_ENDPOINT is http://garage.storage.svc.cluster.local:3900, AWS_REGION is garage": lambda tree: (
        backup(tree)["CUSTOM_S3_ENDPOINT"] == "http://garage.storage.svc.cluster.local:3900"
        and backup(tree)["AWS_REGION"] == "garage"
    ),
    'the path-style switch of talos-backup is set to "false", which it reads as path style': lambda tree: (
        backup(tree)["USE_PATH_STYLE"] == "false"
    ),
    "BGP is off": lambda tree: not list(tree.objects("CiliumBGPClusterConfig")),
    "the chart pins are those of the channel (cilium 1.18.6, cert-manager v1.19.2)": lambda tree: (
        (charts(tree)["cilium"], charts(tree)["cert-manager"]) == ("1.18.6", "v1.19.2")
    ),
    'the machine configuration of s2 has the sysctl net.core.somaxconn "65535", no other machine has it': lambda tree: (
        [sysctls(machine).get("net.core.somaxconn") for machine in tree.machines()] == [None, "65535", None]
    ),
    "every secret file names both recipients": lambda tree: (
        {len(found) for found in recipients_of_all(tree)} == {2}
        and len(set(map(frozenset, recipients_of_all(tree)))) == 1
    ),
    "nothing is written": lambda tree: (
        not any((tree.root / name).exists() for name in ("talos", *FOLDERS, ".sops.yaml"))
    ),
    "no rendered file below talos/ names named-3 any more": lambda tree: "named-3" not in talos_text(tree),
    "zz-cpu.yaml has its bytes and is applied to no machine": lambda tree: (
        tree.repository.file("talos/patches/named-3/zz-cpu.yaml").read_text("utf-8") == OWN
        and "zz-cpu.yaml" not in talos_text(tree)
    ),
}
"""What cases say in words, each with its judge."""

OWN = "machine: {sysctls: {vm.swappiness: '10'}}\n"
"""What a file of the user's holds."""


def span(block: Map) -> str:
    """A block of a pool that is one address, as that address."""
    return (
        str(block["start"]) if block.get("start") == block.get("stop", "") else str(block["cidr"]).removesuffix("/32")
    )
