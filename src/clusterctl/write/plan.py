"""What to do with each file: want (as rendered now), have (on disk) and base (as rendered when last accepted).

| want | have | base | action                                                        |
| ---- | ---- | ---- | ------------------------------------------------------------- |
| x    | x    | any  | keep                                                          |
| x    | none | none | create                                                        |
| x    | none | y    | recreate                                                      |
| x    | y    | y    | update                                                        |
| x    | z    | x    | keep edit: there is nothing new to say                        |
| x    | z    | y    | conflict; `--overwrite` updates, `--adopt` keeps              |
| x    | z    | none | conflict; `--overwrite` updates, `--adopt` keeps              |
| none | y    | y    | delete                                                        |
| none | z    | y    | conflict; `--overwrite` deletes, `--release` leaves           |
| none | none | y    | forget                                                        |
| none | y    | none | not ours: never looked at                                     |

Sealed files are decided in `seal.py`; here they are only marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clusterctl.problem import ConfigError
from clusterctl.render.tree import File, Path, Tree
from clusterctl.write.blob import blob_id, lf
from clusterctl.write.change import Action, Blocked, Change, Entry, Have, Ledger, Obstacle, Policy
from clusterctl.write.conflicts import blocked, edited, edited_gone, existed
from clusterctl.write.guard import check_paths
from clusterctl.write.policy import check_policy, names
from clusterctl.write.review import review

ABSENT = frozenset({Obstacle.FOLDER, Obstacle.FILE_ABOVE, Obstacle.OTHER_CASE})
"""Obstacles that prove that the file we once wrote is gone."""


@dataclass(frozen=True, slots=True)
class Case:
    """One path with everything that decides about it."""

    path: Path
    have: Have
    entries: tuple[Entry, ...]
    base: bytes | None

    @property
    def written(self) -> frozenset[str]:
        """The blob ids that a file has which is as we wrote it."""
        return frozenset(entry.sealed or ("" if entry.proof else entry.base) for entry in self.entries) - {""}

    @property
    def unedited(self) -> bool:
        """Whether the file on disk is as we wrote it."""
        return isinstance(self.have, bytes) and blob_id(lf(self.have)) in self.written


def paths_of(tree: Tree, ledger: Ledger) -> frozenset[Path]:
    """The paths that a plan decides about."""
    return frozenset(tree) | frozenset(ledger)


def plan(
    tree: Tree, haves: Mapping[Path, Have], ledger: Ledger, policy: Policy, bases: Mapping[Path, bytes]
) -> tuple[Change, ...]:
    """Decide about every rendered path and every path of the ledger, sorted.

    `haves` answers for each of `paths_of`; `bases` are the kept texts of earlier output. A change whose `why` is an
    error stops the whole run. Raises a ConfigError for paths that may not be rendered and options that fit nothing.
    """
    faults = (*check_paths(tree), *check_policy(policy, tree, ledger))
    if faults:
        raise ConfigError(faults)
    cases = [Case(path, haves[path], ledger.get(path, ()), bases.get(path)) for path in sorted(paths_of(tree, ledger))]
    changes = [wanted(case, tree[case.path], policy) if case.path in tree else unwanted(case, policy) for case in cases]
    return review(tuple(changes), ledger, policy)


def wanted(case: Case, file: File, policy: Policy) -> Change:
    """Decide about a file that is rendered."""
    if isinstance(case.have, Blocked):
        why = blocked(case.path, case.have, wanted=True)
        return Change(case.path, Action.CONFLICT, why=why, sealed=file.rule is not None)
    if file.rule is not None:
        return Change(case.path, Action.SEAL, case.have, sealed=True)
    want = lf(file.text.encode())
    entry = Entry(case.path, blob_id(want), pin=file.pin)
    if case.have is None:
        action = Action.RECREATE if case.entries else Action.CREATE
        return Change(case.path, action, None, want, entry)
    if lf(case.have) == want:
        return Change(case.path, Action.KEEP, case.have, None, entry)
    return differing(case, case.have, want, entry, policy)


def differing(case: Case, have: bytes, want: bytes, entry: Entry, policy: Policy) -> Change:
    """Decide about a rendered file that the disk has otherwise."""
    if case.unedited or names(policy.overwrite, case.path):
        return Change(case.path, Action.UPDATE, have, want, entry)
    if entry.base in {line.base for line in case.entries if not line.proof}:
        return Change(case.path, Action.KEEP_EDIT, have, None, entry, base=want)
    if names(policy.adopt, case.path):
        return Change(case.path, Action.ADOPT, have, None, entry, base=want)
    why = edited(case.path, have, want, case.base) if case.entries else existed(case.path, have, want)
    return Change(case.path, Action.CONFLICT, have, want, why=why)


def unwanted(case: Case, policy: Policy) -> Change:
    """Decide about a file that was rendered once and is not any more."""
    have = case.have
    sealed = any(entry.proof for entry in case.entries)
    if have is None or (isinstance(have, Blocked) and have.obstacle in ABSENT):
        return Change(case.path, Action.FORGET, sealed=sealed)
    if names(policy.release, case.path):
        return Change(case.path, Action.RELEASE, have if isinstance(have, bytes) else None, sealed=sealed)
    if isinstance(have, Blocked):
        return Change(case.path, Action.CONFLICT, why=blocked(case.path, have, wanted=False), sealed=sealed)
    if case.unedited or names(policy.overwrite, case.path):
        return Change(case.path, Action.DELETE, have, sealed=sealed)
    why = edited_gone(case.path, have, case.base)
    return Change(case.path, Action.CONFLICT, have, why=why, sealed=sealed)
