"""A setting that moves every Flux Kustomization, in a repository that was rendered before."""

from __future__ import annotations

from pathlib import Path

from tests.real.conftest import Run
from tests.support.tree import differences, read_tree

FLUX_HOME = "flux_kustomizations_in: app-namespace\n"


def moved(demo: Path) -> None:
    with (demo / "cluster.yaml").open("a", encoding="utf-8") as file:
        file.write(FLUX_HOME)


def test_a_home_of_kustomizations_that_changes_is_refused_and_nothing_is_written(demo: Path, clusterctl: Run) -> None:
    moved(demo)
    before = read_tree(demo)

    done = clusterctl("render", folder=demo)

    assert (done.returncode, done.stderr.count("W017")) == (7, 1)
    assert "from flux-system to cert-manager" in done.stderr
    assert "leave flux_kustomizations_in as it was" in done.stderr
    assert differences(before, read_tree(demo)) == set()


def test_prune_lets_them_move(demo: Path, clusterctl: Run) -> None:
    moved(demo)
    ks = demo / "kubernetes/apps/kube-system/cilium/ks.yaml"
    assert "namespace: flux-system\n  labels" in ks.read_text(encoding="utf-8")

    done = clusterctl("render", "--prune", folder=demo)

    assert done.returncode == 0, done.stderr
    assert "namespace: flux-system\n  labels" not in ks.read_text(encoding="utf-8")
