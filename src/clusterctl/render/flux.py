"""Flux and kustomize objects as data: ks.yaml, kustomization.yaml, namespace.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from clusterctl.catalog.model import Namespace, Part
from clusterctl.catalog.selection import Choice, Selection
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.repository import FluxHome

FLUX_NAMESPACE: Final = FluxHome.FLUX_SYSTEM.value
MANAGED: Final = {"app.kubernetes.io/managed-by": "clusterctl"}
"""Our Kustomizations say everything themselves: the root Kustomization patches those without this label only."""

_COMPONENT: Final = "../../components/sops"
_HELM_API: Final = "helm.toolkit.fluxcd.io/v2"


def kustomization(choice: Choice, part: Part, selection: Selection, cluster: Cluster) -> dict[str, object]:
    """The Flux Kustomization of one part of an app."""
    app, flux = choice.app, choice.app.app.flux
    metadata: dict[str, object] = {"name": part.name}
    if cluster.kustomizations_in_flux_system:
        metadata["namespace"] = FLUX_NAMESPACE
    metadata["labels"] = MANAGED
    spec: dict[str, object] = {
        "interval": flux.interval,
        "retryInterval": "30s",
        "timeout": part.timeout,
        "path": f"./{app.folder / part.path}",
        "prune": True,
        "wait": part.wait,
        "deletionPolicy": "WaitForTermination",
        "targetNamespace": app.namespace,
        "sourceRef": {"kind": "GitRepository", "name": FLUX_NAMESPACE, "namespace": FLUX_NAMESPACE},
        "decryption": {"provider": "sops"},
        "postBuild": _post_build(flux.substitute),
        "dependsOn": list(_depends_on(choice, part, selection, cluster)),
        "healthChecks": [health_check(text, choice, cluster) for text in part.health],
        "healthCheckExprs": part.exprs,
    }
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": metadata,
        "spec": {key: value for key, value in spec.items() if value != []},
    }


def _post_build(substitute: Mapping[str, str]) -> dict[str, object]:
    source: dict[str, object] = {"substituteFrom": [{"kind": "Secret", "name": "cluster-secrets"}]}
    return {"substitute": dict(substitute), **source} if substitute else source


def _depends_on(choice: Choice, part: Part, selection: Selection, cluster: Cluster) -> Iterator[dict[str, str]]:
    for namespace, name in selection.waits_for(choice, part):
        yield {"name": name, "namespace": cluster.kustomizations_of(namespace)}


def health_check(text: str, choice: Choice, cluster: Cluster) -> dict[str, str]:
    """An entry of `health` as Flux has it; the forms are those of catalog.model.Flux."""
    namespace = choice.app.namespace
    if text == "helmrelease":
        api, kind, name = _HELM_API, "HelmRelease", choice.app.release
    elif " " not in text:
        api, (kind, name) = "apps/v1", text.split("/", 1)
    else:
        api, kind, name, namespace = (*(_word(word, cluster) for word in text.split()), "")[:4]
    check = {"apiVersion": api, "kind": kind, "name": name, "namespace": namespace}
    return {key: value for key, value in check.items() if value}


def _word(word: str, cluster: Cluster) -> str:
    return str(getattr(cluster, word.removeprefix("cluster."))) if word.startswith("cluster.") else word


def resources(names: Iterable[str]) -> dict[str, object]:
    """The kustomization.yaml of a folder whose files are listed."""
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [f"./{name}" for name in names],
    }


def namespace_resources(name: str, listed: Iterable[str], cluster: Cluster) -> dict[str, object]:
    """The kustomization.yaml of a namespace's folder.

    With all Flux Kustomizations in flux-system only that namespace needs cluster-secrets, else each one does.
    """
    data = resources(listed)
    if cluster.kustomizations_in_flux_system and name != FLUX_NAMESPACE:
        return data
    listing = data.pop("resources")
    return {**data, "namespace": name, "components": [_COMPONENT], "resources": listing}


def namespace_object(name: str, namespace: Namespace) -> dict[str, object]:
    """The Namespace with its pod-security levels."""
    metadata: dict[str, object] = {"name": name}
    if namespace.prune:
        metadata["annotations"] = {"kustomize.toolkit.fluxcd.io/prune": namespace.prune}
    if levels := namespace.pod_security:
        metadata["labels"] = {
            f"pod-security.kubernetes.io/{mode}": getattr(levels, mode) for mode in ("enforce", "audit", "warn")
        }
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
