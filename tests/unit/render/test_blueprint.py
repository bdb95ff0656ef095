"""From a cluster and a catalogue to a tree: which files there are, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath as Path
from typing import Any

import pytest
import yaml

from clusterctl.catalog.select import select
from clusterctl.problem import ConfigError, Problem
from clusterctl.render.blueprint import blueprint
from clusterctl.render.engine import Engine
from clusterctl.render.render import render
from clusterctl.render.tree import Found, Ref, Rule, Tree
from tests.unit.catalog.sample import APPS, CHART, RECIPIENT, catalog_of, description, secrets_of

ECHO = f"{APPS}/network/echo"
NET = f"{APPS}/kube-system/net"


def tree_of(
    added: str = "",
    changes: Mapping[str, str | None] | None = None,
    found: Found | None = None,
    more_secrets: tuple[str, ...] = (),
) -> Tree:
    cluster, settings = description(added)
    catalog, secrets, found = catalog_of(changes), secrets_of(*more_secrets), found or Found()
    selection, problems = select(catalog, cluster, secrets, found, settings)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return render(blueprint(cluster, secrets, selection, found), Engine(catalog.templates, settings))


def refused(added: str = "", changes: Mapping[str, str | None] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        tree_of(added, changes)
    return caught.value.problems


def data(tree: Tree, path: str) -> Any:  # noqa: ANN401 - what YAML holds
    return yaml.safe_load(tree[Path(path)].text)


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


def test_a_flux_kustomization_says_everything_itself() -> None:
    assert tree_of()[Path(f"{ECHO}/ks.yaml")].text == (
        """\
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: echo
  namespace: flux-system
  labels:
    app.kubernetes.io/managed-by: clusterctl
spec:
  interval: 30m
  retryInterval: 30s
  timeout: 5m
  path: ./kubernetes/apps/network/echo/app
  prune: true
  wait: false
  deletionPolicy: WaitForTermination
  targetNamespace: network
  sourceRef:
    kind: GitRepository
    name: flux-system
    namespace: flux-system
  decryption:
    provider: sops
  postBuild:
    substituteFrom:
      - kind: Secret
        name: cluster-secrets
  dependsOn:
    - name: net
      namespace: flux-system
