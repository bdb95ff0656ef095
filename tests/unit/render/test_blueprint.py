"""From a cluster and a catalogue to a tree: which files there are, and where they come from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath as Path

import pytest

from clusterctl.catalog.select import select
from clusterctl.problem import ConfigError
from clusterctl.render.blueprint import blueprint
from clusterctl.render.engine import Engine
from clusterctl.render.render import render
from clusterctl.render.tree import Found
from tests.unit.catalog.sample import APPS, catalog_of, description, secrets_of
from tests.unit.render.sample import ECHO, NET, data, refused, tree_of


def test_the_tree_holds_exactly_what_is_on() -> None:
    assert [str(path) for path in tree_of()] == [
        ".sops.yaml",
        "bootstrap/helmfile.d/00-crds.yaml",
        "bootstrap/helmfile.d/01-apps.yaml",
        "bootstrap/helmfile.d/templates/values.yaml.gotmpl",
        "bootstrap/sops-age.sops.yaml",
        f"{APPS}/kube-system/kustomization.yaml",
        f"{APPS}/kube-system/namespace.yaml",
        f"{NET}/app/helmrelease.yaml",
        f"{NET}/app/kustomization.yaml",
        f"{NET}/app/ocirepository.yaml",
        f"{NET}/ks.yaml",
        f"{ECHO}/app/helmrelease.yaml",
        f"{ECHO}/app/kustomization.yaml",
        f"{ECHO}/app/ocirepository.yaml",
        f"{ECHO}/app/route.yaml",
        f"{ECHO}/app/secret.sops.yaml",
        f"{ECHO}/ks.yaml",
        f"{APPS}/network/kustomization.yaml",
        f"{APPS}/network/namespace.yaml",
        "kubernetes/components/sops/cluster-secrets.sops.yaml",
        "kubernetes/flux/cluster/ks.yaml",
        "talos/patches/global/time.yaml",
        "talos/patches/n1/hostname.yaml",
        "talos/patches/n2/hostname.yaml",
        "talos/patches/n3/encryption.yaml",
        "talos/patches/n3/hostname.yaml",
        "talos/talconfig.yaml",
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert tree_of() == tree_of()


def test_a_namespace_carries_its_levels_and_is_never_pruned() -> None:
    tree = tree_of()
    assert data(tree, f"{APPS}/kube-system/namespace.yaml")["metadata"] == {
        "name": "kube-system",
        "annotations": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
        "labels": {
            "pod-security.kubernetes.io/enforce": "privileged",
            "pod-security.kubernetes.io/audit": "baseline",
            "pod-security.kubernetes.io/warn": "restricted",
        },
    }
    assert "labels" not in data(tree, f"{APPS}/network/namespace.yaml")["metadata"]


def test_the_users_apps_are_listed_in_the_namespaces_that_are_rendered() -> None:
    apps = {Path(f"{APPS}/network/zoo/ks.yaml"), Path(f"{APPS}/network/ant/ks.yaml"), Path(f"{APPS}/media/x/ks.yaml")}
    tree = tree_of(found=Found(apps=frozenset(apps)))
    assert data(tree, f"{APPS}/network/kustomization.yaml")["resources"] == [
        *("./namespace.yaml", "./ant/ks.yaml", "./echo/ks.yaml", "./zoo/ks.yaml")
    ]
    assert not any(path.is_relative_to(f"{APPS}/media") for path in tree)


def test_a_namespace_that_we_rendered_stays_while_apps_of_the_users_own_live_in_it() -> None:
    apps = frozenset({Path(f"{APPS}/media/x/ks.yaml")})
    kept = tree_of(found=Found(apps=apps, namespaces=frozenset({"media", "gone"})))
    assert data(kept, f"{APPS}/media/kustomization.yaml")["resources"] == ["./namespace.yaml", "./x/ks.yaml"]
    assert Path(f"{APPS}/media/namespace.yaml") in kept
    assert not any(path.is_relative_to(f"{APPS}/gone") for path in kept)


def test_the_users_patches_come_after_ours_in_name_order() -> None:
    names = ("global/b.yaml", "global/a.yaml", "n1/z.yaml", "gone/x.yaml", "global/deep/x.yaml", "global/notes.txt")
    found = Found(patches=frozenset(Path(f"talos/patches/{name}") for name in names))
    assert data(tree_of(found=found), "talos/talconfig.yaml") == {
        "global": [f"./patches/global/{name}.yaml" for name in ("time", "a", "b")],
        "n1": ["./patches/n1/hostname.yaml", "./patches/n1/z.yaml"],
    }


def test_an_authored_file_at_a_derived_path_wins() -> None:
    authored = {
        f"{ECHO}/ks.yaml.j2": "kind: Own\nname: #{ app.name }#\n",
        f"{ECHO}/app/kustomization.yaml": "kind: Listing\n",
        f"{ECHO}/app/ocirepository.yaml": "kind: Source\n",
        f"{APPS}/network/namespace.yaml": "kind: Space\n",
        ".sops.yaml": "creation_rules: []\n",
    }
    tree = tree_of(changes=authored)
    assert data(tree, f"{ECHO}/ks.yaml") == {"kind": "Own", "name": "echo"}
    assert [data(tree, path)["kind"] for path in (*list(authored)[1:4],)] == ["Listing", "Source", "Space"]
    assert data(tree, ".sops.yaml") == {"creation_rules": []}


def test_other_files_of_a_namespace_are_listed_in_it_and_go_with_it() -> None:
    changes = {f"{APPS}/network/policy.yaml.j2": "kind: Policy\n", f"{APPS}/media/policy.yaml": "kind: Policy\n"}
    tree = tree_of(changes=changes)
    assert data(tree, f"{APPS}/network/kustomization.yaml")["resources"][-1] == "./policy.yaml"
    assert Path(f"{APPS}/media/policy.yaml") not in tree


def test_a_file_says_which_template_it_came_from() -> None:
    tree = tree_of()
    assert tree[Path(f"{ECHO}/app/route.yaml")].source.path == f"templates/{ECHO}/app/route.yaml.j2"
    assert str(tree[Path(f"{ECHO}/ks.yaml")].source).startswith(f"templates/{ECHO}/_app.yaml")


def test_every_yaml_file_begins_as_a_document_and_ends_with_a_line() -> None:
    tree = tree_of(changes={f"{ECHO}/app/crlf.yaml": "a: b\r\nc: d"})
    assert all(file.text.startswith("---\n") for path, file in tree.items() if path.suffix == ".yaml")
    assert tree[Path(f"{ECHO}/app/crlf.yaml")].text == "---\na: b\nc: d\n"


def test_a_template_that_renders_nothing_is_told() -> None:
    (problem,) = refused(changes={f"{ECHO}/app/route.yaml.j2": "#% if cluster.hubble_enabled %#\na: b\n#% endif %#\n"})
    assert (problem.code.id, problem.at.path) == ("T909", f"templates/{ECHO}/app/route.yaml.j2")


def test_all_templates_that_fail_are_told_at_once() -> None:
    changes = {f"{ECHO}/app/route.yaml.j2": "a: #{ cluster.nope }#\n", f"{NET}/_values.yaml.j2": "a: #{ nobody }#\n"}
    assert [problem.code.id for problem in refused(changes=changes)] == ["T902", "T902"]


def test_an_override_that_cannot_be_written_names_its_app() -> None:
    cluster, settings = description("apps: {network/echo: {values: {a: b}}}\n")
    catalog, secrets = catalog_of(), secrets_of()
    selection, _ = select(catalog, cluster, secrets, Found(), settings)
    choices = {**selection.choices, "network/echo": replace(selection.choices["network/echo"], values={"a": "\ud800"})}
    broken = replace(selection, choices=choices, on=tuple(choices[one.id] for one in selection.on))
    with pytest.raises(ConfigError) as caught:
        render(blueprint(cluster, secrets, broken, Found()), Engine(catalog.templates))
    assert [problem.code.id for problem in caught.value.problems] == ["T911"]
    assert "echo" in caught.value.problems[0].message
