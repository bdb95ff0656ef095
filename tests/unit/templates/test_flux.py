"""Flux: where it reads from, what it is patched with, what wakes it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeAlias

import pytest
import yaml

from tests.support import golden

Parsed: TypeAlias = Any
"""What stands in a YAML file: a test that expects another form than there is fails."""

CASES = ("everything", "three-controllers", "one-node", "documents")
INSTANCE = "kubernetes/apps/flux-system/flux-instance/app"


@cache
def tree(case: str) -> dict[str, str]:
    """The rendered tree of a golden case."""
    return golden.rendered(case)


def document(case: str, path: str) -> Parsed:
    """The only object of a rendered file."""
    return yaml.safe_load(tree(case)[path])


def instance(case: str) -> Parsed:
    """What flux-instance is told."""
    return document(case, f"{INSTANCE}/helmrelease.yaml")["spec"]["values"]["instance"]


@pytest.mark.parametrize(("case", "minor"), [("documents", "2.9.x"), ("everything", "2.7.x")])
def test_flux_and_its_manifests_are_pinned_to_what_the_chart_belongs_to(case: str, minor: str) -> None:
    pin = document(case, f"{INSTANCE}/ocirepository.yaml")["spec"]["ref"]["tag"]
    assert instance(case)["distribution"]["version"] == minor
    assert instance(case)["distribution"]["artifact"].endswith(f":v{pin}")


@pytest.mark.parametrize("case", CASES)
def test_flux_pulls_with_the_deploy_key_over_ssh_and_without_one_over_https(case: str) -> None:
    sync = instance(case)["sync"]
    over_ssh = sync["url"].startswith("ssh://")
    assert sync.get("pullSecret") == ("github-deploy-key" if over_ssh else None)
    assert ("bootstrap/github-deploy-key.sops.yaml" in tree(case)) is over_ssh


def test_a_branch_that_looks_like_a_number_stays_text() -> None:
    assert instance("everything")["sync"]["ref"] == "refs/heads/61e9540"


@pytest.mark.parametrize(
    ("case", "events"),
    [("three-controllers", ["ping", "push"]), ("documents", ["Push Hook"]), ("everything", None)],
)
def test_a_webhook_takes_the_events_by_the_names_that_its_git_host_gives_them(case: str, events: object) -> None:
    receiver = document(case, f"{INSTANCE}/receiver.yaml")["spec"]
    assert receiver.get("events") == events
    secret = document(case, f"{INSTANCE}/secret.sops.yaml")
    assert (secret["metadata"]["name"], list(secret["stringData"])) == (receiver["secretRef"]["name"], ["token"])


def test_without_a_webhook_there_is_neither_receiver_nor_route_nor_token() -> None:
    names = {path.rsplit("/", 1)[1] for path in tree("one-node") if path.startswith(INSTANCE)}
    assert names == {"helmrelease.yaml", "kustomization.yaml", "ocirepository.yaml"}


@pytest.mark.parametrize("case", CASES)
def test_the_key_that_flux_is_told_to_decrypt_with_is_the_one_that_the_bootstrap_brings(case: str) -> None:
    patches = " ".join(patch["patch"] for patch in instance(case)["kustomize"]["patches"])
    name = document(case, "bootstrap/sops-age.sops.yaml")["metadata"]["name"]
    assert f"--sops-age-secret={name}" in patches


@pytest.mark.parametrize("case", CASES)
def test_no_flag_of_a_controller_is_given_twice(case: str) -> None:
    patches = instance(case)["kustomize"]["patches"]
    for controller in ("helm-controller", "kustomize-controller", "source-controller"):
        mine = [patch["patch"] for patch in patches if re.fullmatch(patch["target"].get("name", ".*"), controller)]
        flags = re.findall(r"value: (--[a-z-]+)=", "\n".join(mine))
        assert "--concurrent" in flags
        assert len(flags) == len(set(flags))


@pytest.mark.parametrize("case", CASES)
def test_the_root_changes_no_kustomization_of_ours(case: str) -> None:
    (patch,) = document(case, "kubernetes/flux/cluster/ks.yaml")["spec"]["patches"]
    assert "app.kubernetes.io/managed-by!=clusterctl" in patch["target"]["labelSelector"].split(",")
    texts = [text for path, text in tree(case).items() if path.endswith("/ks.yaml") and "/apps/" in path]
    ours = [one for text in texts for one in yaml.safe_load_all(text)]
    assert {one["metadata"]["labels"]["app.kubernetes.io/managed-by"] for one in ours} == {"clusterctl"}


@pytest.mark.parametrize("case", CASES)
def test_the_kinds_of_monitors_come_with_the_bootstrap_and_are_no_flux_app(case: str) -> None:
    releases = document(case, "bootstrap/helmfile.d/00-crds.yaml")["releases"]
    assert "prometheus-operator-crds" in [release["name"] for release in releases]
    assert not [path for path in tree(case) if "prometheus-operator-crds" in path]


@pytest.mark.parametrize("case", CASES)
def test_flux_is_the_last_thing_that_the_bootstrap_installs(case: str) -> None:
    releases = [release["name"] for release in document(case, "bootstrap/helmfile.d/01-apps.yaml")["releases"]]
    assert releases[-2:] == ["flux-operator", "flux-instance"]


@pytest.mark.parametrize("case", CASES)
def test_no_version_floats(case: str) -> None:
    texts = (text for path, text in tree(case).items() if path.startswith(("kubernetes/", "bootstrap/")))
    assert not [text for text in texts if re.search(r"\blatest\b|version: 2\.x|v?0\.0\.0-", text)]


@pytest.mark.parametrize("case", ["everything", "three-controllers"])
def test_charts_that_do_not_render_without_values_have_them_at_bootstrap(case: str) -> None:
    releases = {one["name"]: one for one in document(case, "bootstrap/helmfile.d/00-crds.yaml")["releases"]}
    assert [name for name, one in releases.items() if "values" not in one] == ["prometheus-operator-crds"]
