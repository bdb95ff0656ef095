"""The reviewed trees as readers of either YAML version and formatters see them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from clusterctl import pipeline
from clusterctl.render.blueprint import blueprint
from clusterctl.render.job import FromData, FromRelease, FromText
from clusterctl.render.tree import Found
from tests.support import golden

FEWEST = 40
"""Derived files of the smallest case."""

every_case = pytest.mark.parametrize("name", golden.names())


def yaml_files(name: str) -> dict[str, str]:
    """The YAML files of a case."""
    return {path: text for path, text in golden.expected(name).items() if path.endswith((".yaml", ".yml"))}


def read_1_2(text: str) -> list[Any]:
    """All documents as a reader of YAML 1.2 has them."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return list(reader.load_all(io.StringIO(text)))


def derived(name: str) -> Iterator[str]:
    """The YAML files that are written from data alone."""
    description = golden.described(name)
    selection, _ = pipeline.choose(description, Found())
    for job in blueprint(description.cluster, description.secrets, selection, Found()):
        bare = isinstance(job.make, FromData | FromText) or (isinstance(job.make, FromRelease) and job.make.override)
        if bare and job.path.suffix == ".yaml":
            yield str(job.path)


def formatted(text: str) -> str:
    """The text as a formatter with the same indentation writes it."""
    formatter = YAML()
    formatter.indent(mapping=2, sequence=4, offset=2)
    formatter.width = 1000
    formatter.preserve_quotes = True
    formatter.explicit_start = True
    written = io.StringIO()
    formatter.dump_all(formatter.load_all(text), written)
    return written.getvalue()


@every_case
def test_no_text_of_a_tree_means_different_things_to_yaml_1_1_and_1_2(name: str) -> None:
    for path, text in yaml_files(name).items():
        assert (path, list(yaml.safe_load_all(text))) == (path, read_1_2(text))


@every_case
def test_a_formatter_leaves_every_derived_file_alone(name: str) -> None:
    files = golden.expected(name)
    texts = {path: files[path] for path in derived(name)}
    assert len(texts) >= FEWEST
    assert {path: formatted(text) for path, text in texts.items()} == texts
