"""New files appear whole, and never over another one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path as OsPath

import pytest

from clusterctl.problem import ConfigError, ToolError
from clusterctl.render.tree import Path
from clusterctl.start.place import NewFile, moved, open_root, place, sweep, taken
from tests.support.tree import write_tree

FILE = NewFile(Path("deep/below/file.txt"), b"content\n")


def names(root: OsPath) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_new_file_is_written_with_the_folders_above_it(tmp_path: OsPath) -> None:
    assert place(tmp_path, FILE)
    assert (tmp_path / FILE.path).read_bytes() == b"content\n"


def test_nothing_else_is_left_behind(tmp_path: OsPath) -> None:
    place(tmp_path, FILE)
    assert names(tmp_path) == {"deep/below/file.txt"}
    assert not (tmp_path / ".clusterctl/staging").exists()


def test_a_file_that_is_there_stays_as_it_is(tmp_path: OsPath) -> None:
    place(tmp_path, FILE)
    assert not place(tmp_path, NewFile(FILE.path, b"other\n"))
    assert (tmp_path / FILE.path).read_bytes() == b"content\n"
    assert names(tmp_path) == {"deep/below/file.txt"}


def test_a_link_that_leads_nowhere_counts_as_there(tmp_path: OsPath) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert taken(tmp_path, Path("link"))
    assert not place(tmp_path, NewFile(Path("link"), b"content\n"))
    assert not (tmp_path / "nowhere").exists()


def test_a_private_file_is_readable_by_its_owner_alone(tmp_path: OsPath) -> None:
    place(tmp_path, NewFile(Path("age.key"), b"key\n", private=True))
    assert stat.S_IMODE((tmp_path / "age.key").stat().st_mode) == 0o600


def test_nothing_is_written_through_a_linked_folder(tmp_path: OsPath) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / ".github").symlink_to(outside)
    with pytest.raises(ToolError, match=r"check\.yaml cannot be written: the folder \.github is a link"):
        place(root, NewFile(Path(".github/workflows/check.yaml"), b"on: push\n"))
    assert list(outside.iterdir()) == []


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path: OsPath) -> None:
    (tmp_path / "deep").write_text("a file", encoding="utf-8")
    with pytest.raises(ToolError, match=r"deep/below/file\.txt cannot be written"):
        place(tmp_path, FILE)


def without_links(_stage: OsPath, _target: OsPath) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_a_file_system_without_hard_links_will_do(tmp_path: OsPath) -> None:
    (tmp_path / "stage").write_bytes(b"content\n")
    assert moved(tmp_path / "stage", tmp_path / "file", without_links)
    assert names(tmp_path) == {"file"}


def test_a_file_is_kept_there_too(tmp_path: OsPath) -> None:
    (tmp_path / "stage").write_bytes(b"content\n")
    (tmp_path / "file").write_bytes(b"mine\n")
    assert not moved(tmp_path / "stage", tmp_path / "file", without_links)
    assert (tmp_path / "file").read_bytes() == b"mine\n"


def test_no_representation_shows_the_content() -> None:
    assert "content" not in repr(FILE)


def test_a_new_folder_is_made_with_those_above_it(tmp_path: OsPath) -> None:
    with open_root(tmp_path / "one/two"):
        (tmp_path / "one/two/file").touch()
    assert (tmp_path / "one/two/file").is_file()


def test_a_new_folder_in_which_nothing_was_made_goes_again_with_those_above_it(tmp_path: OsPath) -> None:
    with pytest.raises(KeyboardInterrupt), open_root(tmp_path / "one/two"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_fine(tmp_path: OsPath) -> None:
    (tmp_path / "there").mkdir()
    with open_root(tmp_path / "there"), open_root(tmp_path / "there"):
        pass
    assert list(tmp_path.iterdir()) == [tmp_path / "there"]


@pytest.mark.parametrize("name", ["file", "file/below", "loop", "loop/below", "dangling"])
def test_what_cannot_become_a_folder_is_refused_by_name(tmp_path: OsPath, name: str) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("file")
    with pytest.raises(ConfigError) as caught, open_root(tmp_path / name):
        pass
    (problem,) = caught.value.problems
    assert problem.code.id == "I004"
    assert str(tmp_path / name) in problem.message


def test_what_a_killed_run_had_staged_is_swept_away(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {".clusterctl/staging/0123456789abcdef": "AGE-SECRET-KEY", ".clusterctl/kept": "x"})
    sweep(tmp_path)
    assert names(tmp_path / ".clusterctl") == {"kept"}
    sweep(tmp_path)


def test_what_has_another_name_there_is_somebody_elses(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {".clusterctl/staging/notes.txt": "mine", ".clusterctl/staging/fedcba9876543210": "staged"})
    sweep(tmp_path)
    assert names(tmp_path / ".clusterctl/staging") == {"notes.txt"}


@pytest.mark.parametrize("link", [".clusterctl", ".clusterctl/staging"])
def test_nothing_is_swept_through_a_link(tmp_path: OsPath, link: str) -> None:
    elsewhere = "elsewhere" if link.endswith("staging") else "elsewhere/staging"
    write_tree(tmp_path, {f"{elsewhere}/0123456789abcdef": "mine"})
    (tmp_path / link).parent.mkdir(exist_ok=True)
    (tmp_path / link).symlink_to(tmp_path / "elsewhere")
    sweep(tmp_path)
    assert names(tmp_path / elsewhere) == {"0123456789abcdef"}


def test_what_cannot_be_swept_away_is_told(tmp_path: OsPath) -> None:
    (tmp_path / ".clusterctl/staging/0123456789abcdef").mkdir(parents=True)
    with pytest.raises(ToolError, match="cannot be written"):
        sweep(tmp_path)
