"""What the rendered talos/ folder makes of one machine, whichever generator reads it and whichever YAML it speaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.support.readers import Reader, dig, documents

INSTALLER = re.compile(r"/metal-installer(-secureboot)?/([0-9a-f]{64}):v")


class Machine:
    """The patches of a machine in the order in which they are applied, as one version of YAML reads them."""

    def __init__(self, root: Path, name: str, *, controller: bool, reader: Reader) -> None:
        folders = ("global", "controller" if controller else "worker", name)
        files = [file for folder in folders for file in sorted((root / "talos/patches" / folder).glob("*.yaml"))]
        self.documents = [one for file in files for one in documents(file.read_text(encoding="utf-8"), reader)]

    def settings(self, path: str) -> list[Any]:
        """The values at a path of the untyped documents; the last one counts."""
        return [value for one in self.documents if "kind" not in one for value in dig(one, path)]

    def typed(self, kind: str, path: str) -> list[Any]:
        """The values at a path of the documents of a kind."""
        return [value for one in self.documents if one.get("kind") == kind for value in dig(one, path)]

    def last(self, path: str) -> list[Any]:
        """The value that counts at a path of the untyped documents."""
        return self.settings(path)[-1:]

    def links(self) -> Iterator[dict[str, Any]]:
        """The links that are not the machine's own loop."""
        for interfaces in self.settings("machine.network.interfaces"):
            yield from (link for link in interfaces if link.get("interface") != "lo")

    def vlans(self) -> Iterator[dict[str, Any]]:
        """The tagged networks on top of the links."""
        for link in self.links():
            yield from link.get("vlans") or []

    def every(self, path: str) -> list[Any]:
        """The values at a path of all links and tagged networks."""
        return [value for link in (*self.links(), *self.vlans()) for value in dig(link, path)]

    def installer(self) -> list[dict[str, Any]]:
        """The schematic that is installed, and whether it is signed."""
        images = self.last("machine.install.image")
        return [
            {"schematic": found[2], "secureboot": found[1] is not None}
            for image in images
            if (found := INSTALLER.search(str(image)))
        ]


SETTINGS: Mapping[str, Callable[[Machine], list[Any]]] = {
    "address": lambda machine: [one for many in machine.every("addresses") for one in many],
    "disk-serial": lambda machine: machine.last("machine.install.diskSelector.serial"),
    "gateway": lambda machine: [one["gateway"] for many in machine.every("routes") for one in many],
    "host-name": lambda machine: machine.typed("HostnameConfig", "hostname"),
    "installer": Machine.installer,
    "mac": lambda machine: machine.every("deviceSelector.hardwareAddr"),
    "pod-network": lambda machine: machine.last("cluster.network.podSubnets[0]"),
    "secureboot": lambda machine: [one["secureboot"] for one in machine.installer()],
    "vip-on-vlan": lambda machine: [value for vlan in machine.vlans() for value in dig(vlan, "vip.ip")],
    "vlan": lambda machine: [vlan["vlanId"] for vlan in machine.vlans()],
}
"""The values that a setting has: none where it is absent."""
