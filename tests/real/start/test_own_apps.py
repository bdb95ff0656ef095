"""Apps of the user's own beside the rendered ones: they are listed, and judged where they could stop the others."""

from __future__ import annotations

from pathlib import Path

from tests.real.conftest import Run

KS = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: mine
"""
MINE = "kubernetes/apps/default/mine/ks.yaml"


def own_app(demo: Path, text: str) -> None:
    file = demo / MINE
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")


def test_an_own_app_with_a_namespace_is_listed_without_a_word(demo: Path, clusterctl: Run) -> None:
    own_app(demo, f"{KS}  namespace: flux-system\n")
    done = clusterctl("render", folder=demo)
    assert (done.returncode, "warning" in done.stderr) == (0, False)
    assert "mine/ks.yaml" in (demo / "kubernetes/apps/default/kustomization.yaml").read_text("utf-8")


def test_an_own_app_without_a_namespace_is_told_at_its_line_and_nothing_of_it_is_touched(
    demo: Path, clusterctl: Run
) -> None:
    own_app(demo, KS)
    done = clusterctl("render", folder=demo)
    assert done.returncode == 0
    assert f"{MINE}:4:3: warning L006" in done.stderr
    assert "write namespace: flux-system" in done.stderr
    assert (demo / MINE).read_text("utf-8") == KS


def test_an_own_template_may_depend_on_an_own_app_and_on_nothing_that_does_not_exist(
    demo: Path, clusterctl: Run
) -> None:
    own_app(demo, f"{KS}  namespace: flux-system\n")
    template = demo / "templates/kubernetes/apps/default/echo/ks.yaml.j2"
    template.parent.mkdir(parents=True)
    text = f"{KS.replace('mine', 'echo')}  namespace: flux-system\nspec:\n  dependsOn:\n    - name: "
    template.write_text(f"{text}mine\n", encoding="utf-8")
    assert clusterctl("render", folder=demo).returncode == 0
    template.write_text(f"{text}mina\n", encoding="utf-8")
    done = clusterctl("render", folder=demo)
    assert (done.returncode, "flux-system/mina, which does not exist" in done.stderr) == (3, True)
