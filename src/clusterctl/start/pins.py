"""The tools of a cluster repository for mise, one column of versions for each channel."""

from __future__ import annotations

from collections.abc import Mapping

NEWEST = "2026.11"

TOOLS: Mapping[str, Mapping[str, str]] = {
    "aqua:siderolabs/talos": {"2026.11": "1.14.1", "2026.01": "1.12.1"},
    "aqua:budimanjojo/talhelper": {"2026.01": "3.1.17"},
    "aqua:kubernetes/kubectl": {"2026.11": "1.36.4", "2026.01": "1.35.0"},
    "aqua:helm/helm": {"2026.11": "4.3.1", "2026.01": "3.19.4"},
    "aqua:helmfile/helmfile": {"2026.11": "1.8.0", "2026.01": "1.2.3"},
    "aqua:fluxcd/flux2": {"2026.11": "2.9.5", "2026.01": "2.7.5"},
    "aqua:getsops/sops": {"2026.11": "3.13.3", "2026.01": "3.11.0"},
    "aqua:FiloSottile/age": {"2026.11": "1.3.1", "2026.01": "1.3.1"},
    "aqua:kubernetes-sigs/kustomize": {"2026.11": "5.8.1", "2026.01": "5.8.0"},
    "aqua:yannh/kubeconform": {"2026.11": "0.8.0", "2026.01": "0.7.0"},
    "aqua:mikefarah/yq": {"2026.11": "4.53.6", "2026.01": "4.50.1"},
    "aqua:go-task/task": {"2026.11": "3.54.0", "2026.01": "3.46.4"},
    "aqua:cloudflare/cloudflared": {"2026.11": "2026.9.1", "2026.01": "2025.11.1"},
    "pipx:pre-commit": {"2026.11": "4.7.0", "2026.01": "4.7.0"},
}
"""talhelper stops at Talos 1.13, so the newest channel has none."""

ENVIRONMENT = """\
# The tools of this cluster, for https://mise.jdx.dev: `mise trust && mise install`.

[env]
KUBECONFIG = "{{config_root}}/kubeconfig"
SOPS_AGE_KEY_FILE = "{{config_root}}/age.key"
TALOSCONFIG = "{{config_root}}/talosconfig"

[tools]
"""


def mise(channel: str, version: str) -> str:
    """The text of .mise.toml: all tools of a channel, and this program in its own version."""
    pins = {"pipx:talos-clusterctl": version}
    pins |= {name: column.get(channel, "") for name, column in TOOLS.items()}
    return ENVIRONMENT + "".join(f'"{name}" = "{pin}"\n' for name, pin in pins.items() if pin)