"""
    )


def test_kustomizations_can_live_beside_their_apps() -> None:
    tree = tree_of("flux_kustomizations_in: app-namespace\n")
    kustomization = data(tree, f"{ECHO}/ks.yaml")
    assert "namespace" not in kustomization["metadata"]
    assert kustomization["spec"]["dependsOn"] == [{"name": "net", "namespace": "kube-system"}]
    assert data(tree, f"{APPS}/network/kustomization.yaml") == {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": "network",
        "components": ["../../components/sops"],
        "resources": ["./namespace.yaml", "./echo/ks.yaml"],
    }


def test_with_all_in_flux_system_only_that_namespace_has_the_cluster_secrets() -> None:
    tree = tree_of(changes={f"{APPS}/flux-system/op/_app.yaml": CHART})
    assert data(tree, f"{APPS}/flux-system/kustomization.yaml")["components"] == ["../../components/sops"]
    assert data(tree, f"{APPS}/flux-system/kustomization.yaml")["namespace"] == "flux-system"
    assert data(tree, f"{APPS}/network/kustomization.yaml") == {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["./namespace.yaml", "./echo/ks.yaml"],
    }


def test_several_parts_are_several_kustomizations_with_a_folder_each() -> None:
    app = f"{APPS}/network/two"
    changes = {
        f"{app}/_app.yaml": (
            "needs: [kube-system/net]\n"
            "flux: {substitute: {A: b}, interval: 1h}\n"
            "parts:\n"
            "  - {name: two, wait: true, timeout: 9m, health: [helmrelease]}\n"
            "  - name: two-more\n"
            "    path: more\n"
            '    needs: ["#two"]\n'
            "    health: [Deployment/x, a.example.org/v1 Kind cluster.cluster_name, v1 Secret y default]\n"
            "    exprs: [{apiVersion: a.example.org/v1, kind: Kind, current: 'true'}]\n"
            f"{CHART}"
        ),
        f"{app}/more/x.yaml": "kind: X\n",
        f"{app}/more/deep/y.yaml": "kind: Y\n",
        f"{app}/more/notes.txt": "text\n",
    }
    tree = tree_of(changes=changes)
    first, second = (one["spec"] for one in yaml.safe_load_all(tree[Path(f"{app}/ks.yaml")].text))
    assert (first["wait"], first["timeout"], first["interval"]) == (True, "9m", "1h")
    assert first["healthChecks"] == [
        {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "name": "two", "namespace": "network"}
    ]
    assert first["postBuild"]["substitute"] == {"A": "b"}
    assert second["path"] == "./kubernetes/apps/network/two/more"
    assert second["dependsOn"] == [{"name": "two", "namespace": "flux-system"}]
    assert second["healthChecks"] == [
        {"apiVersion": "apps/v1", "kind": "Deployment", "name": "x", "namespace": "network"},
        {"apiVersion": "a.example.org/v1", "kind": "Kind", "name": "kubernetes"},
        {"apiVersion": "v1", "kind": "Secret", "name": "y", "namespace": "default"},
    ]
    assert second["healthCheckExprs"] == [{"apiVersion": "a.example.org/v1", "kind": "Kind", "current": "true"}]
    assert data(tree, f"{app}/more/kustomization.yaml")["resources"] == ["./deep/y.yaml", "./x.yaml"]
    assert tree[Path(f"{app}/more/notes.txt")].text == "text\n"


def test_a_part_with_nothing_in_it_is_left_out_and_nobody_waits_for_it() -> None:
    app = f"{APPS}/network/two"
    changes = {
        f"{app}/_app.yaml": (
            "parts: [{name: two}, {name: two-more, path: more}]\nfiles: {more/x.yaml: hubble_enabled}\n" + CHART
        ),
        f"{app}/more/x.yaml": "kind: X\n",
        f"{APPS}/network/after/_app.yaml": f"needs: [network/two]\n{CHART}",
    }
    tree = tree_of(changes=changes)
    assert Path(f"{app}/more/kustomization.yaml") not in tree
    assert data(tree, f"{APPS}/network/after/ks.yaml")["spec"]["dependsOn"] == [
        {"name": "two", "namespace": "flux-system"}
    ]
    tree = tree_of("hubble_enabled: true\n", changes)
    assert len(data(tree, f"{APPS}/network/after/ks.yaml")["spec"]["dependsOn"]) == 2


def test_a_chart_becomes_a_source_and_a_release() -> None:
    tree = tree_of()
    source = data(tree, f"{ECHO}/app/ocirepository.yaml")
    assert source["apiVersion"] == "source.toolkit.fluxcd.io/v1"
    assert source["spec"]["ref"] == {"tag": "1.2.3"}
    assert source["spec"]["url"] == "oci://example.org/charts/NAME"
    release = data(tree, f"{ECHO}/app/helmrelease.yaml")
    assert release["spec"]["chartRef"] == {"kind": "OCIRepository", "name": "echo"}
    assert release["spec"]["install"] == {"crds": "CreateReplace", "strategy": {"name": "RetryOnFailure"}}
    assert release["spec"]["upgrade"]["remediation"] == {"remediateLastFailure": True, "retries": 2}
    assert "values" not in release["spec"]


def test_values_are_spliced_with_their_comments() -> None:
    text = tree_of()[Path(f"{NET}/app/helmrelease.yaml")].text
    assert text.endswith("  values:\n    # The size.\n    replicas: 2\n    list: [a, b]\n    map: {x: 1, y: 2}\n")


def test_values_of_cluster_yaml_are_merged_over_ours() -> None:
    tree = tree_of("apps: {kube-system/net: {values: {list: [c], map: {x: null, z: yes}, new: 'yes'}}}\n")
    text = tree[Path(f"{NET}/app/helmrelease.yaml")].text
    assert text.endswith(
        '  values:\n    replicas: 2\n    list:\n      - c\n    map:\n      "y": 2\n      z: "yes"\n    new: "yes"\n'
    )


def test_values_for_an_app_that_has_none_are_its_values() -> None:
    tree = tree_of("apps: {network/echo: {values: {a: {b: c}}}}\n")
    assert data(tree, f"{ECHO}/app/helmrelease.yaml")["spec"]["values"] == {"a": {"b": "c"}}


def test_the_file_records_what_our_side_names_and_holds_the_effective_pin() -> None:
    found = Found(pins={"network/echo": "1.2.9", "kube-system/net": "1.2.9"}, bases={"network/echo": "1.2.3"})
    tree = tree_of("apps: {kube-system/net: {version: 1.2.5}}\n", found=found)
    echo, net = (tree[Path(f"{app}/app/ocirepository.yaml")] for app in (ECHO, NET))
    assert (echo.pin, yaml.safe_load(echo.text)["spec"]["ref"]["tag"]) == ("1.2.3", "1.2.9")
    assert (net.pin, yaml.safe_load(net.text)["spec"]["ref"]["tag"]) == ("1.2.5", "1.2.5")
    assert data(tree, "bootstrap/helmfile.d/01-apps.yaml")["releases"][0]["version"] == "1.2.5"


def test_the_bootstrap_installs_one_release_after_the_other_with_the_values_of_flux() -> None:
    changes = {
        f"{APPS}/a/later/_app.yaml": f"needs: [kube-system/net]\nbootstrap: apps\n{CHART}",
        f"{APPS}/a/crds/_app.yaml": f"bootstrap: crds-only\n{CHART}",
        f"{APPS}/a/both/_app.yaml": "bootstrap: crds\nchart: {url: oci://x/y, version: 1.0.0, release: other}\n",
    }
    tree = tree_of(changes=changes)
    assert data(tree, "bootstrap/helmfile.d/00-crds.yaml")["releases"] == [
        {"name": "crds", "namespace": "a", "chart": "oci://example.org/charts/NAME", "version": "1.2.3"},
        {"name": "other", "namespace": "a", "chart": "oci://x/y", "version": "1.0.0"},
    ]
    helmfile = data(tree, "bootstrap/helmfile.d/01-apps.yaml")
    assert helmfile["helmDefaults"] == {"cleanupOnFail": True, "wait": True, "waitForJobs": True}
    assert helmfile["releases"] == [
        {
            "name": "net",
            "namespace": "kube-system",
            "chart": "oci://example.org/charts/NAME",
            "version": "1.2.3",
            "timeout": 300,
            "labels": {"folder": "kube-system/net/app"},
            "values": ["./templates/values.yaml.gotmpl"],
        },
        {
            "name": "later",
            "namespace": "a",
            "chart": "oci://example.org/charts/NAME",
            "version": "1.2.3",
            "timeout": 300,
            "needs": ["kube-system/net"],
        },
    ]
    assert not any(path.is_relative_to(f"{APPS}/a/crds") for path in tree)


def test_a_secret_is_a_manifest_with_markers_and_references() -> None:
    file = tree_of()[Path(f"{ECHO}/app/secret.sops.yaml")]
    assert yaml.safe_load(file.text) == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "echo-secret", "annotations": {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}},
        "stringData": {"token": "(secret cloudflare_token)"},
    }
    assert file.refs == {("stringData", "token"): Ref(("cloudflare_token",))}
    assert file.rule == Rule("^(data|stringData)$", (RECIPIENT,), mac_only_encrypted=True)


def test_several_secrets_of_an_app_are_several_files_named_after_them() -> None:
    app = f"{APPS}/network/many"
    secrets = (
        "secrets:\n"
        "  one: {labels: {a: b}, type: kubernetes.io/x, data: {k: {secret: cloudflare_tunnel, as: tunnel_token}}}\n"
        "  two: {when: hubble_enabled, data: {k: {secret: extra.grafana}}}\n"
        "  three: {data: {k: {when: hubble_enabled, secret: extra.grafana}, l: {secret: extra.grafana}}}\n"
        "  four: {data: {k: {when: hubble_enabled, secret: extra.grafana}}}\n"
    )
    tree = tree_of(changes={f"{app}/_app.yaml": secrets + CHART})
    assert data(tree, f"{app}/app/kustomization.yaml")["resources"] == [
        *("./helmrelease.yaml", "./ocirepository.yaml", "./one.sops.yaml", "./three.sops.yaml")
    ]
    one = data(tree, f"{app}/app/one.sops.yaml")
    assert (one["type"], one["metadata"]["labels"]) == ("kubernetes.io/x", {"a": "b"})
    assert tree[Path(f"{app}/app/one.sops.yaml")].refs["stringData", "k"] == Ref(("cloudflare_tunnel",), "tunnel_token")
    assert tree[Path(f"{app}/app/three.sops.yaml")].refs == {("stringData", "l"): Ref(("extra", "grafana"))}


def test_a_key_comes_from_the_secret_when_it_is_set_and_else_from_the_model() -> None:
    path = Path("kubernetes/components/sops/cluster-secrets.sops.yaml")
    plain, sealed = tree_of()[path], tree_of(more_secrets=("cloudflare_domain",))[path]
    assert (yaml.safe_load(plain.text)["stringData"], plain.refs) == ({"SECRET_DOMAIN": "example.org"}, {})
    assert sealed.refs == {("stringData", "SECRET_DOMAIN"): Ref(("cloudflare_domain",))}
    assert "example.org" not in sealed.text


def test_the_age_key_is_a_reference_of_its_own() -> None:
    file = tree_of()[Path("bootstrap/sops-age.sops.yaml")]
    assert file.refs == {("stringData", "age.agekey"): Ref(("age_key",))}
    assert yaml.safe_load(file.text)["metadata"] == {"name": "sops-age", "namespace": "flux-system"}


def test_the_rules_of_sops_name_all_recipients() -> None:
    rules = data(tree_of(), ".sops.yaml")["creation_rules"]
    assert [rule["path_regex"] for rule in rules] == [
        *(r"^talos/.*\.sops\.ya?ml$", r"^(bootstrap|kubernetes)/.*\.sops\.ya?ml$", r"^secrets\.sops\.ya?ml$")
    ]
    assert {rule["age"] for rule in rules} == {RECIPIENT}
    assert [rule.get("encrypted_regex") for rule in rules] == [None, "^(data|stringData)$", None]


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
