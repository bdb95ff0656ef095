"""The packaged files, as a checkout has them; tests/wheel proves the same of a wheel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import pytest

from clusterctl import resources
from tests.support.checkout import TOP
from tests.support.tree import read_tree


@pytest.mark.parametrize("read", [resources.templates, resources.schemas, resources.examples, resources.scaffold])
def test_every_file_of_a_folder_is_there_by_its_path_and_as_it_stands(
    read: Callable[[], Mapping[PurePosixPath, str]],
) -> None:
    found = {str(path): text.encode() for path, text in read().items()}
    assert found == read_tree(TOP / read.__name__)
    assert found


@pytest.mark.parametrize("read", [resources.templates, resources.schemas, resources.examples, resources.scaffold])
def test_paths_come_sorted(read: Callable[[], Mapping[PurePosixPath, str]]) -> None:
    names = [str(path) for path in read()]
    assert names == sorted(names)
