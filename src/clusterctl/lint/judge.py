"""All rules over one tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterctl.lint.objects import Documents, read_documents
from clusterctl.lint.rules import flux, kustomize, secrets
from clusterctl.problem import Problem
from clusterctl.render.tree import Found, Tree

RuleFunction = Callable[[Tree, Documents, Found], Iterator[Problem]]

RULES: tuple[RuleFunction, ...] = (
    kustomize.missing,
    kustomize.unlisted,
    flux.dependencies,
    secrets.in_clear,
)


def lint(tree: Tree, found: Found) -> tuple[Problem, ...]:
    """Everything that is wrong with a tree. Files that are not YAML are told, all others are still judged."""
    documents, problems = read_documents(tree)
    return (*problems, *(problem for rule in RULES for problem in rule(tree, documents, found)))
