"""A description that is valid, and others that differ from it in a few keys."""

from __future__ import annotations

from typing import Any

import yaml

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.problem import Problem
from tests.unit.config.sealed import RECIPIENT, sealed

SCHEMATIC = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"
ABSENT = object()
"""In the place of a value: the key is not there."""


def node(number: int, **changes: object) -> dict[str, object]:
    """One machine of the description."""
    entry = {
        "name": f"k8s-{number}",
        "address": f"10.0.0.2{number}",
        "controller": True,
        "disk": "/dev/sda",
        "mac_addr": f"00:00:5e:00:53:2{number}",
    }
    return _without_absent({**entry, **changes})


def settings(**changes: object) -> dict[str, object]:
    """The keys of a valid description, with changes."""
    usual: dict[str, object] = {
        "channel": "2026.01",
        "age_recipients": [RECIPIENT],
        "node_cidr": "10.0.0.0/24",
        "cluster_api_addr": "10.0.0.10",
        "cluster_gateway_addr": "10.0.0.11",
        "cluster_dns_gateway_addr": "10.0.0.12",
        "cloudflare_gateway_addr": "10.0.0.13",
        "cloudflare_domain": "example.com",
        "repository_name": "example/home",
        "schematic_id": SCHEMATIC,
        "nodes": [node(1), node(2), node(3)],
    }
    return _without_absent({**usual, **changes})


def judged(secrets: Secrets | None = None, /, **changes: object) -> tuple[Cluster | None, tuple[Problem, ...]]:
    """What is understood of the description with these changes."""
    text = yaml.safe_dump(settings(**changes), sort_keys=False)
    return understand(read_source("cluster.yaml", text.encode()), secrets or sealed())


def cluster(secrets: Secrets | None = None, /, **changes: object) -> Cluster:
    """The cluster that is described; the description must be valid."""
    found, problems = judged(secrets, **changes)
    assert found is not None, [problem.message for problem in problems]
    return found


def keys(problems: tuple[Problem, ...]) -> list[str]:
    """The keys that are told, in order of their places."""
    return [problem.key for problem in problems]


def _without_absent(entries: dict[str, Any]) -> dict[str, object]:
    return {key: value for key, value in entries.items() if value is not ABSENT}
