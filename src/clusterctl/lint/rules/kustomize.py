"""What a kustomization lists exists, and what exists is listed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from yaml import MappingNode, ScalarNode, SequenceNode

from clusterctl import where
from clusterctl.lint.codes import NOT_THERE, UNLISTED
from clusterctl.lint.objects import Document, Judged, Node
from clusterctl.problem import Problem
from clusterctl.render.tree import Path

LISTS = ("resources", "components")
REMOTE = ("git@", "github.com/")
"""How an entry that kustomize fetches may begin, beside those with a scheme."""


def listed(document: Document) -> Iterator[tuple[Path, Problem]]:
    """Every local path that a kustomization lists, with the problem it would be if nothing stood there."""
    folder = document.file.path.parent
    for item in [node for name in LISTS for node in document.items(name) if not elsewhere(node)]:
        target = Path(posixpath.normpath(f"{folder}/{item.value}"))
        message = f"{document.file.path} lists {item.value}, which is not there"
        yield target, Problem(NOT_THERE, message, document.file.source, NOT_THERE.fix, related=(document.place(item),))


def elsewhere(node: Node) -> bool:
    """Whether an entry names something on another machine, which kustomize fetches, or is no text at all."""
    text = str(node.value)
    return not isinstance(node, ScalarNode) or "//" in text or "?ref=" in text or text.startswith(REMOTE)


def missing(judged: Judged) -> Iterator[Problem]:
    """A kustomization that lists a file or folder which neither the tree nor the repository holds."""
    tree, apps = judged.tree, judged.found.apps
    folders = {parent for path in tree for parent in path.parents}
    for path, parts in judged.documents.items():
        if path.name == where.KUSTOMIZATION:
            for target, problem in [pair for part in parts for pair in listed(part)]:
                if target not in tree and target not in folders and target not in apps:
                    yield problem


def unlisted(judged: Judged) -> Iterator[Problem]:
    """A manifest below kubernetes/apps that no kustomization lists, or names as a patch or in a generator."""
    kustomizations = [
        part for path, parts in judged.documents.items() if path.name == where.KUSTOMIZATION for part in parts
    ]
    known = {
        Path(posixpath.normpath(f"{part.file.path.parent}/{text.rpartition('=')[2]}"))
        for part in kustomizations
        for text in texts(part.node)
    }
    for path in judged.documents:
        if path.is_relative_to(where.APPS) and path.name != where.KUSTOMIZATION and path not in known:
            yield Problem(
                UNLISTED, f"{path} is listed by no kustomization.yaml", judged.tree[path].source, UNLISTED.fix
            )


def texts(top: Node) -> Iterator[str]:
    """Every text in a document; one that an alias repeats comes once."""
    seen, waiting = set(), [top]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            yield str(node.value)
        elif isinstance(node, SequenceNode):
            waiting += node.value
        elif isinstance(node, MappingNode):
            waiting += [value for _, value in node.value]
