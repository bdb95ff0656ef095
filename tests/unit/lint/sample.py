"""Small trees to judge."""

from __future__ import annotations

from collections.abc import Mapping

from clusterctl.lint.judge import lint
from clusterctl.problem import Problem, Span
from clusterctl.render.tree import File, Found, Path, Rule

APPS = "kubernetes/apps"
SOURCE = Span("templates/x.j2", 3)


def judged(
    rendered: Mapping[str, str], own: Mapping[str, str] | None = None, sealed: tuple[str, ...] = ()
) -> tuple[Problem, ...]:
    """The findings in rendered files, with files of the user's own beside them."""
    rule = Rule("^(data|stringData)$", ("age1x",))
    tree = {
        Path(path): File(Path(path), text, SOURCE, rule=rule if path in sealed else None)
        for path, text in sorted(rendered.items())
    }
    manifests = {Path(path): text for path, text in (own or {}).items()}
    apps = frozenset(path for path in manifests if path.name == "ks.yaml")
    return lint(tree, Found(apps=apps, manifests=manifests))


def codes(problems: tuple[Problem, ...]) -> list[str]:
    """Their codes."""
    return [problem.code.id for problem in problems]


def flux(name: str, namespace: str = "", needs: str = "") -> str:
    """A Flux Kustomization; `needs` are items of dependsOn in flow form."""
    home = f"  namespace: {namespace}\n" if namespace else ""
    depends = f"spec:\n  dependsOn: [{needs}]\n" if needs else ""
    return (
        f"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n{home}{depends}"
    )


def listing(*resources: str, namespace: str = "") -> str:
    """A kustomization.yaml."""
    home = f"namespace: {namespace}\n" if namespace else ""
    return f"kind: Kustomization\n{home}resources: [{', '.join(resources)}]\n"
