"""The bootstrap's releases as helmfile reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.real.conftest import Helmfile
from tests.support import golden
from tests.support.flux import documents
from tests.support.tree import write_tree

FILES = ("00-crds.yaml", "01-apps.yaml")


@pytest.fixture(scope="module", params=golden.names())
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of a golden case."""
    folder = tmp_path_factory.mktemp("tree")
    write_tree(folder, golden.expected(request.param))
    return folder


def releases(root: Path, file: str) -> list[dict[str, Any]]:
    """The releases as they are written."""
    return list(documents((root / "bootstrap/helmfile.d" / file).read_text(encoding="utf-8"))[0]["releases"])


def flux_app(root: Path, release: dict[str, Any], file: str) -> Any:  # noqa: ANN401 - what YAML holds
    """The specification in a file of the app that Flux goes on with."""
    path = root / "kubernetes/apps" / release["labels"]["folder"] / file
    return documents(path.read_text(encoding="utf-8"))[0]["spec"]


@pytest.mark.parametrize("file", FILES)
def test_helmfile_knows_every_release(root: Path, file: str, helmfile: Helmfile) -> None:
    listed = json.loads(helmfile(root, file, "list", "--output", "json"))
    keys = ("name", "namespace", "chart", "version")
    written = [{key: release[key] for key in keys} for release in releases(root, file)]
    assert sorted(({key: one[key] for key in keys} for one in listed), key=str) == sorted(written, key=str)
    assert all(one["enabled"] and one["installed"] for one in listed)


@pytest.mark.parametrize("file", FILES)
def test_a_release_has_the_chart_and_the_values_that_flux_will_give_it(
    root: Path, file: str, helmfile: Helmfile, tmp_path: Path
) -> None:
    helmfile(root, file, "write-values", "--skip-deps", "--output-file-template", f"{tmp_path}/{{{{.Release.Name}}}}")
    for release in releases(root, file):
        values = yaml.safe_load((tmp_path / release["name"]).read_text(encoding="utf-8"))
        if "labels" not in release:
            assert values == {}
            continue
        source = flux_app(root, release, "ocirepository.yaml")
        assert (release["chart"], release["version"]) == (source["url"], source["ref"]["tag"])
        assert values == flux_app(root, release, "helmrelease.yaml")["values"]


def test_a_release_waits_for_the_one_before_it(root: Path) -> None:
    apps = releases(root, "01-apps.yaml")
    names = [f"{one['namespace']}/{one['name']}" for one in apps]
    assert [one.get("needs") for one in apps] == [None, *([name] for name in names[:-1])]
