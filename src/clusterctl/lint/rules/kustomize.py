"""What a kustomization lists exists, and what exists is listed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from clusterctl.lint.codes import NOT_THERE, UNLISTED
from clusterctl.lint.objects import Document, Documents
from clusterctl.problem import Problem
from clusterctl.render.tree import Found, Path, Tree

LISTS = ("resources", "components")
NAME = "kustomization.yaml"
APPS = Path("kubernetes/apps")


def listed(document: Document) -> Iterator[tuple[Path, Problem]]:
    """Every local path that a kustomization lists, with the problem it would be if nothing stood there."""
    folder = document.file.path.parent
    for item in [node for name in LISTS for node in document.items(name)]:
        target = Path(posixpath.normpath(f"{folder}/{item.value}"))
        message = f"{document.file.path} lists {item.value}, which is not there"
        yield target, Problem(NOT_THERE, message, document.file.source, NOT_THERE.fix, related=(document.place(item),))


def missing(tree: Tree, documents: Documents, found: Found) -> Iterator[Problem]:
    """A kustomization that lists a file or folder which neither the tree nor the repository holds."""
    folders = {parent for path in tree for parent in path.parents}
    for path, parts in documents.items():
        if path.name == NAME:
            for target, problem in [pair for part in parts for pair in listed(part)]:
                if target not in tree and target not in folders and target not in found.apps:
                    yield problem


def unlisted(tree: Tree, documents: Documents, _found: Found) -> Iterator[Problem]:
    """A file below kubernetes/apps that no kustomization lists."""
    kustomizations = [part for path, parts in documents.items() if path.name == NAME for part in parts]
    known = {target for part in kustomizations for target, _ in listed(part)}
    generated = {
        Path(posixpath.normpath(f"{part.file.path.parent}/{name}"))
        for part in kustomizations
        for name in files_of(part)
    }
    for path, file in tree.items():
        if path.is_relative_to(APPS) and path.name != NAME and path not in known | generated:
            yield Problem(UNLISTED, f"{path} is listed by no kustomization.yaml", file.source, UNLISTED.fix)


def files_of(document: Document) -> Iterator[str]:
    """The files that config map and secret generators of a kustomization read."""
    for kind in ("configMapGenerator", "secretGenerator"):
        for generator in document.items(kind):
            part = Document(document.file, generator)
            yield from (str(node.value).rpartition("=")[2] for node in part.items("files"))
