"""The rendered trees as kustomize and Flux read them."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clusterctl import pipeline
from clusterctl.config.model.repository import FluxHome
from clusterctl.render.tree import Found
from clusterctl.write.repository import read_repository
from tests.real.conftest import Run, run
from tests.support import golden
from tests.support.flux import (
    FILE,
    Applied,
    Manifest,
    documents,
    filled_in,
    flux_build,
    identity,
    in_namespace,
    in_order,
    kustomize_build,
    listed,
)
from tests.support.repository import SECRETS, Repository
from tests.support.tree import write_tree

VARIABLES = {"SECRET_DOMAIN": "home.example.org", "CLOUDFLARE_TUNNEL_ID": "5b2c7a4e-0000-4000-8000-000000000000"}
WRITTEN = {**VARIABLES, "SECRET_DOMAIN/./-": "home-example.org"}
"""What manifests name between ${ and }, and what Flux puts there: /./- makes a dash of the first dot."""
ROOT = "kubernetes/flux/cluster/ks.yaml"
OWN = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system, labels: {labels}}}
spec: {{path: ./kubernetes/apps/default/{name}/app, targetNamespace: default, decryption: {{provider: own}}}}
"""
RELEASE = "{{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {{name: {name}}}, spec: {{}}}}\n"


@dataclass(frozen=True)
class Cluster:
    """A golden case as Flux fetches it, sealed files as manifests with markers, and what Flux applies of it.

    `parts` are the Flux Kustomizations that `top`, the one of the whole tree, applies.
    """

    root: Path
    top: Applied
    parts: list[Applied]

    @property
    def namespaces(self) -> list[Path]:
        """The folders of the namespaces."""
        return [file.parent for file in sorted(self.root.glob("kubernetes/apps/*/namespace.yaml"))]

    def kustomization(self, part: Applied) -> Any:  # noqa: ANN401 - what YAML holds
        """The Flux Kustomization of a part, as the cluster has it."""
        return next(one for one in self.top.objects if identity(one) == ("Kustomization", part.namespace, part.name))


