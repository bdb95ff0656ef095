"""The first three recipes of docs/contributing.md, followed in a copy of the source tree: each is the whole change."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real.conftest import Done, Run
from tests.support.checkout import TOP
from tests.support.repository import Repository
from tests.support.tree import write_tree

MOTTO = '    cluster_motto: Word = optional("What the cluster is for.", "family", "home")\n'
OLD, NEW = "cilium_loadbalancer_mode", "cilium_answers"


@dataclass(frozen=True)
class Copy:
    """A copy of the source tree, and a cluster repository that is rendered by it."""

    top: Path
    clusterctl: Run
    repository: Repository

    def run(self, *arguments: str) -> Done:
        """Run the copy's command line over the repository; it must end well."""
        done = self.clusterctl(*arguments, folder=self.repository.root, PYTHONPATH=str(self.top / "src"))
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that stands exactly once in a file of the copy."""
        file = self.top / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path, clusterctl: Run, repository: Repository) -> Copy:
    """A copy of what ships, to be changed at will."""
    for name in ("src", "templates", "schemas", "examples"):
        shutil.copytree(TOP / name, tmp_path / "copy" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Copy(tmp_path / "copy", clusterctl, repository)


def test_a_config_field_is_a_line_in_the_model_and_one_in_a_template(copy: Copy) -> None:
    model = "src/clusterctl/config/model/general.py"
    copy.edit(model, "    vars: FreeMap", f"{MOTTO}    vars: FreeMap")
    copy.edit(model, "import AgeRecipient, Label", "import AgeRecipient, Label, Word")
    values = copy.top / "templates/kubernetes/apps/default/echo/_values.yaml.j2"
    values.write_text(f"motto: #{{ cluster.cluster_motto }}#\n{values.read_text(encoding='utf-8')}", encoding="utf-8")

    copy.run("render")
    echo = copy.repository.file("kubernetes/apps/default/echo/app/helmrelease.yaml")
    assert "motto: home" in echo.read_text()

    copy.repository.edit("cluster.yaml", "cluster_name: home", "cluster_name: home\ncluster_motto: lab")
    copy.run("render")
    assert "motto: lab" in echo.read_text()
    assert "What the cluster is for." in copy.run("explain", "cluster_motto").stdout
    assert '"cluster_motto"' in copy.run("schema").stdout


def test_a_key_is_renamed_in_its_field_and_its_templates(copy: Copy) -> None:
    copy.repository.edit("cluster.yaml", "cluster_name: home", f"cluster_name: home\n{OLD}: snat")
    copy.run("render")
    before = copy.repository.files()

    model = "src/clusterctl/config/model/cilium.py"
    copy.edit(model, f"    {OLD}:", f"    {NEW}:")
    copy.edit(model, "        LoadBalancerMode.DSR,\n", f'        LoadBalancerMode.DSR,\n        was=("{OLD}",),\n')
    copy.edit("templates/kubernetes/apps/kube-system/cilium/_values.yaml.j2", f"cluster.{OLD}", f"cluster.{NEW}")

    done = copy.run("render")
    assert copy.repository.files() == before
    assert "cluster.yaml:3:1: warning" in done.stderr + done.stdout
    assert NEW in done.stderr + done.stdout


def test_an_app_is_one_folder_with_two_files(copy: Copy) -> None:
    folder = "templates/kubernetes/apps/games/chess"
    chart = "chart: {url: oci://registry.example.org/charts/chess, version: {2026.11: 1.2.3, 2026.01: 1.2.0}}\n"
    values = "replicas: #{ cluster.controllers | length }#\nhost: #{ 'chess.' ~ cluster.cluster_name }#\n"
    write_tree(copy.top, {f"{folder}/_app.yaml": chart, f"{folder}/_values.yaml.j2": values})

    copy.run("render")
    app = copy.repository.file("kubernetes/apps/games/chess")
    assert {"ks.yaml", "app"} == {path.name for path in app.iterdir()}
    assert {"helmrelease.yaml", "kustomization.yaml", "ocirepository.yaml"} == {
        path.name for path in (app / "app").iterdir()
    }
    release = (app / "app" / "helmrelease.yaml").read_text()
    assert "replicas: 3" in release
    assert "host: chess.home" in release
    assert "1.2.3" in (app / "app" / "ocirepository.yaml").read_text()
    assert "./chess/ks.yaml" in (app.parent / "kustomization.yaml").read_text()
    assert "games/chess" in copy.run("apps").stdout
