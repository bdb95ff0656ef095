"""An app's derived files: Flux Kustomizations, charts, values, and the bootstrap."""

from __future__ import annotations

from pathlib import PurePosixPath as Path

import yaml

from clusterctl.render.tree import Found
from tests.unit.catalog.sample import APPS, CHART
from tests.unit.render.sample import ECHO, NET, data, tree_of


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
