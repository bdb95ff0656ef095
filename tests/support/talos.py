"""Descriptions of machines, and the talos/ folder that is rendered from them, as text by path below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from clusterctl import resources
from clusterctl.catalog.read import Text, read_catalog
from clusterctl.catalog.select import select
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.problem import errors
from clusterctl.render.blueprint import blueprint
from clusterctl.render.engine import Engine
from clusterctl.render.render import render
from clusterctl.render.tree import Found, Path

SCHEMATIC = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"
INTERNAL: Mapping[str, object] = {
    "age_recipients": ["age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"],
    "node_cidr": "10.0.0.0/24",
    "cluster_api_addr": "10.0.0.5",
    "cluster_api_tls_sans": ["k8s.example.com"],
    "cluster_gateway_addr": "10.0.0.6",
    "cluster_dns_gateway_addr": "10.0.0.7",
    "dns_provider": "none",
    "cloudflare_domain": "example.com",
    "repository_url": "https://git.example.com/home/cluster",
    "repository_webhook_provider": "none",
    "schematic_id": SCHEMATIC,
}
"""A cluster that needs no secret."""


@dataclass(frozen=True)
class Release:
    """A version of Talos with a form of machine configuration and a version of Kubernetes that fits."""

    talos: str
    contract: str
    kubernetes: str

    @property
    def minor(self) -> str:
        """The minor version of Talos, as the validators are named."""
        return self.talos.rpartition(".")[0]

    def __str__(self) -> str:
        return f"{self.talos}-contract-{self.contract}"


RELEASES = (
    Release("1.12.1", "1.12", "1.35.0"),
    Release("1.13.9", "1.13", "1.35.4"),
    Release("1.14.1", "1.13", "1.36.4"),
    Release("1.14.1", "1.14", "1.36.4"),
)
V1_12, V1_13, V1_14_OLD_FORM, V1_14 = RELEASES
OLD_FORM = (V1_12, V1_13, V1_14_OLD_FORM)


def machine(number: int, **settings: object) -> dict[str, object]:
    """One entry of `nodes`: a controller k8s-NUMBER on /dev/sda unless said otherwise."""
    return {
        "name": f"k8s-{number}",
        "address": f"10.0.0.{10 + number}",
        "controller": True,
        "disk": "/dev/sda",
        "mac_addr": f"00:00:5e:00:53:{number:02X}",
        **settings,
    }


@dataclass(frozen=True)
class Talos:
    """A rendered talos/ folder."""

    cluster: Cluster
    files: Mapping[str, str] = field(default_factory=dict)

    def patches(self, node: str) -> list[str]:
        """The patches of a machine in the order in which they are applied."""
        controller = next(one.controller for one in self.cluster.nodes if one.name == node)
        folders = ("global", "controller" if controller else "worker", node)
        return [path for folder in folders for path in sorted(self.files) if path.startswith(f"patches/{folder}/")]

    def documents(self, path: str) -> list[dict[str, Any]]:
        """The documents of one file."""
        return list(yaml.safe_load_all(self.files[path]))

    def document(self, node: str, kind: str, name: str = "") -> dict[str, Any]:
        """The one typed document of this kind and name among the patches of a machine."""
        found = [
            document
            for path in self.patches(node)
            for document in self.documents(path)
            if document.get("kind") == kind and name in ("", document.get("name"))
        ]
        assert len(found) == 1, f"{len(found)} {kind} {name} for {node}"
        return found[0]

    def settings(self, node: str, *keys: str) -> list[Any]:
        """The values at a path of the v1alpha1 document, of every patch of a machine that has one."""
        documents = [document for path in self.patches(node) for document in self.documents(path)]
        return [value for document in documents if "kind" not in document for value in _at(document, keys)]


def render_talos(
    release: Release, nodes: Iterable[Mapping[str, object]], own: Iterable[str] = (), **settings: object
) -> Talos:
    """Render the talos/ folder of an internal cluster; `own` are patches of the user's that lie in it."""
    versions = {"talos_version": release.talos, "kubernetes_version": release.kubernetes}
    data = {**INTERNAL, "channel": "2026.11", **versions, "talos_config_contract": release.contract, **settings}
    text = yaml.safe_dump({**data, "nodes": [dict(node) for node in nodes]}, sort_keys=False)
    description = read_source("cluster.yaml", text.encode())
    secrets, _ = read_secrets("secrets.sops.yaml", None)
    cluster, problems = understand(description, secrets)
    assert cluster is not None, errors(problems)
    texts = {path: Text(f"templates/{path}", content) for path, content in resources.templates().items()}
    found = Found(patches=frozenset(Path("talos", path) for path in own))
    selection, _ = select(read_catalog(texts), cluster, secrets, found, description)
    jobs = [job for job in blueprint(cluster, secrets, selection, found) if job.path.parts[0] == "talos"]
    tree = render(jobs, Engine(texts, description))
    return Talos(cluster, {str(path.relative_to("talos")): file.text for path, file in tree.items()})


def _at(data: object, keys: tuple[str, ...]) -> list[Any]:
    for key in keys:
        if not isinstance(data, dict) or key not in data:
            return []
        data = data[key]
    return [data]
