"""Flux Kustomizations that would move to another namespace: Flux would delete each one with its app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from clusterctl.lint.objects import compose
from clusterctl.lint.rules.flux import KUSTOMIZATION, namespace_of
from clusterctl.problem import Problem, Span
from clusterctl.render.tree import File, Path
from clusterctl.write.change import Action, Change
from clusterctl.write.codes import MOVES


@dataclass(frozen=True, slots=True)
class Move:
    """One Kustomization that has another namespace afterwards."""

    path: Path
    name: str
    before: str
    after: str


def move_whys(changes: Iterable[Change]) -> dict[Path, Problem]:
    """The problem of all moves of a plan, said once at the first of them; none when nothing moves."""
    moves = [move for change in changes if change.action is Action.UPDATE for move in moves_of(change)]
    return {moves[0].path: needs_permission(moves)} if moves else {}


def moves_of(change: Change) -> Iterator[Move]:
    """What moves within one file: the same name in another namespace."""
    before = kustomizations(change.path, change.before)
    for name, namespace in kustomizations(change.path, change.after if before else None).items():
        if before.get(name, namespace) != namespace:
            yield Move(change.path, name, before[name], namespace)


def kustomizations(path: Path, raw: bytes | None) -> Mapping[str, str]:
    """The namespace of every Flux Kustomization of a file, by name; none of what is no YAML."""
    if raw is None or KUSTOMIZATION.encode() not in raw:
        return {}
    try:
        parts = list(compose(File(path, raw.decode(), Span(str(path)))))
    except (yaml.YAMLError, UnicodeDecodeError):
        return {}
    flux = [part for part in parts if part.text("apiVersion").startswith(KUSTOMIZATION)]
    return {part.text("metadata", "name"): namespace_of(part) for part in flux}


def needs_permission(moves: list[Move]) -> Problem:
    """Moves that are not made unasked."""
    first, more = moves[0], len(moves) - 1
    others = f", and {more} more Kustomization{'s' if more > 1 else ''}" if more else ""
    message = (
        f"Kustomization {first.name} would move from {first.before} to {first.after}{others}; "
        "Flux deletes the old one with all that it applied"
    )
    return Problem(MOVES, message, Span(str(first.path)), MOVES.fix)
