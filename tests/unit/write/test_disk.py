"""The disk: what is read, what is never read or written through, and applying a plan as a whole."""

import errno
import os
from pathlib import Path as OsPath

import pytest

from clusterctl.problem import Code, ConflictError, Problem, Severity, Span, ToolError
from clusterctl.render.tree import File, Path
from clusterctl.write.blob import blob_id
from clusterctl.write.change import Action, Blocked, Change, Entry, Obstacle, Policy
from clusterctl.write.codes import (
    CHANGED_MEANWHILE,
    DISK,
    FINISHED,
    JOURNAL,
    LEFT_BEHIND,
    NEEDS_KEY,
    UNFINISHED,
)
from clusterctl.write.disk import Disk
from clusterctl.write.ledger import ledger_text, read_ledger
from clusterctl.write.plan import paths_of, plan
from clusterctl.write.steps import Operation, record, steps_of
from clusterctl.write.system import System
from tests.support.tree import read_tree, traces, write_tree

ECHO = Path("kubernetes/apps/default/echo/app/helmrelease.yaml")
LEDGER = ".clusterctl/ledger.jsonl"


def file(path: str | Path, text: str, pin: str = "") -> File:
    return File(Path(path), text, Span("templates/x.j2"), pin=pin)


def changes_for(disk: Disk, root: OsPath, files: dict[str, str], policy: Policy | None = None) -> tuple[Change, ...]:
    """What a run would do to make the tree these files."""
    ledger, _ = read_ledger((root / LEDGER).read_bytes() if (root / LEDGER).exists() else None)
    tree = {Path(path): file(path, text) for path, text in files.items()}
    return plan(tree, disk.haves(paths_of(tree, ledger)), ledger, policy or Policy(), disk.bases())


def render(root: OsPath, files: dict[str, str], policy: Policy | None = None) -> tuple[Change, ...]:
    """A whole run with these files as its tree."""
    disk = Disk(root)
    disk.recover()
    changes = changes_for(disk, root, files, policy)
    disk.apply(changes)
    return changes


def actions(changes: tuple[Change, ...]) -> dict[str, Action]:
    return {str(change.path): change.action for change in changes}


def codes(problems: tuple[Problem, ...]) -> list[Code]:
    return [problem.code for problem in problems]


