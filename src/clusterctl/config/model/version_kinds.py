"""Channels and versions, judged against what the releases are known to be."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from clusterctl.compat.channels import CHANNELS
from clusterctl.compat.releases import Contract, configured
from clusterctl.compat.versions import Version, parse_version
from clusterctl.config.codes import versions
from clusterctl.config.model.kind import quoted, refuse
from clusterctl.config.model.scalars import choice, text_of

OLDEST, NEWEST = configured()[0], configured()[-1]


def talos(text: str) -> str:
    """A Talos version that this program writes machine configuration for."""
    found = _version(text)
    if not OLDEST.minor <= found.of <= NEWEST.minor:
        message = f"{text} is not a release that is known here: {OLDEST.minor} to {NEWEST.minor}"
        raise refuse(versions.VERSION, message, "leave it away to get the channel's")
    return text


def kubernetes(text: str) -> str:
    """A Kubernetes version that at least one of those Talos releases runs."""
    found = _version(text)
    low, high = OLDEST.kubernetes_code[0], NEWEST.kubernetes_code[1]
    if not low <= found.of <= high:
        message = (
            f"{text} is a release that no Talos from {OLDEST.minor} to {NEWEST.minor} runs; they run {low} to {high}"
        )
        raise refuse(versions.VERSION, message, _meant(found, low.minor, high.minor))
    return text


def _meant(found: Version, low: int, high: int) -> str:
    """1.3.1 is typed for 1.31 as easily as for 1.30.1."""
    digits = f"{found.minor}{found.patch}"
    if found.major == 1 and digits.isdigit() and low <= int(digits) <= high:
        return f"did you mean 1.{digits}.0 or 1.{found.minor}0.{found.patch}?"
    return "leave it away to get the channel's"


def _version(text: str) -> Version:
    if text[:1] in ("v", "V") and parse_version(text[1:]):
        raise refuse(versions.VERSION, f"{text} is written without the letter v", f"write {text[1:]}")
    found = parse_version(text)
    if found is None:
        raise refuse(versions.VERSION, f"{quoted(text)} is not a version of three numbers", "write it like 1.12.1")
    return found


_PATTERN = {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"}
TalosVersion: TypeAlias = Annotated[
    str, text_of(talos, "version", f"x.y.z without v, Talos {OLDEST.minor} to {NEWEST.minor}", _PATTERN)
]
KubernetesVersion: TypeAlias = Annotated[
    str, text_of(kubernetes, "version", "x.y.z without v, one that the Talos version runs", _PATTERN)
]
ChannelName: TypeAlias = Annotated[str, choice(CHANNELS)]
ConfigContract: TypeAlias = Annotated[Contract, choice(Contract)]
