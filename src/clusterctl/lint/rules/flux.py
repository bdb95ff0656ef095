"""Flux Kustomizations have a namespace, and depend on what exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clusterctl import where
from clusterctl.lint.codes import NO_NAMESPACE, UNKNOWN_DEPENDENCY
from clusterctl.lint.objects import Document, Documents, Judged, find
from clusterctl.problem import Problem, Severity
from clusterctl.render.tree import Path

IN_A_NAMESPACE = 4
"""Parts of the shortest path that lies in the folder of a namespace: kubernetes/apps/NAMESPACE/FILE."""
LISTED = 5
"""Parts of the longest path that the kustomization of a namespace lists: kubernetes/apps/NAMESPACE/APP/ks.yaml."""
KUSTOMIZATION = "kustomize.toolkit.fluxcd.io/"


def namespace_of(document: Document) -> str:
    """The namespace of a Flux Kustomization: its own, or that of the folder whose kustomization sets it."""
    parts = document.file.path.parts
    folder = parts[2] if len(parts) >= IN_A_NAMESPACE else ""
    return document.text("metadata", "namespace") or folder


def kustomizations(documents: Documents) -> Iterator[Document]:
    """The Flux Kustomizations among documents."""
    for parts in documents.values():
        yield from (part for part in parts if part.text("apiVersion").startswith(KUSTOMIZATION))


def dependencies(judged: Judged) -> Iterator[Problem]:
    """A dependsOn that names no Kustomization, neither a rendered one nor one of the user's own."""
    ours = [part for part in kustomizations(judged.documents) if part.file.path.is_relative_to(where.APPS)]
    known = set(known_names(ours, judged))
    for part in ours:
        for item in [Document(part.file, node) for node in part.items("spec", "dependsOn")]:
            wanted = (item.text("namespace") or namespace_of(part), item.text("name"))
            if wanted not in known:
                name = part.text("metadata", "name")
                message = f"{part.file.path}: {name} depends on {'/'.join(wanted)}, which does not exist"
                yield Problem(UNKNOWN_DEPENDENCY, message, part.file.source, UNKNOWN_DEPENDENCY.fix)


def known_names(ours: Iterable[Document], judged: Judged) -> Iterator[tuple[str, str]]:
    """Namespace and name of every Kustomization.

    In a folder of the user's own a kustomization, which is not looked at, may set the folder's name as namespace.
    """
    for part in ours:
        yield namespace_of(part), part.text("metadata", "name")
    for part in kustomizations(judged.foreign):
        path, name = part.file.path, part.text("metadata", "name")
        yield namespace_of(part), name
        if len(path.parts) >= IN_A_NAMESPACE and not around(path, judged):
            yield path.parts[2], name


def homeless(judged: Judged) -> Iterator[Problem]:
    """A Kustomization without a namespace in a folder whose kustomization sets none. The user's own is a warning."""
    foreign = {path: judged.foreign[path] for path in judged.found.apps if path in judged.foreign}
    for part in kustomizations({**judged.documents, **foreign}):
        path = part.file.path
        if is_listed(path, judged) and not part.text("metadata", "namespace"):
            mine = path in judged.tree
            place = part.file.source if mine else part.place(find(part.node, "metadata") or part.node)
            message = f"{path}: Kustomization {part.text('metadata', 'name')} has no namespace"
            severity = Severity.ERROR if mine else Severity.WARNING
            yield Problem(NO_NAMESPACE, message, place, NO_NAMESPACE.fix, severity)


def is_listed(path: Path, judged: Judged) -> bool:
    """Whether the kustomization of a namespace lists a file and sets no namespace in it."""
    if not path.is_relative_to(where.APPS) or not IN_A_NAMESPACE <= len(path.parts) <= LISTED:
        return False
    documents = around(path, judged)
    return bool(documents) and not any(document.text("namespace") for document in documents)


def around(path: Path, judged: Judged) -> tuple[Document, ...]:
    """The kustomization of the namespace's folder that a file lies in; empty where none is rendered."""
    return judged.documents.get(Path(*path.parts[:3]) / where.KUSTOMIZATION, ())
