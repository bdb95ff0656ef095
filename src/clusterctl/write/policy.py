"""The user's permissions, by path."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from clusterctl.problem import Problem, Span
from clusterctl.render.tree import Path, Tree
from clusterctl.write.change import Ledger, Policy
from clusterctl.write.codes import NO_SUCH_FILE


def names(allowed: Collection[Path], path: Path) -> bool:
    """Whether a permission covers a path: it names the path or a folder above it."""
    return any(part in allowed for part in (path, *path.parents))


def check_policy(policy: Policy, tree: Tree, ledger: Ledger) -> Iterator[Problem]:
    """The permissions that fit no file, each with what it would have to name."""
    gone = [path for path in ledger if path not in tree]
    every = ("--overwrite", policy.overwrite, [*tree, *gone], "a rendered file")
    rendered = ("--adopt", policy.adopt, list(tree), "a file that is rendered")
    unrendered = ("--release", policy.release, gone, "a file that is no longer rendered")
    for option, given, known, meant in (every, rendered, unrendered):
        for path in sorted(given):
            if not any(names({path}, one) for one in known):
                message = f"{option} {path}: this is not {meant}"
                yield Problem(NO_SUCH_FILE, message, Span(str(path)), NO_SUCH_FILE.fix)
