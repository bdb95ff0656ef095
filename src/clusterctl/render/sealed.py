"""Secrets as data: manifests with markers, references instead of values, and the rules by which sops seals them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from clusterctl import where
from clusterctl.catalog.condition import Holds
from clusterctl.catalog.model import Leaf, SecretFile
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.secrets import AGE_KEY
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.problem import Span
from clusterctl.render.job import FromData, Job
from clusterctl.render.tree import Path, Ref, Rule

MANIFEST_KEYS: Final = "^(data|stringData)$"
"""Of a Kubernetes Secret only these keys are encrypted: its name stays readable, and Flux can build with it."""


class Sealed(NamedTuple):
    """How the files whose path matches a pattern are sealed."""

    pattern: str
    encrypted_regex: str
    mac_only_encrypted: bool


SEALED: Final = (
    Sealed(r"^talos/.*\.sops\.ya?ml$", "", mac_only_encrypted=True),
    Sealed(r"^(bootstrap|kubernetes)/.*\.sops\.ya?ml$", MANIFEST_KEYS, mac_only_encrypted=True),
    Sealed(r"^secrets\.sops\.ya?ml$", "", mac_only_encrypted=False),
)
"""All sealed files of a repository; the first pattern that matches counts."""

_AS_IT_IS: Final = {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}
"""Flux puts values in the place of ${NAME} after it has decrypted: a secret that holds such text must stay as it is."""


def secret_job(
    path: Path, name: str, secret: SecretFile, place: Span, known: tuple[Cluster, Secrets, Holds]
) -> Job | None:
    """The sealed file of one Secret; None when its condition is false or no key of it is left."""
    cluster, secrets, holds = known
    leaves = {key: leaf for key, leaf in secret.data.items() if holds(leaf.when)}
    if not leaves or not holds(secret.when):
        return None
    text: dict[str, str] = {}
    refs: dict[Loc, Ref] = {}
    for key, leaf in leaves.items():
        ref = _ref(leaf, secrets)
        text[key] = _marker(ref) if ref else str(getattr(cluster, leaf.value))
        if ref:
            refs["stringData", key] = ref
    manifest = _manifest(name, secret, text, as_it_is=path.is_relative_to(where.APPS))
    return Job(path, FromData(manifest), place, refs, rule_for(path, cluster.age_recipients))


def rule_for(path: Path, recipients: Iterable[str]) -> Rule:
    """How a sealed file at this path is encrypted; `.sops.yaml` says the same."""
    how = next(one for one in SEALED if re.match(one.pattern, str(path)))
    return Rule(how.encrypted_regex, tuple(recipients), how.mac_only_encrypted)


def creation_rules(cluster: Cluster) -> dict[str, object]:
    """`.sops.yaml`. sops takes the first rule whose pattern matches, and paths are relative to the repository."""
    return {
        "creation_rules": [_creation_rule(how, ",".join(cluster.age_recipients)) for how in SEALED],
        "stores": {"yaml": {"indent": 2}},
    }


def _creation_rule(how: Sealed, recipients: str) -> dict[str, object]:
    rule: dict[str, object] = {"path_regex": how.pattern}
    if how.encrypted_regex:
        rule["encrypted_regex"] = how.encrypted_regex
    if how.mac_only_encrypted:
        rule["mac_only_encrypted"] = True
    return {**rule, "age": recipients}


def _ref(leaf: Leaf, secrets: Secrets) -> Ref | None:
    """The secret that a leaf takes its value from; None when it is a value of the model."""
    if not leaf.secret or (leaf.value and not secrets.has(leaf.secret)):
        return None
    return Ref((AGE_KEY,) if leaf.secret == AGE_KEY else tuple(leaf.secret.split(".")), leaf.transform)


def _marker(ref: Ref) -> str:
    name = ".".join(ref.secret)
    return f"(secret {name} as {ref.transform})" if ref.transform else f"(secret {name})"


def _manifest(name: str, secret: SecretFile, text: dict[str, str], *, as_it_is: bool) -> dict[str, object]:
    metadata: dict[str, object] = {"name": name}
    if as_it_is:
        metadata["annotations"] = _AS_IT_IS
    if secret.namespace:
        metadata["namespace"] = secret.namespace
    if secret.labels:
        metadata["labels"] = secret.labels
    kind = {"type": secret.type} if secret.type else {}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, **kind, "stringData": text}
