"""The tools of a cluster repository for mise, in the versions of its channel."""

from __future__ import annotations

from collections.abc import Mapping

from clusterctl.compat.channels import Channel

SOURCES: Mapping[str, str] = {
    "talosctl": "aqua:siderolabs/talos",
    "talhelper": "aqua:budimanjojo/talhelper",
    "kubectl": "aqua:kubernetes/kubectl",
    "helm": "aqua:helm/helm",
    "helmfile": "aqua:helmfile/helmfile",
    "flux": "aqua:fluxcd/flux2",
    "sops": "aqua:getsops/sops",
    "age": "aqua:FiloSottile/age",
    "kustomize": "aqua:kubernetes-sigs/kustomize",
    "kubeconform": "aqua:yannh/kubeconform",
    "yq": "aqua:mikefarah/yq",
}
"""Where mise gets a tool that the channel pins."""

UNPINNED: Mapping[str, str] = {
    "aqua:go-task/task": "3.54.0",
    "aqua:cloudflare/cloudflared": "2026.9.1",
    "pipx:pre-commit": "4.7.0",
}
"""Tools that touch neither the cluster nor its files: one version for every channel."""

HEAD = """\
# The tools of this cluster, for https://mise.jdx.dev: `mise trust && mise install`.

[env]
KUBECONFIG = "{{config_root}}/kubeconfig"
SOPS_AGE_KEY_FILE = "{{config_root}}/age.key"
TALOSCONFIG = "{{config_root}}/talosconfig"

[tools]
"""


def mise(channel: Channel, version: str) -> str:
    """The text of .mise.toml: this program in its own version, and the tools."""
    pinned = {source: channel.tools[name] for name, source in SOURCES.items()}
    pins = {"pipx:talos-clusterctl": version, **pinned, **UNPINNED}
    return HEAD + "".join(f'"{source}" = "{pin}"\n' for source, pin in pins.items())
