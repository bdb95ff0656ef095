"""A run that is killed at every single call that changes the disk: each file stays whole, and the next run repairs."""

import os
import signal
from collections.abc import Callable
from pathlib import Path as OsPath

import pytest

from clusterctl.problem import Span
from clusterctl.render.tree import File, Path
from clusterctl.write.change import Policy
from clusterctl.write.disk import Disk
from clusterctl.write.ledger import read_ledger
from clusterctl.write.plan import paths_of, plan
from clusterctl.write.system import System
from tests.support.tree import read_tree, traces, write_tree

LEDGER = ".clusterctl/ledger.jsonl"
BEFORE = {
    "talos/a.yaml": "a: 1\n",
    "talos/b.yaml": "b: 1\n",
    "kubernetes/apps/old/ks.yaml": "old: 1\n",
    "kubernetes/apps/kept/ks.yaml": "kept: 1\n",
}
AFTER = {
    "talos/a.yaml": "a: 2\n" * 100,
    "talos/b.yaml": "b: 2\n",
    "kubernetes/apps/kept/ks.yaml": "kept: 1\n",
    "kubernetes/apps/new/deep/ks.yaml": "new: 1\n",
}
MINE = {"kubernetes/apps/mine/ks.yaml": "mine\n", "talos/mine.yaml": "mine\n"}


class Deadly(System):
    """A system that kills its own process at one call: before it, half-way through a write, or after it."""

    def __init__(self, deadly: int, *, after: bool) -> None:
        self.left = deadly
        self.after = after

    def _around(self, call: Callable[[], None]) -> None:
        self.left -= 1
        if self.left == -1 and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        call()
        if self.left == -1:
            os.kill(os.getpid(), signal.SIGKILL)

    def mkdir(self, name: str, folder: int) -> None:
        self._around(lambda: super(Deadly, self).mkdir(name, folder))

    def create(self, name: str, folder: int) -> int:
        made: list[int] = []
        self._around(lambda: made.append(super(Deadly, self).create(name, folder)))
        return made[0]

    def write(self, file: int, content: bytes | memoryview) -> int:
        half = content[: max(1, len(content) // 2)]
        self._around(lambda: self._write_all(file, half))
        return len(half)

    def _write_all(self, file: int, content: bytes | memoryview) -> None:
        super().write(file, content)

    def chmod(self, file: int, mode: int) -> None:
        self._around(lambda: super(Deadly, self).chmod(file, mode))

    def fsync(self, handle: int) -> None:
        self._around(lambda: super(Deadly, self).fsync(handle))

    def rename(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        self._around(lambda: super(Deadly, self).rename(name, folder, to_name, to_folder))

    def link(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        self._around(lambda: super(Deadly, self).link(name, folder, to_name, to_folder))

    def unlink(self, name: str, folder: int) -> None:
        self._around(lambda: super(Deadly, self).unlink(name, folder))

    def rmdir(self, name: str, folder: int) -> None:
        self._around(lambda: super(Deadly, self).rmdir(name, folder))


def render(root: OsPath, files: dict[str, str], system: System | None = None) -> None:
    disk = Disk(root, system)
    disk.recover()
    ledger, _ = read_ledger((root / LEDGER).read_bytes() if (root / LEDGER).exists() else None)
    tree = {Path(path): File(Path(path), text, Span("x")) for path, text in files.items()}
    disk.apply(plan(tree, disk.haves(paths_of(tree, ledger)), ledger, Policy(), disk.bases()))


def killed(root: OsPath, files: dict[str, str], system: System) -> bool:
    """Run in a child that the system kills; whether it was killed and did not get through."""
    child = os.fork()
    if child == 0:
        try:
            render(root, files, system)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def outside_of_ours(root: OsPath) -> dict[str, bytes]:
    return {path: text for path, text in read_tree(root).items() if not path.startswith(".clusterctl/")}


def as_bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def test_each_file_is_whole_after_a_kill_at_any_call_and_the_next_run_repairs(tmp_path: OsPath) -> None:
    old, new, mine = as_bytes(BEFORE), as_bytes(AFTER), as_bytes(MINE)
    repaired = 0
    for after in (False, True):
        for deadly in range(1000):
            root = tmp_path / f"{after}-{deadly}"
            root.mkdir()
            render(root, BEFORE)
            write_tree(root, MINE)

            dead = killed(root, AFTER, Deadly(deadly, after=after))

            for path, text in outside_of_ours(root).items():
                assert text in (old.get(path), new.get(path), mine.get(path)), f"call {deadly}: {path} is not whole"
            repaired += bool(Disk(root).pending())
            render(root, AFTER)
            assert outside_of_ours(root) == {**new, **mine}, f"call {deadly}"
            assert not (root / ".clusterctl/journal").exists()
            if not dead:
                break
        assert deadly > 50
    assert repaired > 20


def test_a_kill_of_the_repair_is_repaired_too(tmp_path: OsPath) -> None:
    new, mine = as_bytes(AFTER), as_bytes(MINE)
    for deadly in range(0, 1000, 5):
        root = tmp_path / f"{deadly}"
        root.mkdir()
        render(root, BEFORE)
        write_tree(root, MINE)
        dead = killed(root, AFTER, Deadly(deadly, after=True))

        again = 0
        while killed(root, AFTER, Deadly(again, after=False)) and again < 100:
            again += 7
        render(root, AFTER)
        assert outside_of_ours(root) == {**new, **mine}, f"calls {deadly}, {again}"
        if not dead:
            break


def test_after_the_repair_nothing_is_left_to_do(tmp_path: OsPath) -> None:
    render(tmp_path, BEFORE)
    assert killed(tmp_path, AFTER, Deadly(60, after=False))

    render(tmp_path, AFTER)

    before = traces(tmp_path)
    render(tmp_path, AFTER)
    assert traces(tmp_path) == before


@pytest.mark.parametrize("deadly", range(0, 90, 3))
def test_what_the_user_changes_after_a_kill_is_never_lost(tmp_path: OsPath, deadly: int) -> None:
    render(tmp_path, BEFORE)
    killed(tmp_path, AFTER, Deadly(deadly, after=False))
    write_tree(tmp_path, {"talos/b.yaml": "b: mine\n"})

    Disk(tmp_path).recover()

    assert (tmp_path / "talos/b.yaml").read_bytes() == b"b: mine\n"
