"""A tree as Kubernetes sees it: documents with a kind, a name and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import yaml

from clusterctl import where
from clusterctl.lint.codes import NOT_YAML
from clusterctl.problem import Problem, Severity, Span
from clusterctl.render.tree import File, Found, Path, Tree

Node = yaml.Node


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document of one file, unresolved: scalars are text, as they stand."""

    file: File
    node: Node

    def text(self, *keys: str) -> str:
        """The scalar below these keys, "" where there is none."""
        node = find(self.node, *keys)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def items(self, *keys: str) -> list[Node]:
        """The items of the list below these keys."""
        node = find(self.node, *keys)
        return list(node.value) if isinstance(node, yaml.SequenceNode) else []

    def place(self, node: Node) -> Span:
        """Where a node stands in its file."""
        return Span(str(self.file.path), node.start_mark.line + 1, node.start_mark.column + 1)


Documents = Mapping[Path, tuple[Document, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules look at: a tree, the documents in it, and those in the user's own manifests beside it."""

    tree: Tree
    found: Found
    documents: Documents
    foreign: Documents


def find(node: Node | None, *keys: str) -> Node | None:
    """The node below these keys."""
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == key), None)
    return node


def read_documents(tree: Tree) -> tuple[Documents, tuple[Problem, ...]]:
    """All documents of all YAML files, and a problem for each file that is not YAML."""
    documents: dict[Path, tuple[Document, ...]] = {}
    problems: list[Problem] = []
    for path, file in tree.items():
        if path.suffix not in where.YAML:
            continue
        try:
            documents[path] = tuple(compose(file))
        except yaml.YAMLError as error:
            problems.append(not_yaml(file, error))
    return documents, tuple(problems)


def read_foreign(found: Found) -> tuple[Documents, tuple[Problem, ...]]:
    """The same of the user's own manifests; what is wrong with those stops nobody."""
    documents, problems = read_documents(
        {path: File(path, text, Span(str(path))) for path, text in found.manifests.items()}
    )
    return documents, tuple(replace(problem, severity=Severity.WARNING) for problem in problems)


def compose(file: File) -> Iterator[Document]:
    """The documents of a file; empty ones are left out."""
    for node in yaml.compose_all(file.text, Loader=yaml.CSafeLoader):
        if node is not None:
            yield Document(file, node)


def not_yaml(file: File, error: yaml.YAMLError) -> Problem:
    """A syntax error as a problem at its template, since the rendered file may not exist yet."""
    mark = getattr(error, "problem_mark", None)
    line = f" in line {mark.line + 1}" if mark else ""
    reason = getattr(error, "problem", None) or "cannot be read"
    return Problem(NOT_YAML, f"{file.path} is not YAML{line}: {reason}", file.source, NOT_YAML.fix)
