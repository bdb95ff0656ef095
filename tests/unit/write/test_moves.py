"""Flux Kustomizations do not move to another namespace unasked, since Flux would delete what they applied."""

from __future__ import annotations

import pytest

from clusterctl.problem import Problem, Span, errors
from clusterctl.render.tree import File, Path
from clusterctl.write.blob import blob_id
from clusterctl.write.change import Entry, Policy
from clusterctl.write.codes import EDITED, MOVES
from clusterctl.write.plan import plan

PATH = Path("kubernetes/apps/network/echo/ks.yaml")
HERE = "flux-system"


def kustomization(name: str, namespace: str = "", kind: str = "kustomize.toolkit.fluxcd.io/v1") -> str:
    place = f"  namespace: {namespace}\n" if namespace else ""
    return f"apiVersion: {kind}\nkind: Kustomization\nmetadata:\n  name: {name}\n{place}"


def moving(before: str, after: str, *, path: Path = PATH, prune: bool = False, base: str = "") -> tuple[Problem, ...]:
    """The errors of a plan that replaces one file by another."""
    tree = {path: File(path, after, Span("cluster.yaml"))}
    ledger = {path: (Entry(path, blob_id((base or before).encode())),)}
    changes = plan(tree, {path: before.encode()}, ledger, Policy(prune=prune), {})
    return errors(change.why for change in changes if change.why)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (kustomization("echo", HERE), kustomization("echo"), "echo would move from flux-system to network"),
        (kustomization("echo"), kustomization("echo", HERE), "echo would move from network to flux-system"),
        (kustomization("echo", HERE), kustomization("echo", "other"), "echo would move from flux-system to other"),
    ],
)
def test_a_kustomization_that_keeps_its_name_and_changes_its_namespace_needs_prune(
    before: str, after: str, says: str
) -> None:
    (problem,) = moving(before, after)

    assert (problem.code, problem.at) == (MOVES, Span(str(PATH)))
    assert says in problem.message
    assert "--prune" in problem.hint


def test_all_moves_are_told_once_with_their_number() -> None:
    before = "---\n".join(kustomization(name, HERE) for name in ("crds", "echo", "pool"))
    after = "---\n".join(kustomization(name) for name in ("crds", "echo", "pool"))

    (problem,) = moving(before, after)

    assert "crds would move from flux-system to network, and 2 more Kustomizations" in problem.message


def test_prune_allows_moves() -> None:
    assert not moving(kustomization("echo", HERE), kustomization("echo"), prune=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (kustomization("echo", HERE), kustomization("echo", HERE) + "spec: {}\n"),
        (kustomization("echo", "network"), kustomization("echo")),
        (kustomization("echo", HERE), kustomization("other")),
        (kustomization("echo", HERE, kind="example.com/v1"), kustomization("echo")),
        (": not YAML [ kustomize.toolkit.fluxcd.io/", kustomization("echo")),
    ],
    ids=["stays", "said in other words", "another name", "another kind", "no YAML before"],
)
def test_what_does_not_move_needs_nothing(before: str, after: str) -> None:
    assert not moving(before, after)


def test_a_conflict_is_told_as_what_it_is() -> None:
    (problem,) = moving(kustomization("echo", HERE), kustomization("echo"), base="something else")

    assert problem.code is EDITED
