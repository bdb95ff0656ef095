"""All rules over one tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterctl.lint.objects import Judged, read_documents, read_foreign
from clusterctl.lint.rules import flux, kustomize, secrets
from clusterctl.problem import Problem
from clusterctl.render.tree import Found, Tree

RuleFunction = Callable[[Judged], Iterator[Problem]]

RULES: tuple[RuleFunction, ...] = (
    kustomize.missing,
    kustomize.unlisted,
    flux.dependencies,
    flux.homeless,
    secrets.in_clear,
)


def lint(tree: Tree, found: Found) -> tuple[Problem, ...]:
    """Everything that is wrong with a tree. Files that are not YAML are told, all others are still judged."""
    documents, problems = read_documents(tree)
    foreign, warnings = read_foreign(found)
    judged = Judged(tree, found, documents, foreign)
    return (*problems, *warnings, *(problem for rule in RULES for problem in rule(judged)))
