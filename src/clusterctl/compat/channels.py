"""The version channels: a dated set of pins that were tried together. Chart and image pins stand in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clusterctl.compat.versions import Minor


@dataclass(frozen=True, slots=True)
class Channel:
    """One set of pins: Talos, Kubernetes, and the version of each command-line tool by its name.

    `kubernetes_tested` is the range that all of its apps are tested with, or run with in practice.
    """

    name: str
    talos: str
    kubernetes: str
    kubernetes_tested: tuple[Minor, Minor]
    tools: Mapping[str, str]


def _channel(name: str, talos: str, kubernetes: str, tested: tuple[int, int], **tools: str) -> Channel:
    span = Minor(1, tested[0]), Minor(1, tested[1])
    return Channel(name, talos, kubernetes, span, MappingProxyType({"talosctl": talos, "kubectl": kubernetes, **tools}))


NEWEST = _channel(
    "2026.11",
    talos="1.14.1",
    kubernetes="1.36.4",
    tested=(33, 36),
    age="1.3.1",
    flux="2.9.5",
    helm="4.3.1",
    helmfile="1.8.0",
    kubeconform="0.8.0",
    kustomize="5.8.1",
    sops="3.13.3",
    talhelper="3.1.17",
    yq="4.53.6",
)
SEED = _channel(
    "2026.01",
    talos="1.12.1",
    kubernetes="1.35.0",
    tested=(32, 35),
    age="1.3.1",
    flux="2.7.5",
    helm="3.19.4",
    helmfile="1.2.3",
    kubeconform="0.7.0",
    kustomize="5.8.0",
    sops="3.11.0",
    talhelper="3.1.17",
    yq="4.50.1",
)
CHANNELS: Mapping[str, Channel] = MappingProxyType({channel.name: channel for channel in (NEWEST, SEED)})
"""All channels by name, newest first."""
UNIFI_CONTROLLER_CHANNELS = (SEED.name,)
"""Where external-dns speaks to a UniFi controller by its old API; by the new one (0.10) it is told of no machine."""
POST_QUANTUM_CHANNELS = (NEWEST.name,)
"""Where sops (3.12) and Flux (2.9) know post-quantum age keys."""
