"""Flux Kustomizations have a namespace and depend on what exists."""

from __future__ import annotations

import pytest

from clusterctl.problem import Severity, Span
from tests.unit.lint.sample import APPS, SOURCE, codes, flux, judged, listing

HOME = "flux-system"
MINE = f"{APPS}/default/mine/ks.yaml"
NEEDS_OURS = "{name: crds, namespace: flux-system}"


def tree(needs: str = "", namespace: str = HOME, *listed: str) -> dict[str, str]:
    """Two rendered apps, the second of which depends on something."""
    return {
        f"{APPS}/default/kustomization.yaml": listing("echo/ks.yaml", "crds/ks.yaml", *listed),
        f"{APPS}/default/crds/ks.yaml": flux("crds", namespace),
        f"{APPS}/default/echo/ks.yaml": flux("echo", namespace, needs),
    }


@pytest.mark.parametrize("needs", [NEEDS_OURS, "{name: crds}", ""])
def test_a_dependency_that_is_rendered_is_right(needs: str) -> None:
    assert judged(tree(needs)) == ()


@pytest.mark.parametrize(
    ("needs", "wanted"),
    [
        ("{name: crd, namespace: flux-system}", "flux-system/crd"),
        ("{name: crds, namespace: default}", "default/crds"),
        ("{name: nothing}", "flux-system/nothing"),
    ],
)
@pytest.mark.parametrize("own", [{}, {MINE: flux("mine", HOME)}], ids=["alone", "beside an own app"])
def test_a_dependency_that_does_not_exist_is_an_error(needs: str, wanted: str, own: dict[str, str]) -> None:
    (problem,) = judged(tree(needs, HOME, *(["mine/ks.yaml"] if own else [])), own)

    assert (problem.code.id, problem.at, problem.severity) == ("L004", SOURCE, Severity.ERROR)
    assert f"echo depends on {wanted}, which does not exist" in problem.message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (MINE, flux("mine", HOME)),
        (f"{APPS}/media/flux.yaml", flux("other", HOME) + "---\n" + flux("mine", HOME)),
        ("kubernetes/more/mine.yml", flux("mine", HOME)),
        (f"{APPS}/flux-system/mine.yaml", flux("mine")),
        (f"{APPS}/flux-system/mine/ks.yaml", flux("mine", "media")),
    ],
)
def test_a_dependency_may_be_one_of_the_users_own(path: str, text: str) -> None:
    listed = ["mine/ks.yaml"] if path == MINE else []
    assert judged(tree("{name: mine, namespace: flux-system}", HOME, *listed), {path: text}) == ()


def test_an_own_kustomization_without_a_namespace_is_a_warning_at_its_place() -> None:
    (problem,) = judged(tree("", HOME, "mine/ks.yaml"), {MINE: flux("mine")})

    assert (problem.code.id, problem.severity) == ("L006", Severity.WARNING)
    assert problem.at == Span(MINE, 4, 3)
    assert "mine has no namespace" in problem.message


def test_a_rendered_kustomization_without_a_namespace_is_an_error() -> None:
    problems = judged(tree(namespace=""))

    assert codes(problems) == ["L006", "L006"]
    assert {(problem.at, problem.severity) for problem in problems} == {(SOURCE, Severity.ERROR)}


def test_where_the_kustomization_of_the_folder_sets_a_namespace_none_is_missing() -> None:
    files = tree("{name: crds}", "")
    files[f"{APPS}/default/kustomization.yaml"] = listing("echo/ks.yaml", "crds/ks.yaml", namespace="default")
    assert judged(files, {MINE: flux("mine")}) == ()


@pytest.mark.parametrize("path", [f"{APPS}/media/mine/ks.yaml", f"{APPS}/default/mine/app/more.yaml"])
def test_what_no_rendered_kustomization_lists_is_not_judged(path: str) -> None:
    assert judged(tree(), {path: flux("mine")}) == ()


def test_an_own_file_that_is_no_yaml_is_a_warning_at_its_place() -> None:
    (problem,) = judged(tree(), {f"{APPS}/media/x.yaml": f"{flux('x')}a: [\n"})

    assert (problem.code.id, problem.severity) == ("L001", Severity.WARNING)
    assert problem.at == Span(f"{APPS}/media/x.yaml")
