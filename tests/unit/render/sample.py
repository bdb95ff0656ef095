"""A tree from the sample's catalogue and cluster, each with what a test changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath as Path
from typing import Any, Final

import pytest
import yaml

from clusterctl.catalog.select import select
from clusterctl.problem import ConfigError, Problem
from clusterctl.render.blueprint import blueprint
from clusterctl.render.engine import Engine
from clusterctl.render.render import render
from clusterctl.render.tree import Found, Tree
from tests.unit.catalog.sample import APPS, catalog_of, description, secrets_of

ECHO: Final = f"{APPS}/network/echo"
NET: Final = f"{APPS}/kube-system/net"


def tree_of(
    added: str = "",
    changes: Mapping[str, str | None] | None = None,
    found: Found | None = None,
    more_secrets: tuple[str, ...] = (),
) -> Tree:
    cluster, settings = description(added)
    catalog, secrets, found = catalog_of(changes), secrets_of(*more_secrets), found or Found()
    selection, problems = select(catalog, cluster, secrets, found, settings)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return render(blueprint(cluster, secrets, selection, found), Engine(catalog.templates, settings))


def refused(added: str = "", changes: Mapping[str, str | None] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        tree_of(added, changes)
    return caught.value.problems


def data(tree: Tree, path: str) -> Any:  # noqa: ANN401 - what YAML holds
    return yaml.safe_load(tree[Path(path)].text)
