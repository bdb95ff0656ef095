"""A machine that refuses: rights that are missing, a disk that is full, a home and a repository that are read-only."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.conftest import Run
from tests.support.confined import confined
from tests.support.repository import Repository
from tests.support.tree import differences, read_tree, traces

Done = subprocess.CompletedProcess[str]


def assert_told(done: Done, code: int, head: str) -> None:
    assert (done.returncode, done.stdout) == (code, ""), done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if " error " in line]
    assert [line.startswith(head) for line in lines] == [True], done.stderr
    assert "     = help: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "path", ["cluster.yaml", "secrets.sops.yaml", "templates/kubernetes/mine.yaml", ".clusterctl/ledger.jsonl"]
)
def test_a_file_without_the_right_to_read_it_is_told(repository: Repository, path: str) -> None:
    repository.file(path).parent.mkdir(parents=True, exist_ok=True)
    repository.file(path).touch()
    repository.file(path).chmod(0)
    before = read_tree(repository.root)
    done = confined(repository.root, "render")
    assert_told(done, 2, f"{path}: error W036 {path} cannot be read: Permission denied")
    assert read_tree(repository.root) == before


def test_a_folder_without_the_right_to_enter_it_is_told(repository: Repository) -> None:
    repository.file("templates").mkdir(mode=0)
    done = confined(repository.root, "validate")
    assert_told(done, 2, "templates: error W036 templates cannot be read: Permission denied")


def test_a_rendered_folder_without_the_right_to_enter_it_is_a_conflict(demo: Path) -> None:
    (demo / "talos").chmod(0)
    try:
        done = confined(demo, "render", "-q")
    finally:
        (demo / "talos").chmod(0o755)
    assert done.returncode == 7
    assert "talos: error W013 " in done.stderr
    assert "not readable (Permission denied)" in done.stderr


def test_a_key_without_the_right_to_read_it_is_told_where_it_is_needed(repository: Repository) -> None:
    repository.file("age.key").chmod(0)
    before = traces(repository.root)
    done = confined(repository.root, "render", "-q")
    assert done.returncode == 5
    assert "error W022 " in done.stderr
    assert "Traceback" not in done.stderr
    assert traces(repository.root) == before


@pytest.fixture
def read_only(demo: Path) -> Iterator[Path]:
    """A rendered repository in which nothing may be written."""
    folders = [demo, *(path for path in demo.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    yield demo
    for folder in folders:
        folder.chmod(0o755)


def test_a_read_only_repository_can_be_looked_at(read_only: Path) -> None:
    for command in (("validate",), ("render",), ("render", "--check"), ("diff",), ("apps",), ("secrets", "check")):
        done = confined(read_only, *command)
        assert done.returncode == 0, done.stderr


def move_the_api(demo: Path) -> None:
    """Give the API another address, which many files hold."""
    text = (demo / "cluster.yaml").read_text(encoding="utf-8")
    assert text.count("cluster_api_addr: 192.0.2.100") == 1
    (demo / "cluster.yaml").write_text(text.replace("192.0.2.100", "192.0.2.110"), encoding="utf-8")


def test_a_read_only_repository_is_left_as_it_is_with_one_problem(read_only: Path) -> None:
    text = (read_only / "cluster.yaml").read_text(encoding="utf-8")
    changed = text.replace("repository_branch: main", "repository_branch: next").replace(
        "# repository_b", "repository_b"
    )
    assert changed != text
    (read_only / "cluster.yaml").write_text(changed, encoding="utf-8")
    before = traces(read_only)
    assert_told(confined(read_only, "render", "-q"), 5, ".clusterctl")
    assert traces(read_only) == before


@pytest.mark.parametrize("room", [1, 200, 2_000])
def test_a_full_disk_leaves_everything_as_it_was(repository: Repository, room: int) -> None:
    """The rule that is handed to sops must be written somewhere, so with hardly any room it fails even earlier."""
    before = read_tree(repository.root)
    done = confined(repository.root, "render", "-q", room=room)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.count(" error ") == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert read_tree(repository.root) == before
    assert not list(repository.root.rglob(".clusterctl/journal/*"))


def test_after_a_full_disk_the_same_command_goes_through(repository: Repository) -> None:
    assert confined(repository.root, "render", "-q", room=2_000).returncode == 5
    assert confined(repository.root, "render", "-q").returncode == 0
    assert confined(repository.root, "render", "--check").returncode == 0


def test_a_full_disk_keeps_a_rendered_tree_whole(demo: Path) -> None:
    move_the_api(demo)
    before = read_tree(demo)
    done = confined(demo, "render", "-q", room=3_000)
    assert done.returncode == 5, done.stderr
    assert differences(before, read_tree(demo)) == set()


def test_a_home_that_cannot_be_written_is_no_trouble(repository: Repository, clusterctl: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o555)
    env = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere"}
    assert clusterctl("render", "-q", folder=repository.root, **env).returncode == 0
    assert list((tmp_path / "home").iterdir()) == []


def test_a_temporary_folder_that_is_not_there_is_no_trouble(repository: Repository, clusterctl: Run) -> None:
    assert clusterctl("render", "-q", folder=repository.root, TMPDIR="/nowhere").returncode == 0
