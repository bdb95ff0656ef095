"""One machine of the cluster."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from clusterctl import where
from clusterctl.config.codes import nodes
from clusterctl.config.model.documents import put_together
from clusterctl.config.model.kind import Kind, quoted, refuse
from clusterctl.config.model.name_kinds import Disk, KernelModule, NodeName, SchematicId
from clusterctl.config.model.network_kinds import Address, MacAddress
from clusterctl.config.model.scalars import Flag, as_text, number
from clusterctl.config.model.section import Section, optional, required
from clusterctl.config.model.talos import PLAIN_TALOS
from clusterctl.config.value import plain_value

INSTALLERS = "factory.talos.dev"
MTU_LOWEST, MTU_HIGHEST, MTU_DEFAULT = 1450, 9000, 1500


def patch(value: object) -> object:
    """A Talos document, or the path of a patch file below the repository."""
    if isinstance(value, dict):
        if "op" in value and "path" in value:
            raise refuse(nodes.PATCH, "is an RFC 6902 operation", "write the settings as a map, like machine: …")
        return plain_value(value)
    if isinstance(value, list):
        raise refuse(nodes.PATCH, "is a list and must be a Talos document or a file", "write it as a map")
    path = as_text(value)
    steps = path.split("/")
    if path.startswith("/") or ".." in steps or not path.endswith(where.YAML):
        hint = "write a path like talos/patches/extra.yaml, or the document itself"
        raise refuse(nodes.PATCH, f"{quoted(path)} is not the path of a patch file in this repository", hint)
    return path.removeprefix("./")


Mtu: TypeAlias = Annotated[int, number(MTU_LOWEST, MTU_HIGHEST)]
Patch: TypeAlias = Annotated[
    str | dict[str, Any],
    Kind("Talos document or patch file", patch, {"type": ["object", "string"]}, "a map, or a .yaml file"),
]


class Node(Section):
    """The keys of one entry of `nodes`."""

    name: NodeName = required("The host name of the node.", "k8s-1")
    address: Address = required("The fixed address of the node, inside node_cidr.", "10.0.0.21")
    controller: Flag = required("Whether the node runs the control plane and etcd.", example=True)
    disk: Disk = required(
        "The disk that Talos is installed on: a path, or a serial number as `talosctl get disks` shows it.", "/dev/sda"
    )
    mac_addr: MacAddress = required("The MAC address of the network card that gets the address.", "00:00:5e:00:53:21")
    schematic_id: SchematicId | None = optional(
        "The schematic of the Image Factory for this node, instead of the one of the cluster.", PLAIN_TALOS, None
    )
    mtu: Mtu = optional("The largest packet that the network card sends, in bytes.", 9000, MTU_DEFAULT)
    secureboot: Flag = optional("Whether the node boots with Secure Boot.", example=True, default=False)
    encrypt_disk: Flag = optional(
        "Whether the disk is encrypted with a key in the TPM. Wants secureboot as well.", example=True, default=False
    )
    kernel_modules: tuple[KernelModule, ...] = optional("Kernel modules that are loaded at boot.", ["nbd"], ())
    patches: tuple[Patch, ...] = optional(
        "Talos documents, or files with them, applied last to this node: bonds, further disks, routes, labels.",
        [{"machine": {"nodeLabels": {"zone": "a"}}}],
        (),
    )

    @property
    def disk_is_path(self) -> bool:
        """Whether the disk is given as a device path; else it is a serial number."""
        return self.disk.startswith("/")

    @property
    def disk_match(self) -> str:
        """The disk as an expression (CEL) that Talos' disk selectors take; a serial number may hold the wildcard *."""
        named = json.dumps(self.disk, ensure_ascii=False)
        if not self.disk_is_path:
            return f"glob({named}, disk.serial)" if "*" in self.disk else f"disk.serial == {named}"
        return f"{named} in disk.symlinks" if self.disk.startswith("/dev/disk/") else f"disk.dev_path == {named}"

    @property
    def installer_image(self) -> str:
        """The node's installer image without a tag."""
        secure = "-secureboot" if self.secureboot else ""
        return f"{INSTALLERS}/metal-installer{secure}/{self.schematic_id}"

    @property
    def kernel_modules_enabled(self) -> bool:
        """Whether the node loads kernel modules of its own."""
        return bool(self.kernel_modules)

    @property
    def own_patches(self) -> tuple[Mapping[str, Any], ...]:
        """The patches that are written as documents in cluster.yaml, the parts of one document put together."""
        return put_together(patch for patch in self.patches if not isinstance(patch, str))

    @property
    def patch_files(self) -> tuple[str, ...]:
        """The patches that are files, as paths from the root of the repository."""
        return tuple(patch for patch in self.patches if isinstance(patch, str))

    @property
    def own_patches_enabled(self) -> bool:
        """Whether there are patches that are written as documents in cluster.yaml."""
        return bool(self.own_patches)
