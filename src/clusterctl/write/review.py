"""A look at the plan as a whole: too many deletions, deletions that cost data, moves, deletions by the user."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from clusterctl.problem import Problem
from clusterctl.render.tree import Path
from clusterctl.write.change import Action, Change, Ledger, Policy
from clusterctl.write.conflicts import needs_prune, recreated
from clusterctl.write.find import app_of
from clusterctl.write.moves import move_whys

KEPT = b"kustomize.toolkit.fluxcd.io/prune: disabled"
"""What a manifest says that Flux must not delete."""
SAFE_DELETIONS = 10
SAFE_SHARE = 4
"""More than SAFE_DELETIONS files and more than one in SAFE_SHARE need `--prune`."""
PRECIOUS = re.compile(rb"^kind:\s*[\"']?(Namespace|PersistentVolumeClaim)\b", re.MULTILINE)


def review(changes: tuple[Change, ...], ledger: Ledger, policy: Policy) -> tuple[Change, ...]:
    """The changes, with a `why` on those that must not happen unasked and on those that must be said."""
    whys = {} if policy.prune else {**prune_whys(changes, ledger), **move_whys(changes)}
    return renoted(tuple(replace(change, why=whys.get(change.path, change.why)) for change in changes))


def renoted(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes with the notes about files that come back, those told before made anew."""
    whys = recreate_whys(changes)
    return tuple(
        replace(change, why=whys.get(change.path)) if change.action is Action.RECREATE else change for change in changes
    )


def prune_whys(changes: tuple[Change, ...], ledger: Ledger) -> dict[Path, Problem]:
    """The deletions that need `--prune`; a plan with too many of them says so once."""
    deleted = [change for change in changes if change.action is Action.DELETE]
    whys = {}
    if len(deleted) > SAFE_DELETIONS and len(deleted) * SAFE_SHARE > len(ledger):
        why = f"it is one of {len(deleted)} files of {len(ledger)} that would go"
        whys[deleted[0].path] = needs_prune(deleted[0].path, why)
    for change in deleted:
        if found := PRECIOUS.search(change.before or b""):
            effect = (
                "Flux leaves it in the cluster" if KEPT in (change.before or b"") else "Flux deletes all that is in it"
            )
            whys[change.path] = needs_prune(change.path, f"it holds a {found[1].decode()}, and {effect}")
    return whys


def recreate_whys(changes: tuple[Change, ...]) -> dict[Path, Problem]:
    """The files that the user deleted and that come back, said once for each app."""
    groups: defaultdict[str, list[Path]] = defaultdict(list)
    for change in changes:
        if change.action is Action.RECREATE:
            groups[app_of(change.path)].append(change.path)
    return {paths[0]: recreated(paths) for paths in groups.values()}
