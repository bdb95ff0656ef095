"""One row per Talos minor: which Kubernetes it runs, from which hosts it can be reached, how it is configured.

`kubernetes_code` is what Talos refuses to leave (`MinimumKubernetesVersion` up to but excluding
`MaximumKubernetesVersion` of its package machinery/compatibility), `kubernetes_docs` what its support matrix tests.
`host_from` and `host_below` are its `MinimumHostUpgradeVersion` and `MaximumHostDowngradeVersion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from clusterctl.compat.versions import Minor, Version

UNREACHABLE_PATCH = 99
"""Talos closes its range at patch 99 of the newest minor, which it excludes."""


class Contract(StrEnum):
    """The forms of machine configuration that are written, each named after the Talos release that brought it."""

    V1_12 = "1.12"
    V1_13 = "1.13"
    V1_14 = "1.14"


@dataclass(frozen=True, slots=True)
class Release:
    """The rules of one Talos minor. `contract` is None where this program writes no configuration for it."""

    minor: Minor
    kubernetes_code: tuple[Minor, Minor]
    kubernetes_docs: tuple[Minor, Minor]
    host_from: Version
    host_below: Version
    contract: Contract | None
    generators: tuple[str, ...]


def _release(minor: int, code: tuple[int, int], docs: tuple[int, int], host: tuple[int, int], *makers: str) -> Release:
    return Release(
        minor=Minor(1, minor),
        kubernetes_code=(Minor(1, code[0]), Minor(1, code[1])),
        kubernetes_docs=(Minor(1, docs[0]), Minor(1, docs[1])),
        host_from=Version(1, host[0], 0),
        host_below=Version(1, host[1], 0),
        contract=Contract(f"1.{minor}") if makers else None,
        generators=makers,
    )


_ROWS = (
    #        Talos  Kubernetes in code, docs  host from, below
    _release(9, (27, 32), (27, 32), (8, 11)),
    _release(10, (28, 33), (28, 33), (8, 12)),
    _release(11, (29, 34), (29, 34), (9, 13)),
    _release(12, (30, 35), (30, 35), (10, 14), "talhelper", "talosctl"),
    _release(13, (31, 36), (31, 36), (11, 15), "talhelper", "talosctl"),
    _release(14, (32, 37), (33, 37), (12, 16), "talosctl"),
)
RELEASES = {row.minor: row for row in _ROWS}


class Support(Enum):
    """Whether a Talos release runs a Kubernetes release."""

    TESTED = "tested"
    UNTESTED = "untested"
    REFUSED = "refused"


def supports(release: Release, kubernetes: Version) -> Support:
    """Judge a pair of Talos and Kubernetes: outside the range in code is refused, outside that of the docs untested."""
    low, high = release.kubernetes_code
    closed = kubernetes.of == high and kubernetes.patch >= UNREACHABLE_PATCH
    if not low <= kubernetes.of <= high or closed:
        return Support.REFUSED
    low, high = release.kubernetes_docs
    return Support.TESTED if low <= kubernetes.of <= high else Support.UNTESTED


def upgradeable(target: Release, host: Version) -> bool:
    """Whether Talos lets a host of that version be upgraded, or downgraded, to the target."""
    return target.host_from <= host < target.host_below


def configured() -> tuple[Release, ...]:
    """The releases that this program writes machine configuration for, oldest first."""
    return tuple(row for row in _ROWS if row.contract)


def default_contract(talos: Minor) -> Contract:
    """The contract of a Talos release; 1.14 rewrites everything as documents, so nobody gets it without asking."""
    return min(RELEASES[talos].contract or Contract.V1_13, Contract.V1_13)


def default_generator(talos: Minor) -> str:
    """Who makes machine configuration for a Talos release: talhelper for as long as it can."""
    return RELEASES[talos].generators[0]
