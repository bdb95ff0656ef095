"""Trees as Flux and kustomize read them, and what a kustomization.yaml must come to, worked out without them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support import guard

Manifest = dict[str, Any]
"""A Kubernetes object as data."""

FILE = "kustomization.yaml"


@dataclass(frozen=True)
class Applied:
    """What one Flux Kustomization gives to the cluster."""

    name: str
    namespace: str
    objects: list[Manifest]


def identity(manifest: Manifest) -> tuple[str, str, str]:
    """Kind, namespace and name."""
    metadata = manifest["metadata"]
    return manifest["kind"], metadata.get("namespace", ""), metadata["name"]


def in_order(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Objects in an order that does not depend on who built them."""
    return sorted(manifests, key=identity)


def documents(text: str) -> list[Any]:
    """All documents of a text that hold anything."""
    return [document for document in yaml.load_all(text, yaml.CSafeLoader) if document is not None]


def flux_read(flux: Path, text: str) -> list[Any]:
    """The documents of a text as Flux and Kubernetes read it."""
    return [json.loads(line) for line in _run((flux, "read"), text).splitlines()]


def kustomize_build(kustomize: Path, flux: Path, folder: Path) -> list[Manifest]:
    """What the real kustomize makes of a folder, read as Flux reads it.

    Other readers do not do: kustomize writes 61e9540 without quotes, since in its language that is no number.
    """
    return flux_read(flux, _run((kustomize, "build", folder)))


def flux_build(flux: Path, root: Path, kustomizations: list[Manifest], **variables: str) -> list[Applied]:
    """What Flux makes of each Kustomization, with the variables of cluster-secrets."""
    text = yaml.safe_dump_all(kustomizations)
    given = [f"{name}={value}" for name, value in variables.items()]
    return [Applied(**json.loads(line)) for line in _run((flux, "build", root, *given), text).splitlines()]


def listed(root: Path, folder: Path) -> Iterator[Manifest]:
    """Every object that the kustomization.yaml of a folder comes to by the files, folders and components it lists."""
    data = documents((folder / FILE).read_text(encoding="utf-8"))[0]
    for entry in (*data["resources"], *data.get("components", ())):
        for manifest in read(root, (folder / entry).resolve()):
            yield in_namespace(manifest, data["namespace"]) if "namespace" in data else manifest


def read(root: Path, path: Path) -> Iterator[Manifest]:
    """The objects of a file, or of a folder with a kustomization.yaml."""
    assert path.is_relative_to(root.resolve()), f"{path} is outside of the tree"
    if path.is_dir():
        yield from listed(root, path)
    else:
        yield from documents(path.read_text(encoding="utf-8"))


def in_namespace(manifest: Manifest, namespace: str) -> Manifest:
    """The object as kustomize moves it into a namespace: anything but a Namespace."""
    if manifest["kind"] == "Namespace":
        return manifest
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": namespace}}


def filled_in(value: Any, variables: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever a manifest holds
    """Data with ${NAME} replaced in every text."""
    if isinstance(value, dict):
        return {filled_in(key, variables): filled_in(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item, variables) for item in value]
    for name, text in variables.items():
        value = value.replace(f"${{{name}}}", text) if isinstance(value, str) else value
    return value


def _run(argv: tuple[str | Path, ...], stdin: str = "") -> str:
    with guard.processes(allowed=True):
        done = subprocess.run(argv, input=stdin, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
