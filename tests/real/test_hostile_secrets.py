"""Whatever a secret holds arrives: sealed, opened by sops, and moved, opened and filled in by Flux."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given

from tests.real.conftest import Run, run
from tests.support.flux import flux_build
from tests.support.hostile_words import ANYTHING
from tests.support.repository import SECRETS, SETTINGS, Repository, make_repository, quoted_yaml
from tests.support.tree import write_tree

EXAMPLES: Final = 500
APPS: Final = "kubernetes/apps"
OWN, BACKUP = "default/own", "kube-system/talos-backup"
RECIPIENT: Final = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"
BACKUP_SETTINGS: Final = f"""\
backup_s3_endpoint: https://s3.example.com
backup_s3_bucket: etcd
backup_age_public_key: {RECIPIENT}
"""
IN_BACKUP: Final = {
    "aws-access-key-id": "${SECRET_DOMAIN}",
    "aws-secret-access-key": "$$a: #'\"\n",
    "age-public-key": RECIPIENT,
}
"""A Secret that holds a plain value beside secrets."""
Texts = Mapping[str, str]


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Hostile texts by the name of a secret; a blank one is an error."""
    found: list[str] = []

    @hypothesis.settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(ANYTHING.filter(str.strip))
    def collect(text: str) -> None:
        found.append(text)

    collect()
    assert len(found) >= EXAMPLES
    return {f"s{number}": text for number, text in enumerate(found)}


@pytest.fixture(scope="module")
def sealed(texts: Texts, clusterctl: Run, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A rendered repository with those secrets, all of them in one Secret of an app of the user's own."""
    backup = {
        "backup_s3_access_key": IN_BACKUP["aws-access-key-id"],
        "backup_s3_secret_key": IN_BACKUP["aws-secret-access-key"],
    }
    secrets = {**SECRETS, **backup, "extra": dict(texts)}
    repository = make_repository(tmp_path_factory.mktemp("sealed") / "home", SETTINGS + BACKUP_SETTINGS, secrets)
    leaves = {name: {"secret": f"extra.{name}"} for name in texts}
    app = {"secrets": {"own-secret": {"data": leaves}}, "flux": {"wait": True}}
    files = {"_app.yaml": json.dumps(app), "app/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n"}
    write_tree(repository.file(f"templates/{APPS}/{OWN}"), files)
    done = clusterctl("render", folder=repository.root)
    assert done.returncode == 0, done.stderr
    return repository


def secret_of(app: str) -> str:
    """The path of an app's one Secret."""
    return f"{APPS}/{app}/app/secret.sops.yaml"


def test_sops_opens_every_secret_as_it_was_given(sealed: Repository, texts: Texts) -> None:
    assert sealed.opened(secret_of(OWN))["stringData"] == texts
    assert sealed.opened(secret_of(BACKUP))["stringData"] == IN_BACKUP


@pytest.mark.parametrize("app", [OWN, BACKUP])
def test_flux_applies_every_secret_as_it_was_given(
    app: str, sealed: Repository, texts: Texts, flux: Path, tmp_path: Path
) -> None:
    built = secret_in(flux, sealed.root, f"{APPS}/{app}/app")
    assert built["metadata"]["namespace"] == "there"
    opened = decrypted(built, sealed.key, tmp_path)
    write_tree(tmp_path / "opened", {"secret.yaml": quoted_yaml(opened)})
    applied = secret_in(flux, tmp_path, "opened")
    assert applied["stringData"] == {OWN: texts, BACKUP: IN_BACKUP}[app]


def secret_in(flux: Path, root: Path, path: str) -> Any:  # noqa: ANN401 - whatever a Secret holds
    """The Secret of a folder as Flux builds it, with variables filled in where that is not forbidden."""
    spec = {"path": path, "targetNamespace": "there", "postBuild": {}}
    part = {"kind": "Kustomization", "metadata": {"name": "a"}, "spec": spec}
    (made,) = flux_build(flux, root, [part], SECRET_DOMAIN="example.org", FOO="foo")
    return next(one for one in made.objects if one["kind"] == "Secret")


def decrypted(secret: Any, key: str, folder: Path) -> Any:  # noqa: ANN401 - as above
    """The Secret as Flux opens it: objects get other keys on the way, so it does not ask for the MAC."""
    file = folder / "sealed.json"
    file.write_text(json.dumps(secret), encoding="utf-8")
    program = Path(sys.executable).with_name("sops")
    done = run((program, "decrypt", "--ignore-mac", str(file)), folder, SOPS_AGE_KEY=key)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
