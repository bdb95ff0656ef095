"""A small catalogue and a small cluster, each of which a test changes where it looks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, cast

from clusterctl.catalog.read import Catalog, Text, read_catalog
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import Secrets, read_secrets
from clusterctl.config.source import Source, read_source
from clusterctl.config.understand import understand

APPS: Final = "kubernetes/apps"
RECIPIENT: Final = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"
CLUSTER: Final = f"""\
channel: "2026.01"
age_recipients: [{RECIPIENT}]
node_cidr: 10.0.0.0/24
cluster_api_addr: 10.0.0.10
cluster_gateway_addr: 10.0.0.11
cluster_dns_gateway_addr: 10.0.0.12
cloudflare_gateway_addr: 10.0.0.13
cloudflare_domain: example.org
repository_name: example/home
schematic_id: 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba
nodes:
  - {{name: n1, address: 10.0.0.21, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:21"}}
  - {{name: n2, address: 10.0.0.22, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:22"}}
  - {{name: n3, address: 10.0.0.23, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:23", encrypt_disk: true, secureboot: true}}
"""  # noqa: E501 - one node, one line
TOKENS: Final = (
    ("cloudflare_token",),
    *(("cloudflare_tunnel", part) for part in ("AccountTag", "TunnelID", "TunnelSecret")),
    ("flux_webhook_token",),
    ("deploy_key",),
    ("extra", "grafana"),
)
CHART: Final = "chart: {url: oci://example.org/charts/NAME, version: {2026.11: 2.0.0, 2026.01: 1.2.3}}\n"
SAMPLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{APPS}/kube-system/_namespace.yaml": (
            "pod_security: {enforce: privileged, audit: baseline, warn: restricted}\n"
        ),
        f"{APPS}/kube-system/net/_app.yaml": f"{CHART}bootstrap: apps\n",
        f"{APPS}/kube-system/net/_values.yaml.j2": (
            "# The size.\nreplicas: #{ 2 if cluster.multiple_nodes else 1 }#\nlist: [a, b]\nmap: {x: 1, y: 2}\n"
        ),
        f"{APPS}/kube-system/bgp/_app.yaml": f"when: cilium_bgp_enabled\nneeds: [kube-system/net]\n{CHART}",
        f"{APPS}/network/echo/_app.yaml": (
            'needs: [kube-system/net, "kube-system/bgp?"]\n'
            f"{CHART}"
            'features: {modern: ">=2"}\n'
            "images: {main: {repository: docker.io/echo, tag: {2026.11: 40, 2026.01: 39}}}\n"
            "files: {app/hubble.yaml: hubble_enabled}\n"
            "secrets: {echo-secret: {data: {token: {secret: cloudflare_token}}}}\n"
        ),
        f"{APPS}/network/echo/app/route.yaml.j2": "kind: Route\nimage: #{ app.images.main.tag }#\n",
        f"{APPS}/network/echo/app/hubble.yaml": "kind: Hubble\n",
        "kubernetes/components/sops/_files.yaml": (
            "secrets:\n  cluster-secrets:\n"
            "    data: {SECRET_DOMAIN: {secret: cloudflare_domain, value: cloudflare_domain}}\n"
        ),
        "kubernetes/flux/cluster/ks.yaml.j2": "kind: Kustomization\n",
        "bootstrap/_files.yaml": (
            "secrets: {sops-age: {namespace: flux-system, data: {age.agekey: {secret: age_key}}}}\n"
        ),
        "talos/_files.yaml": (
            "files:\n"
            "  talconfig.yaml: {when: talhelper_enabled}\n"
            "  patches/{node}: {each: node}\n"
            "  patches/{node}/encryption.yaml: {each: node, when: node.encrypt_disk}\n"
        ),
        "talos/talconfig.yaml.j2": "global: #{ patches.global }#\nn1: #{ patches.node.n1 }#\n",
        "talos/patches/global/time.yaml.j2": "machine: {time: {servers: #{ cluster.node_ntp_servers }#}}\n",
        "talos/patches/{node}/hostname.yaml.j2": "machine: {network: {hostname: #{ node.name }#}}\n",
        "talos/patches/{node}/encryption.yaml.j2": "encryption: true\n",
    }
)


def texts(changes: Mapping[str, str | None] | None = None, *, own: bool = False) -> dict[PurePosixPath, Text]:
    """The sample's files with some changed, added or, by None, taken away."""
    files = {**SAMPLE, **(changes or {})}
    return {
        PurePosixPath(path): Text(f"templates/{path}", content, own and path in (changes or {}))
        for path, content in files.items()
        if content is not None
    }


def catalog_of(changes: Mapping[str, str | None] | None = None) -> Catalog:
    """The sample's catalogue with some files changed."""
    return read_catalog(texts(changes))


def secrets_of(*more: str) -> Secrets:
    """Secrets by name, as they look without a key."""
    nested: dict[str, object] = {}
    for name in (*TOKENS, *(tuple(name.split(".")) for name in more)):
        *folders, leaf = name
        place = nested
        for folder in folders:
            place = cast("dict[str, object]", place.setdefault(folder, {}))
        place[leaf] = "ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]"
    sealed = {**nested, "sops": {"age": [{"recipient": RECIPIENT, "enc": "made up"}], "mac": "made up"}}
    secrets, problems = read_secrets("secrets.sops.yaml", json.dumps(sealed).encode())
    assert problems == ()
    return secrets


def description(added: str = "", secrets: Secrets | None = None) -> tuple[Cluster, Source]:
    """The sample's cluster, with lines added to cluster.yaml."""
    settings = read_source("cluster.yaml", (CLUSTER + added).encode())
    cluster, problems = understand(settings, secrets or secrets_of())
    assert cluster is not None, problems
    return cluster, settings
