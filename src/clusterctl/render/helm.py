"""Helm as data: OCIRepository, the HelmRelease's frame, and the helmfiles of the bootstrap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from clusterctl.catalog.selection import Choice
from clusterctl.render.tree import Path

BOOTSTRAP: Final = Path("bootstrap/helmfile.d")
VALUES: Final = BOOTSTRAP / "templates" / "values.yaml.gotmpl"
VALUES_TEXT: Final = (
    "{{/* A release installs with the values that Flux will give it. Flux makes one dollar of two. */}}\n"
    '{{ (readFile (printf "../../../kubernetes/apps/%s/helmrelease.yaml" .Release.Labels.folder) | fromYaml)'
    '.spec.values | toYaml | replace "$$" "$" }}\n'
)

_UNITS: Final = {"h": 3600, "m": 60, "s": 1, "ms": 0}
_RETRIES: Final = 2


def oci_repository(choice: Choice) -> dict[str, object]:
    """The chart's source, pinned to the effective version."""
    return {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "OCIRepository",
        "metadata": {"name": choice.app.name},
        "spec": {
            "interval": "30m",
            "layerSelector": {
                "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                "operation": "copy",
            },
            "ref": {"tag": choice.version},
            "url": choice.chart,
        },
    }


def release_frame(choice: Choice) -> dict[str, object]:
    """The HelmRelease without its values: how it installs, upgrades and what it does when that fails."""
    chart = choice.app.app.chart
    if chart is None:
        raise ValueError(f"{choice.id} has no chart")
    return {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": choice.app.release},
        "spec": {
            "interval": choice.app.app.flux.interval,
            "timeout": chart.timeout,
            "chartRef": {"kind": "OCIRepository", "name": choice.app.name},
            "install": {"crds": chart.crds, "strategy": {"name": "RetryOnFailure"}},
            "rollback": {"cleanupOnFail": True},
            "upgrade": {
                "cleanupOnFail": True,
                "crds": chart.crds,
                "remediation": {"remediateLastFailure": True, "retries": _RETRIES},
                "strategy": {"name": "RemediateOnFailure"},
            },
        },
    }


def crds_helmfile(choices: Iterable[Choice]) -> dict[str, object]:
    """00-crds.yaml: the charts whose CRDs must be there before anything else is applied.

    They get their values too: some charts do not render without, and switches for CRDs stand among them.
    """
    return {"releases": [_release(choice) | _values(choice) for choice in choices]}


def apps_helmfile(choices: Iterable[Choice]) -> dict[str, object]:
    """01-apps.yaml: what a cluster needs until Flux runs, each release after the one before it."""
    releases: list[dict[str, object]] = []
    before = ""
    for choice in choices:
        release = _release(choice)
        chart = choice.app.app.chart
        release["timeout"] = _seconds(chart.timeout) if chart else _UNITS["h"]
        if chart and not chart.awaited:
            release |= {"wait": False, "waitForJobs": False}
        release |= _values(choice)
        if before:
            release["needs"] = [before]
        before = f"{choice.app.namespace}/{choice.app.release}"
        releases.append(release)
    return {"helmDefaults": {"cleanupOnFail": True, "wait": True, "waitForJobs": True}, "releases": releases}


def _release(choice: Choice) -> dict[str, object]:
    return {
        "name": choice.app.release,
        "namespace": choice.app.namespace,
        "chart": choice.chart,
        "version": choice.version,
    }


def _values(choice: Choice) -> dict[str, object]:
    """Where helmfile reads a release's values: in the HelmRelease that Flux will have, when it has any."""
    if not choice.app.parts or not (choice.app.values or choice.values):
        return {}
    folder = f"{choice.id}/{choice.app.parts[0].path}"
    return {"labels": {"folder": folder}, "values": [f"./{VALUES.relative_to(BOOTSTRAP)}"]}


def _seconds(duration: str) -> int:
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9]+)(ms|h|m|s)", duration))
