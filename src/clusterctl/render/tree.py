"""What rendering makes: files as text, with the secrets they need named but never present."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from clusterctl.config.source import Loc
from clusterctl.problem import Span

Path = PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A value of secrets.sops.yaml that a sealed file holds at one leaf.

    `secret` is the path of the value there: `("cloudflare_token",)`, `("extra", "grafana_password")`; the private age
    key of the repository is `("age_key",)`. `transform` names how the value is turned into the leaf, "" for as it is.
    """

    secret: tuple[str, ...]
    transform: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How sops encrypts a file: which keys (a regular expression, "" for every value) and for whom."""

    encrypted_regex: str
    recipients: tuple[str, ...]
    mac_only_encrypted: bool = True


@dataclass(frozen=True, slots=True)
class File:
    """One rendered file. `text` is what is written, or, with a `rule`, what is sealed once the `refs` are filled in."""

    path: Path
    text: str
    source: Span
    refs: Mapping[Loc, Ref] = field(default_factory=dict)
    rule: Rule | None = None
    pin: str = ""
    """The chart version that our own side (description or channel) names, for an ocirepository.yaml."""


Tree = Mapping[Path, File]
"""All rendered files by path, sorted."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the repository holds that rendering must respect.

    `pins`: chart version written in a rendered ocirepository.yaml, by app id `namespace/name`, as it stands on disk.
    `namespaces`: those that were rendered last time.
    `charts`: the URL of the chart beside that version.
    `bases`: the pin that our side named when that file was last accepted (from the ledger).
    `apps`: `kubernetes/apps/<namespace>/<app>/ks.yaml` of apps that are not ours.
    `patches`: `talos/patches/<folder>/<file>` that are not ours.
    `manifests`: the text of every file below `kubernetes/` that is not ours and speaks of Flux Kustomizations.
    """

    pins: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    apps: frozenset[Path] = frozenset()
    patches: frozenset[Path] = frozenset()
    charts: Mapping[str, str] = field(default_factory=dict)
    namespaces: frozenset[str] = frozenset()
    manifests: Mapping[Path, str] = field(default_factory=dict)
