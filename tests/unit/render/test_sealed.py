"""Secrets in a tree: manifests with markers and references, never a value."""

from __future__ import annotations

from pathlib import PurePosixPath as Path

import yaml

from clusterctl.render.tree import Ref, Rule
from tests.unit.catalog.sample import APPS, CHART, RECIPIENT
from tests.unit.render.sample import ECHO, data, tree_of


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
