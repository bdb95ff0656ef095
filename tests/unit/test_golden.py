"""Whole trees, as they were reviewed."""

from __future__ import annotations

from functools import cached_property

import pytest

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.secrets import SECRETS
from tests.support import golden


@pytest.mark.parametrize("name", golden.names())
def test_a_case_renders_the_tree_that_was_reviewed(name: str) -> None:
    assert golden.rendered(name) == golden.expected(name)


@pytest.mark.parametrize("name", golden.names())
def test_a_case_is_rendered_without_a_warning(name: str) -> None:
    assert golden.described(name).problems == ()


def conditions() -> dict[str, set[bool]]:
    """Every boolean that a template or a condition can ask for, with the values it has over all cases."""
    seen: dict[str, set[bool]] = {}
    for name in golden.names():
        description = golden.described(name)
        for key, values in booleans(description.cluster).items():
            seen.setdefault(key, set()).update(values)
        for secret in SECRETS:
            seen.setdefault(f"has.{secret}", set()).add(description.secrets.has(secret))
    return seen


def booleans(cluster: Cluster) -> dict[str, set[bool]]:
    """The values that the boolean fields and properties have on a cluster and on its nodes."""
    seen: dict[str, set[bool]] = {}
    for model in (cluster, *cluster.nodes):
        public = [name for name in dir(type(model)) if name[0] != "_" and is_property(type(model), name)]
        for name in [*public, *type(model).model_fields]:
            if isinstance(value := getattr(model, name), bool):
                seen.setdefault(f"{type(model).__name__}.{name}", set()).add(value)
    return seen


def is_property(model: type, name: str) -> bool:
    """Whether a name of a model is computed from its fields."""
    return isinstance(getattr(model, name), property | cached_property)


def test_every_boolean_is_true_in_one_case_and_false_in_another() -> None:
    one_sided = {key: values for key, values in conditions().items() if values != {True, False}}
    assert one_sided == {}
