"""Whole trees, as they were reviewed."""

from __future__ import annotations

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
        for key, value in booleans(description.cluster).items():
            seen.setdefault(key, set()).add(value)
        for secret in SECRETS:
            seen.setdefault(f"has.{secret}", set()).add(description.secrets.has(secret))
    return seen


def booleans(cluster: Cluster) -> dict[str, bool]:
    """The boolean fields and properties of a cluster and of all its nodes."""
    models = [cluster, *cluster.nodes]
    names = {(model, name) for model in models for name in dir(type(model)) if not name.startswith(("_", "model_"))}
    fields = {(model, name) for model in models for name in type(model).model_fields}
    values = {f"{type(model).__name__}.{name}": getattr(model, name) for model, name in names | fields}
    return {key: value for key, value in values.items() if isinstance(value, bool)}


def test_every_boolean_is_true_in_one_case_and_false_in_another() -> None:
    one_sided = {key: values for key, values in conditions().items() if values != {True, False}}
    assert one_sided == {}
