"""The old content of a file is kept under a second name for a while, not copied: it may be a secret in clear."""

from __future__ import annotations

import errno
import os
from pathlib import Path as OsPath

import pytest

from clusterctl.problem import ToolError
from clusterctl.render.tree import Path
from clusterctl.write.disk import Disk
from clusterctl.write.steps import Operation
from clusterctl.write.system import NO_LINKS, System
from tests.support.tree import read_tree, write_tree

OLD = b"token: in clear\n"
OPERATIONS = (Operation(Path("talos/a.yaml"), OLD, b"token: ENC\n"), Operation(Path("talos/b.yaml"), OLD, None))


class Watched(System):
    """A system that remembers what was written, refuses second names, and refuses to delete a file of some name."""

    def __init__(self, link: int = 0, unlink: str = "") -> None:
        self.written = b""
        self.refusal = link
        self.kept = unlink

    def write(self, file: int, content: bytes | memoryview) -> int:
        self.written += content
        return super().write(file, content)

    def link(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        if self.refusal:
            raise OSError(self.refusal, os.strerror(self.refusal))
        super().link(name, folder, to_name, to_folder)

    def unlink(self, name: str, folder: int) -> None:
        if name == self.kept:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        super().unlink(name, folder)


@pytest.fixture
def root(tmp_path: OsPath) -> OsPath:
    write_tree(tmp_path, {"talos/a.yaml": OLD, "talos/b.yaml": OLD})
    return tmp_path


def test_what_a_run_replaces_is_never_written_again(root: OsPath) -> None:
    system = Watched()
    Disk(root, system).write(OPERATIONS)
    assert read_tree(root) == {"talos/a.yaml": b"token: ENC\n"}
    assert OLD not in system.written


def test_a_run_that_fails_half_way_gives_the_very_files_back(root: OsPath) -> None:
    before = {path: (root / path).stat().st_ino for path in ("talos/a.yaml", "talos/b.yaml")}
    system = Watched(unlink="b.yaml")
    with pytest.raises(ToolError):
        Disk(root, system).write(OPERATIONS)
    assert read_tree(root) == {"talos/a.yaml": OLD, "talos/b.yaml": OLD}
    assert {path: (root / path).stat().st_ino for path in before} == before
    assert OLD not in system.written


@pytest.mark.parametrize("number", sorted(NO_LINKS))
def test_a_file_system_without_second_names_gets_a_copy_with_the_same_permissions(root: OsPath, number: int) -> None:
    (root / "talos/a.yaml").chmod(0o600)
    with pytest.raises(ToolError):
        Disk(root, Watched(link=number, unlink="b.yaml")).write(OPERATIONS)
    assert read_tree(root) == {"talos/a.yaml": OLD, "talos/b.yaml": OLD}
    assert (root / "talos/a.yaml").stat().st_mode & 0o777 == 0o600
    Disk(root, Watched(link=number)).write(OPERATIONS)
    assert read_tree(root) == {"talos/a.yaml": b"token: ENC\n"}


def test_a_second_name_that_is_refused_for_another_reason_stops_the_run(root: OsPath) -> None:
    with pytest.raises(ToolError, match=os.strerror(errno.ENOSPC)):
        Disk(root, Watched(link=errno.ENOSPC)).write(OPERATIONS)
    assert read_tree(root) == {"talos/a.yaml": OLD, "talos/b.yaml": OLD}
