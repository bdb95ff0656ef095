"""`migrate` renames what has a new name and touches nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.scalars import Flag
from clusterctl.config.model.section import optional
from clusterctl.problem import ConfigError
from clusterctl.start.migrate import migrate
from clusterctl.write.repository import RawRepository


class Moved(Cluster):
    """A description in which a key has a new name."""

    bright: Flag = optional("Whether it is bright.", example=True, default=False, was=("shiny",))


TEXT = """\
# mine
shiny:   true     # as ever
apps:
  old/app: {enabled: false}   # not wanted
  network/echo: {enabled: true}
"""


def repository(root: Path, text: str) -> RawRepository:
    (root / "cluster.yaml").write_text(text, encoding="utf-8")
    return RawRepository(root, "cluster.yaml", text.encode(), None, {}, None)


def test_keys_and_apps_get_their_present_names_and_every_other_byte_stays(tmp_path: Path) -> None:
    names, problems = migrate(repository(tmp_path, TEXT), {"old/app": "new/app"}, Moved)
    assert names == (("shiny", "bright"), ("apps.old/app", "apps.new/app"))
    assert problems == ()
    expected = TEXT.replace("shiny:", "bright:").replace("old/app:", "new/app:")
    assert (tmp_path / "cluster.yaml").read_text(encoding="utf-8") == expected


def test_a_description_without_former_names_is_not_written(tmp_path: Path) -> None:
    raw = repository(tmp_path, "bright: true\n")
    before = (tmp_path / "cluster.yaml").stat()
    assert migrate(raw, {"old/app": "new/app"}, Moved) == ((), ())
    assert (tmp_path / "cluster.yaml").stat() == before


def test_a_present_name_that_is_taken_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    text = "apps: {old/app: {enabled: false}, new/app: {enabled: true}}\n"
    with pytest.raises(ConfigError, match="new/app"):
        migrate(repository(tmp_path, text), {"old/app": "new/app"})
    assert (tmp_path / "cluster.yaml").read_text(encoding="utf-8") == text
