"""What else is found in a tree: what kustomize could not build, what Flux would never see, and secrets in clear."""

from __future__ import annotations

import pytest

from clusterctl.problem import Span
from tests.unit.lint.sample import APPS, SOURCE, codes, judged, listing

APP = f"{APPS}/default/echo/app"
SECRET = "kind: Secret\nmetadata: {name: token}\nstringData: {token: value}\n"


def test_a_rendered_file_that_is_no_yaml_is_told_at_its_template_and_all_others_are_judged() -> None:
    problems = judged({f"{APP}/a.yaml": "a: [\n", f"{APP}/kustomization.yaml": listing("a.yaml", "b.yaml")})

    assert codes(problems) == ["L001", "L002"]
    assert problems[0].at == SOURCE
    assert "in line 2" in problems[0].message


def test_a_listed_file_that_is_not_there_is_told_with_the_place_of_its_entry() -> None:
    (problem,) = judged({f"{APP}/kustomization.yaml": listing("./gone.yaml")})

    assert problem.code.id == "L002"
    assert problem.related == (Span(f"{APP}/kustomization.yaml", 2, 13),)


@pytest.mark.parametrize("entry", ["./there.yaml", "../app", "https://example.com/x.yaml", "github.com/a/b//c?ref=v1"])
def test_what_is_there_or_on_another_machine_is_right(entry: str) -> None:
    files = {f"{APP}/kustomization.yaml": listing("./there.yaml", entry), f"{APP}/there.yaml": "kind: ConfigMap\n"}
    assert judged(files) == ()


def test_a_listed_app_of_the_users_own_is_there() -> None:
    files = {f"{APPS}/default/kustomization.yaml": listing("mine/ks.yaml")}
    assert judged(files, {f"{APPS}/default/mine/ks.yaml": "kind: Kustomization\n"}) == ()


def test_a_manifest_that_no_kustomization_lists_is_told() -> None:
    assert codes(judged({f"{APP}/a.yaml": "kind: ConfigMap\n"})) == ["L003"]


@pytest.mark.parametrize("use", ["patches: [{path: a.yaml}]", "configMapGenerator: [{files: [name=a.yaml]}]"])
def test_a_file_that_a_kustomization_uses_otherwise_is_not_forgotten(use: str) -> None:
    assert judged({f"{APP}/kustomization.yaml": f"{use}\n", f"{APP}/a.yaml": "kind: ConfigMap\n"}) == ()


@pytest.mark.parametrize(("sealed", "found"), [((), ["L005"]), ((f"{APP}/secret.yaml",), [])])
def test_a_secret_is_in_clear_unless_its_file_is_sealed(sealed: tuple[str, ...], found: list[str]) -> None:
    files = {f"{APP}/kustomization.yaml": listing("secret.yaml"), f"{APP}/secret.yaml": SECRET}
    assert codes(judged(files, sealed=sealed)) == found
