"""Flux Kustomizations depend on what exists."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl import where
from clusterctl.lint.codes import UNKNOWN_DEPENDENCY
from clusterctl.lint.objects import Document, Documents
from clusterctl.problem import Problem
from clusterctl.render.tree import Found, Tree

IN_A_NAMESPACE = 4
"""Parts of the shortest path that lies in the folder of a namespace: kubernetes/apps/NAMESPACE/FILE."""
KUSTOMIZATION = "kustomize.toolkit.fluxcd.io/"


def namespace_of(document: Document) -> str:
    """The namespace of a Flux Kustomization: its own, or that of the folder whose kustomization sets it."""
    parts = document.file.path.parts
    folder = parts[2] if len(parts) >= IN_A_NAMESPACE else ""
    return document.text("metadata", "namespace") or folder


def dependencies(_tree: Tree, documents: Documents, found: Found) -> Iterator[Problem]:
    """A dependsOn that names no Kustomization; with apps of the user's own about, it may be one of theirs."""
    every = [part for parts in documents.values() for part in parts if part.file.path.is_relative_to(where.APPS)]
    parts = [part for part in every if part.text("apiVersion").startswith(KUSTOMIZATION)]
    known = {(namespace_of(part), part.text("metadata", "name")) for part in parts}
    for part in parts if not found.apps else []:
        for item in [Document(part.file, node) for node in part.items("spec", "dependsOn")]:
            wanted = (item.text("namespace") or namespace_of(part), item.text("name"))
            if wanted not in known:
                name = part.text("metadata", "name")
                message = f"{part.file.path}: {name} depends on {'/'.join(wanted)}, which does not exist"
                yield Problem(UNKNOWN_DEPENDENCY, message, part.file.source, UNKNOWN_DEPENDENCY.fix)