def test_a_run_writes_its_files_and_the_ledger_and_nothing_else(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n", ".sops.yaml": "s: 1\n"})

    assert read_tree(tmp_path) == {
        "talos/a.yaml": b"a: 1\n",
        ".sops.yaml": b"s: 1\n",
        LEDGER: ledger_text(
            [Entry(Path("talos/a.yaml"), blob_id(b"a: 1\n")), Entry(Path(".sops.yaml"), blob_id(b"s: 1\n"))]
        ),
    }


def test_a_second_run_touches_nothing(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n"})
    before = traces(tmp_path)

    changes = render(tmp_path, {"talos/a.yaml": "a: 1\n"})

    assert actions(changes) == {"talos/a.yaml": Action.KEEP}
    assert traces(tmp_path) == before
    assert Disk(tmp_path).operations(changes) == ()


def test_what_is_no_longer_rendered_goes_with_the_folders_it_leaves_empty(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n", "talos/patches/node/deep/b.yaml": "b: 1\n"})
    write_tree(tmp_path, {"talos/patches/mine.txt": "mine"})

    render(tmp_path, {"talos/a.yaml": "a: 1\n"})

    assert sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "talos").rglob("*")) == [
        "talos/a.yaml",
        "talos/patches",
        "talos/patches/mine.txt",
    ]


def test_a_file_that_keeps_its_permissions_when_it_is_replaced(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n"})
    (tmp_path / "talos/a.yaml").chmod(0o640)

    render(tmp_path, {"talos/a.yaml": "a: 2\n"})

    assert (tmp_path / "talos/a.yaml").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "talos/a.yaml").read_text(encoding="utf-8") == "a: 2\n"


def test_the_base_of_a_kept_edit_is_kept_until_the_edit_is_gone(tmp_path: OsPath) -> None:
    base = tmp_path / ".clusterctl/base/talos/a.yaml"
    render(tmp_path, {"talos/a.yaml": "a: 1\n"})
    write_tree(tmp_path, {"talos/a.yaml": "a: mine\n"})

    assert actions(render(tmp_path, {"talos/a.yaml": "a: 1\n"})) == {"talos/a.yaml": Action.KEEP_EDIT}
    assert base.read_bytes() == b"a: 1\n"
    before = traces(tmp_path)
    render(tmp_path, {"talos/a.yaml": "a: 1\n"})
    assert traces(tmp_path) == before
    render(tmp_path, {"talos/a.yaml": "a: 1\n"}, Policy(overwrite=frozenset({Path("talos/a.yaml")})))
    assert not (tmp_path / ".clusterctl/base").exists()


def test_the_base_of_a_hidden_file_is_kept_too(tmp_path: OsPath) -> None:
    render(tmp_path, {".sops.yaml": "a: 1\n"})
    write_tree(tmp_path, {".sops.yaml": "a: mine\n"})
    render(tmp_path, {".sops.yaml": "a: 1\n"})

    assert Disk(tmp_path).bases() == {Path(".sops.yaml"): b"a: 1\n"}


def test_a_conflict_anywhere_changes_nothing(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n", "talos/b.yaml": "b: 1\n"})
    write_tree(tmp_path, {"talos/a.yaml": "a: mine\n"})
    before = traces(tmp_path)

    with pytest.raises(ConflictError, match=r"talos/a\.yaml"):
        render(tmp_path, {"talos/a.yaml": "a: 2\n", "talos/b.yaml": "b: 2\n", "talos/c.yaml": "c: 1\n"})

    assert traces(tmp_path) == before


def test_all_conflicts_are_told_at_once(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {"talos/a.yaml": "a: mine\n", "talos/b.yaml": "b: mine\n"})

    with pytest.raises(ConflictError) as caught:
        render(tmp_path, {"talos/a.yaml": "a: 2\n", "talos/b.yaml": "b: 2\n"})

    assert [problem.at.path for problem in caught.value.problems] == ["talos/a.yaml", "talos/b.yaml"]


def test_a_missing_key_alone_is_no_conflict_but_stops_the_run_too(tmp_path: OsPath) -> None:
    problem = Problem(NEEDS_KEY, "the key", Span("x"))
    change = Change(Path("talos/x.yaml"), Action.SEAL, why=problem)

    with pytest.raises(ToolError, match="the key"):
        Disk(tmp_path).apply([change])


def test_a_link_in_the_place_of_a_file_is_a_conflict_and_nothing_is_written_through_it(tmp_path: OsPath) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    render(root, {str(ECHO): "a: 1\n"})
    outside = tmp_path / "outside.yaml"
    outside.write_text("mine", encoding="utf-8")
    (root / ECHO).unlink()
    (root / ECHO).symlink_to("../../../../../../outside.yaml")

    for policy in (Policy(), Policy(overwrite=frozenset({ECHO}))):
        with pytest.raises(ConflictError, match=r"helmrelease\.yaml is a symbolic link"):
            render(root, {str(ECHO): "a: 2\n"}, policy)

    assert outside.read_text(encoding="utf-8") == "mine"
    assert (root / ECHO).is_symlink()


def test_a_link_in_the_place_of_a_folder_is_a_conflict(tmp_path: OsPath) -> None:
    root, outside = tmp_path / "repository", tmp_path / "outside"
    root.mkdir()
    render(root, {str(ECHO): "a: 1\n"})
    (root / "kubernetes/apps/default").rename(outside)
    (root / "kubernetes/apps/default").symlink_to(outside)

    with pytest.raises(ConflictError, match="kubernetes/apps/default is a symbolic link"):
        render(root, {str(ECHO): "a: 2\n"})
    with pytest.raises(ConflictError, match="kubernetes/apps/default is a symbolic link"):
        render(root, {})

    assert (outside / "echo/app/helmrelease.yaml").read_text(encoding="utf-8") == "a: 1\n"


def test_what_stands_at_a_path_is_told_apart(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {"talos/file.yaml": "x", "talos/folder/in.yaml": "x", "talos/Other.yaml": "x"})
    os.mkfifo(tmp_path / "talos/pipe.yaml")
    (tmp_path / "talos/loop.yaml").symlink_to("loop.yaml")
    disk = Disk(tmp_path)

    assert disk.have(Path("talos/file.yaml")) == b"x"
    assert disk.have(Path("talos/none.yaml")) is None
    assert disk.have(Path("bootstrap/none/none.yaml")) is None
    found = {
        name: disk.have(Path("talos") / name)
        for name in ("folder", "file.yaml/x.yaml", "other.yaml", "pipe.yaml", "loop.yaml", "loop.yaml/x")
    }
    assert {name: have.obstacle for name, have in found.items() if isinstance(have, Blocked)} == {
        "folder": Obstacle.FOLDER,
        "file.yaml/x.yaml": Obstacle.FILE_ABOVE,
        "other.yaml": Obstacle.OTHER_CASE,
        "pipe.yaml": Obstacle.SPECIAL,
        "loop.yaml": Obstacle.LINK,
        "loop.yaml/x": Obstacle.LINK,
    }


class Refusing(System):
    """A system that refuses the call of one kind that comes after `calls` others."""

    def __init__(self, kind: str, calls: int, error: int) -> None:
        self.kind, self.left, self.error = kind, calls, error

    def _maybe(self, kind: str) -> None:
        if kind == self.kind:
            self.left -= 1
            if self.left < 0:
                raise OSError(self.error, os.strerror(self.error))

    def mkdir(self, name: str, folder: int) -> None:
        self._maybe("mkdir")
        super().mkdir(name, folder)

    def create(self, name: str, folder: int) -> int:
        self._maybe("create")
        return super().create(name, folder)

    def write(self, file: int, content: bytes | memoryview) -> int:
        self._maybe("write")
        return super().write(file, content[: max(1, len(content) // 2)])

    def fsync(self, handle: int) -> None:
        self._maybe("fsync")
        super().fsync(handle)

    def rename(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        self._maybe("rename")
        super().rename(name, folder, to_name, to_folder)

    def unlink(self, name: str, folder: int) -> None:
        self._maybe("unlink")
        super().unlink(name, folder)


BEFORE = {"talos/a.yaml": "a: 1\n", "talos/b.yaml": "b: 1\n", "talos/gone/c.yaml": "c: 1\n"}
AFTER = {"talos/a.yaml": "a: 2\n", "talos/new/d.yaml": "d: 1\n", "talos/b.yaml": "b: 2\n"}


@pytest.mark.parametrize("kind", ["mkdir", "create", "write", "fsync", "rename", "unlink"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_whatever_the_system_refuses_leaves_the_tree_as_it_was(tmp_path: OsPath, kind: str, error: int) -> None:
    """Each call in turn fails, and all later ones of its kind with it, until a run gets through."""
    refused = 0
    for calls in range(200):
        root = tmp_path / f"{calls}"
        root.mkdir()
        render(root, BEFORE)
        before = read_tree(root)
        disk = Disk(root, Refusing(kind, calls, error))
        changes = changes_for(disk, root, AFTER)
        try:
            disk.apply(changes)
        except ToolError as failure:
            refused += 1
            (problem,) = failure.problems
            assert problem.code == DISK
            assert os.strerror(error) in problem.message
        else:
            break
        Disk(root).recover()
        left = read_tree(root)
        assert left == before or "half-way" in problem.message
        render(root, AFTER)
        assert {path: text.decode() for path, text in read_tree(root).items() if path != LEDGER} == AFTER

    assert refused
    Disk(root).recover()
    assert {path: text.decode() for path, text in read_tree(root).items() if path != LEDGER} == AFTER


class Once(Refusing):
    """A system that refuses one call only, and then works again."""

    def _maybe(self, kind: str) -> None:
        if kind == self.kind:
            self.left -= 1
            if self.left == -1:
                raise OSError(self.error, os.strerror(self.error))


@pytest.mark.parametrize("kind", ["mkdir", "create", "write", "fsync", "rename", "unlink"])
def test_a_run_that_is_refused_once_takes_everything_back(tmp_path: OsPath, kind: str) -> None:
    for calls in range(200):
        root = tmp_path / f"{calls}"
        root.mkdir()
        render(root, BEFORE)
        before = read_tree(root)
        disk = Disk(root, Once(kind, calls, errno.EIO))
        changes = changes_for(disk, root, AFTER)
        try:
            disk.apply(changes)
        except ToolError:
            assert read_tree(root) == before
            assert not (root / ".clusterctl/journal").exists()
        else:
            break
    assert calls


class Interrupting(System):
    """A system under which Ctrl-C arrives at one rename."""

    def __init__(self, renames: int) -> None:
        self.left = renames

    def rename(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        self.left -= 1
        if self.left == -1:
            raise KeyboardInterrupt
        super().rename(name, folder, to_name, to_folder)


@pytest.mark.parametrize("renames", range(5))
def test_ctrl_c_takes_everything_back(tmp_path: OsPath, renames: int) -> None:
    render(tmp_path, BEFORE)
    before = read_tree(tmp_path)
    disk = Disk(tmp_path, Interrupting(renames))

    with pytest.raises(KeyboardInterrupt):
        disk.apply(changes_for(disk, tmp_path, AFTER))

    assert read_tree(tmp_path) == before


def test_a_file_that_changes_after_it_was_read_stops_the_run(tmp_path: OsPath) -> None:
    render(tmp_path, BEFORE)
    disk = Disk(tmp_path)
    changes = changes_for(disk, tmp_path, AFTER)
    write_tree(tmp_path, {"talos/b.yaml": "b: meanwhile\n"})
    before = read_tree(tmp_path)

    with pytest.raises(ConflictError) as caught:
        disk.apply(changes)

    assert codes(caught.value.problems) == [CHANGED_MEANWHILE]
    assert read_tree(tmp_path) == before


def decided(root: OsPath, *operations: Operation, name: str = "todo.jsonl") -> None:
    """The journal of a run that died right after it had decided."""
    steps = steps_of(operations)
    contents = {f"{step.number:06}.new": operation.after for step, operation in zip(steps, operations, strict=True)}
    contents |= {f"{step.number:06}.old": operation.before for step, operation in zip(steps, operations, strict=True)}
    files = {f".clusterctl/journal/{key}": text for key, text in contents.items() if text is not None}
    write_tree(root, {**files, f".clusterctl/journal/{name}": record(steps)})


def test_an_interrupted_run_is_finished_once_and_said(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n"})
    decided(tmp_path, Operation(Path("talos/a.yaml"), b"a: 1\n", b"a: 2\n"))

    assert codes(Disk(tmp_path).pending()) == [UNFINISHED]
    assert codes(Disk(tmp_path).recover()) == [FINISHED]
    assert (tmp_path / "talos/a.yaml").read_bytes() == b"a: 2\n"
    before = traces(tmp_path)
    assert Disk(tmp_path).recover() == ()
    assert Disk(tmp_path).pending() == ()
    assert traces(tmp_path) == before


def test_an_undo_that_was_interrupted_is_undone(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {"talos/a.yaml": "a: 2\n"})
    decided(tmp_path, Operation(Path("talos/a.yaml"), b"a: 1\n", b"a: 2\n"), name="undo.jsonl")

    Disk(tmp_path).recover()

    assert read_tree(tmp_path) == {"talos/a.yaml": b"a: 1\n"}


def test_a_file_that_the_user_changed_after_an_interrupted_run_is_left_and_told(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/a.yaml": "a: 1\n", "talos/b.yaml": "b: 1\n"})
    ledger = (tmp_path / LEDGER).read_bytes()
    decided(
        tmp_path,
        Operation(Path("talos/a.yaml"), b"a: 1\n", b"a: 2\n"),
        Operation(Path("talos/b.yaml"), b"b: 1\n", b"b: 2\n"),
        Operation(Path(LEDGER), ledger, b"new ledger\n"),
    )
    write_tree(tmp_path, {"talos/b.yaml": "b: mine\n"})

    problems = Disk(tmp_path).recover()

    assert [(problem.code, problem.at.path) for problem in problems[1:]] == [(CHANGED_MEANWHILE, "talos/b.yaml")]
    assert problems[1].severity is Severity.WARNING
    assert read_tree(tmp_path) == {"talos/a.yaml": b"a: 2\n", "talos/b.yaml": b"b: mine\n", LEDGER: ledger}


def test_a_link_that_the_user_put_there_is_left_and_told(tmp_path: OsPath) -> None:
    decided(tmp_path, Operation(Path("talos/a.yaml"), b"a: 1\n", b"a: 2\n"))
    write_tree(tmp_path, {"mine.yaml": "a: 1\n"})
    (tmp_path / "talos").mkdir()
    (tmp_path / "talos/a.yaml").symlink_to("../mine.yaml")

    problems = Disk(tmp_path).recover()

    assert codes(problems) == [FINISHED, CHANGED_MEANWHILE]
    assert (tmp_path / "mine.yaml").read_bytes() == b"a: 1\n"


def test_what_was_only_staged_is_thrown_away(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {".clusterctl/journal/000000.new": "x", ".clusterctl/journal/draft.jsonl": "x"})

    assert Disk(tmp_path).recover() == ()
    assert not (tmp_path / ".clusterctl").exists()


def test_a_file_of_somebody_elses_in_the_journal_stays(tmp_path: OsPath) -> None:
    write_tree(tmp_path, {".clusterctl/journal/000000.new": "x", ".clusterctl/journal/mine.txt": "x"})

    Disk(tmp_path).recover()

    assert read_tree(tmp_path) == {".clusterctl/journal/mine.txt": b"x"}


@pytest.mark.parametrize(
    "line",
    [
        '{"path": "../outside.yaml", "before": "", "after": "%s"}',
        '{"path": "/etc/x", "before": "", "after": "%s"}',
        '{"path": ".git/hooks/pre-commit", "before": "", "after": "%s"}',
        '{"path": ".clusterctl/journal/000000.new", "before": "", "after": "%s"}',
        '{"path": "talos/a.yaml", "before": "", "after": "short %s"}',
        '{"path": "talos/a.yaml", "after": "%s"}',
        "[1, 2]",
        "7",
        "not json",
    ],
)
def test_a_journal_that_we_did_not_write_is_refused(tmp_path: OsPath, line: str) -> None:
    text = line.replace("%s", blob_id(b"evil"))
    write_tree(tmp_path, {".clusterctl/journal/todo.jsonl": text, ".clusterctl/journal/000000.new": "evil"})
    before = read_tree(tmp_path)

    with pytest.raises(ToolError) as caught:
        Disk(tmp_path).recover()

    assert codes(caught.value.problems) == [JOURNAL]
    assert read_tree(tmp_path) == before


def test_a_journal_behind_a_link_is_not_followed(tmp_path: OsPath) -> None:
    root, outside = tmp_path / "repository", tmp_path / "outside"
    outside.mkdir()
    (root / ".clusterctl").mkdir(parents=True)
    (root / ".clusterctl/journal").symlink_to(outside)
    disk = Disk(root)

    with pytest.raises(ToolError, match="symbolic link"):
        disk.apply(changes_for(disk, root, {"talos/a.yaml": "a: 1\n"}))

    assert not list(outside.iterdir())
    assert not (root / "talos").exists()


def test_files_of_the_users_that_stay_alone_are_told(tmp_path: OsPath) -> None:
    files = {f"talos/patches/named-{number}/network.yaml": "a: 1\n" for number in (1, 2, 3)}
    render(tmp_path, files)
    write_tree(tmp_path, {"talos/patches/named-3/zz-cpu.yaml": "mine", "talos/patches/named-1/mine.yaml": "mine"})
    disk = Disk(tmp_path)
    del files["talos/patches/named-3/network.yaml"]
    changes = changes_for(disk, tmp_path, files)

    (problem,) = disk.leftovers(changes)

    assert (problem.code, problem.severity) == (LEFT_BEHIND, Severity.NOTE)
    assert "talos/patches/named-3/zz-cpu.yaml" in problem.message
    disk.apply(changes)
    assert (tmp_path / "talos/patches/named-3/zz-cpu.yaml").read_bytes() == b"mine"


def test_a_folder_that_goes_completely_leaves_nothing_to_tell(tmp_path: OsPath) -> None:
    render(tmp_path, {"talos/patches/a/network.yaml": "a: 1\n"})
    disk = Disk(tmp_path)

    assert disk.leftovers(changes_for(disk, tmp_path, {})) == ()


def test_pins_foreign_apps_and_foreign_patches_are_found(tmp_path: OsPath) -> None:
    chart = "kubernetes/apps/kube-system/reloader/app/ocirepository.yaml"
    broken = "kubernetes/apps/kube-system/broken/app/ocirepository.yaml"
    ours = "kubernetes/apps/kube-system/reloader/ks.yaml"
    write_tree(
        tmp_path,
        {
            chart: "spec:\n  ref:\n    tag: 2.2.9 # moved by a bot\n",
            broken: "spec: [",
            ours: "x: 1\n",
            "kubernetes/apps/default/mine/ks.yaml": "x: 1\n",
            "kubernetes/apps/default/mine/app/ks.yaml": "x: 1\n",
            "talos/patches/global/ours.yaml": "x: 1\n",
            "talos/patches/global/mine.yaml": "x: 1\n",
            "talos/patches/global/.mine.yaml.swp": "x",
            "talos/patches/mine.yaml": "x: 1\n",
        },
    )
    entries = [Entry(Path(chart), "1" * 40, pin="2.2.7"), Entry(Path(broken), "1" * 40, pin="1.0.0")]
    entries += [Entry(Path(ours), "1" * 40), Entry(Path("talos/patches/global/ours.yaml"), "1" * 40)]

    found = Disk(tmp_path).find({entry.path: (entry,) for entry in entries})

    assert found.pins == {"kube-system/reloader": "2.2.9"}
    assert found.bases == {"kube-system/reloader": "2.2.7", "kube-system/broken": "1.0.0"}
    assert found.apps == {Path("kubernetes/apps/default/mine/ks.yaml")}
    assert found.patches == {Path("talos/patches/global/mine.yaml")}


def test_the_users_manifests_that_speak_of_flux_kustomizations_are_found_wherever_they_lie(tmp_path: OsPath) -> None:
    text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\n"
    mine = ("kubernetes/apps/default/mine/ks.yaml", "kubernetes/apps/media/all.yml", "kubernetes/flux/more.yaml")
    others = ("kubernetes/apps/default/ours/ks.yaml", "kubernetes/apps/a/ks.txt", "templates/a.yaml", "talos/a.yaml")
    write_tree(tmp_path, {**dict.fromkeys((*mine, *others), text), "kubernetes/apps/a/ks.yaml": "kind: ConfigMap\n"})
    ours = Path(others[0])

    found = Disk(tmp_path).find({ours: (Entry(ours, "1" * 40),)})

    assert found.manifests == {Path(path): text for path in mine}


@pytest.mark.parametrize(("text", "pin"), [("2.10", "2.10"), ('"2.10"', "2.10"), ("[2]", None)])
def test_a_pin_is_taken_as_it_was_typed(tmp_path: OsPath, text: str, pin: str | None) -> None:
    chart = Path("kubernetes/apps/a/b/app/ocirepository.yaml")
    write_tree(tmp_path, {str(chart): f"spec: {{ref: {{tag: {text}}}}}\n"})

    found = Disk(tmp_path).find({chart: (Entry(chart, "1" * 40, pin="1.0.0"),)})

    assert found.pins.get("a/b") == pin


def test_only_one_run_holds_a_repository_and_the_other_learns_who(tmp_path: OsPath) -> None:
    disk = Disk(tmp_path)

    with disk.lock(), pytest.raises(ToolError, match="another run holds this repository") as caught, disk.lock():
        pass

    assert str(os.getpid()) in str(caught.value) or not OsPath("/proc/locks").exists()
    with disk.lock():
        assert not list(tmp_path.iterdir())


def test_runs_that_only_look_share_a_repository(tmp_path: OsPath) -> None:
    disk = Disk(tmp_path)

    with disk.lock(shared=True), disk.lock(shared=True), pytest.raises(ToolError), disk.lock():
        pass


def test_locking_needs_no_right_to_write(tmp_path: OsPath) -> None:
    tmp_path.chmod(0o555)
    before = traces(tmp_path.parent)

    with Disk(tmp_path).lock():
        pass

    assert traces(tmp_path.parent) == before
    tmp_path.chmod(0o755)


def test_writing_the_same_bytes_is_no_operation(tmp_path: OsPath) -> None:
    assert Disk(tmp_path).write(()) == ()
    assert not list(tmp_path.iterdir())


def test_a_run_over_an_unfinished_one_finishes_that_first(tmp_path: OsPath) -> None:
    decided(tmp_path, Operation(Path("talos/a.yaml"), None, b"a: 1\n"))

    Disk(tmp_path).write([Operation(Path("talos/b.yaml"), None, b"b: 1\n")])

    assert read_tree(tmp_path) == {"talos/a.yaml": b"a: 1\n", "talos/b.yaml": b"b: 1\n"}