def rendered(name: str, home: FluxHome, folder: Path) -> Path:
    """The tree of a golden case with its Flux Kustomizations in that place."""
    folder.mkdir()
    for file in ("cluster.yaml", "secrets.sops.yaml"):
        shutil.copy(golden.CASES / name / file, folder)
    settings = (folder / "cluster.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in settings if not line.startswith("flux_kustomizations_in:")]
    (folder / "cluster.yaml").write_text("\n".join([*kept, f"flux_kustomizations_in: {home}", ""]), encoding="utf-8")
    tree = pipeline.picture(pipeline.describe(read_repository(folder, "cluster.yaml")), Found()).tree
    write_tree(folder / "tree", {str(path): file.text for path, file in tree.items()})
    return folder / "tree"


def applied(flux: Path, root: Path) -> Cluster:
    """What Flux makes of a checkout, beginning with the Kustomization of the whole tree."""
    (top,) = flux_build(flux, root, documents((root / ROOT).read_text(encoding="utf-8")))
    parts = flux_build(flux, root, [one for one in top.objects if one["kind"] == "Kustomization"], **VARIABLES)
    return Cluster(root, top, parts)


@pytest.fixture(scope="module", params=[(name, home) for name in golden.names() for home in FluxHome], ids="-".join)
def cluster(request: pytest.FixtureRequest, flux: Path, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """Each golden case, with its Flux Kustomizations in flux-system and in the namespaces of the apps."""
    name, home = request.param
    return applied(flux, rendered(name, home, tmp_path_factory.mktemp("case") / "repository"))


def test_kustomize_makes_of_each_folder_the_objects_of_its_files(cluster: Cluster, kustomize: Path, flux: Path) -> None:
    folders = [file.parent for file in cluster.root.glob(f"kubernetes/apps/**/{FILE}")]
    assert set(folders) > set(cluster.namespaces)
    for folder in folders:
        assert in_order(kustomize_build(kustomize, flux, folder)) == in_order(listed(cluster.root, folder))


def test_flux_applies_namespaces_and_kustomizations_as_they_are_written(cluster: Cluster) -> None:
    written = [one for folder in cluster.namespaces for one in listed(cluster.root, folder)]
    assert in_order(cluster.top.objects) == in_order(written)


def test_flux_applies_each_app_as_it_is_written_to_the_namespace_it_lies_in(cluster: Cluster) -> None:
    for part in cluster.parts:
        spec = cluster.kustomization(part)["spec"]
        *_, namespace, _app, _folder = Path(spec["path"]).parts
        written = [in_namespace(one, namespace) for one in listed(cluster.root, cluster.root / spec["path"])]
        assert in_order(part.objects) == in_order(filled_in(one, WRITTEN) for one in written)
        assert "${" not in json.dumps(part.objects)


def test_every_file_is_applied_by_one_kustomization(cluster: Cluster) -> None:
    files = [file for file in cluster.root.glob("kubernetes/apps/**/*.yaml") if file.name != FILE]
    written = [one for file in files for one in documents(file.read_text(encoding="utf-8"))]
    found = [one for part in (cluster.top, *cluster.parts) for one in part.objects]
    names = [(one["kind"], filled_in(one["metadata"]["name"], WRITTEN)) for one in written]
    assert Counter(names) == Counter(
        (one["kind"], one["metadata"]["name"]) for one in found if one["metadata"]["name"] != "cluster-secrets"
    )


def test_each_kustomization_has_the_secrets_and_the_kustomizations_that_it_asks_for(cluster: Cluster) -> None:
    known = {identity(one) for one in cluster.top.objects}
    for part in cluster.parts:
        spec = cluster.kustomization(part)["spec"]
        for one in spec["postBuild"]["substituteFrom"]:
            assert (one["kind"], part.namespace, one["name"]) in known
        assert {("Kustomization", one["namespace"], one["name"]) for one in spec.get("dependsOn", ())} <= known


def test_flux_gives_its_defaults_to_the_users_own_apps_alone(flux: Path, tmp_path: Path) -> None:
    root = rendered("one-node", FluxHome.FLUX_SYSTEM, tmp_path / "repository")
    listing = root / "kubernetes/apps/default/kustomization.yaml"
    for name, labels in (("theirs", "{}"), ("silent", "{clusterctl/defaults: disabled}")):
        folder = f"kubernetes/apps/default/{name}"
        files = {f"{folder}/ks.yaml": OWN, f"{folder}/app/release.yaml": RELEASE}
        write_tree(root, {path: text.format(name=name, labels=labels) for path, text in files.items()})
        listing.write_text(f"{listing.read_text(encoding='utf-8')}  - ./{name}/ks.yaml\n", encoding="utf-8")
    made = applied(flux, root)
    specs = {part.name: (made.kustomization(part)["spec"], part.objects[0]["spec"]) for part in made.parts}
    assert specs["theirs"][0]["decryption"] == {"provider": "sops"}
    assert specs["theirs"][1]["install"] == specs["echo"][1]["install"]
    assert specs["silent"][0]["decryption"] == {"provider": "own"}
    assert specs["silent"][1] == {}
    assert "patches" not in specs["echo"][0]


@pytest.mark.parametrize("home", FluxHome)
def test_a_sealed_secret_still_opens_when_flux_has_moved_it_into_its_namespace(
    home: FluxHome, repository: Repository, clusterctl: Run, flux: Path, tmp_path: Path
) -> None:
    settings = repository.file("cluster.yaml")
    settings.write_text(f"{settings.read_text(encoding='utf-8')}flux_kustomizations_in: {home}\n", encoding="utf-8")
    assert clusterctl("render", folder=repository.root).returncode == 0
    made = applied(flux, repository.root)
    found = [one for part in (made.top, *made.parts) for one in part.objects if one["kind"] == "Secret"]
    texts = {one["metadata"]["name"]: decrypted(one, repository, tmp_path) for one in found}
    assert texts["cert-manager-secret"] == {"api-token": SECRETS["cloudflare_token"]}
    assert texts["flux-webhook-token"] == {"token": SECRETS["flux_webhook_token"]}
    assert texts["cluster-secrets"]["SECRET_DOMAIN"] == "example.org"
    assert all(one["metadata"]["namespace"] for one in found)


def decrypted(secret: Manifest, repository: Repository, folder: Path) -> dict[str, str]:
    """The texts of a Secret as Flux opens it: objects get other keys on the way, so it does not ask for the MAC."""
    file = folder / "secret.json"
    file.write_text(json.dumps(secret), encoding="utf-8")
    command = (Path(sys.executable).with_name("sops"), "decrypt", "--ignore-mac", "--extract", '["stringData"]', file)
    done = run((*command,), folder, SOPS_AGE_KEY=repository.key)
    assert done.returncode == 0, done.stderr
    texts: dict[str, str] = json.loads(done.stdout)
    return texts
