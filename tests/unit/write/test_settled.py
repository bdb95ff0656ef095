"""When a run may know without rendering that nothing has changed, and everything that takes that knowledge away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path as OsPath

import pytest

from clusterctl.render.tree import Path
from clusterctl.write.settle import settle
from clusterctl.write.settled import look, program, settled
from clusterctl.write.steps import Operation
from tests.support.tree import read_tree, write_tree

CONFIG = "cluster.yaml"
CACHE = ".clusterctl/cache"
KEPT = f"{CACHE}/settled"
COUNTS = (3, 1)
FILES = {
    CONFIG: "channel: 2026.11\n",
    "secrets.sops.yaml": "sops: {}\n",
    ".sops.yaml": "creation_rules: []\n",
    ".clusterctl/ledger.jsonl": "{}\n",
    ".clusterctl/base/talos/edited.yaml": "as: rendered\n",
    "age.key": "AGE-SECRET-KEY-1MADEUP\n",
    "bootstrap/helmfile.d/01-apps.yaml": "releases: []\n",
    "kubernetes/apps/default/echo/ks.yaml": "kind: Kustomization\n",
    "talos/edited.yaml": "as: edited\n",
    "templates/kubernetes/apps/default/mine/_app.yaml": "needs: []\n",
}
Change = Callable[[OsPath], object]


@pytest.fixture
def root(tmp_path: OsPath) -> OsPath:
    """A repository that a run has left settled."""
    write_tree(tmp_path / "repository", FILES)
    keep(tmp_path / "repository")
    assert settled(tmp_path / "repository", CONFIG) == COUNTS
    return tmp_path / "repository"


def keep(root: OsPath) -> None:
    state = look(root, CONFIG)
    assert state is not None
    settle(root, CONFIG, state, [], COUNTS)


def append(path: str) -> Change:
    def change(root: OsPath) -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write("# one more line\n")

    return change


def remove(path: str) -> Change:
    return lambda root: (root / path).unlink()


def add(path: str) -> Change:
    return lambda root: write_tree(root, {path: "new: file\n"})


def link(path: str) -> Change:
    """Put a link to the same content in the place of a file or folder."""

    def change(root: OsPath) -> None:
        there = root / path
        there.rename(root.parent / "elsewhere")
        there.symlink_to(root.parent / "elsewhere")

    return change


def pipe(path: str) -> Change:
    def change(root: OsPath) -> None:
        (root / path).unlink(missing_ok=True)
        os.mkfifo(root / path)

    return change


def loop(path: str) -> Change:
    def change(root: OsPath) -> None:
        shutil.rmtree(root / path)
        (root / path).symlink_to(path.rpartition("/")[2])

    return change


def file_for(folder: str) -> Change:
    def change(root: OsPath) -> None:
        shutil.rmtree(root / folder)
        (root / folder).write_text("no folder", encoding="utf-8")

    return change


def replaced_with_its_times(path: str) -> Change:
    """Put another file of the same size and times in the place of one."""

    def change(root: OsPath) -> None:
        old = (root / path).stat()
        (root / path).write_bytes(b"x" * old.st_size)
        os.utime(root / path, ns=(old.st_atime_ns, old.st_mtime_ns))

    return change


CHANGES: dict[str, Change] = {
    **{f"{path} changed": append(path) for path in FILES},
    **{f"{path} gone": remove(path) for path in FILES},
    "a foreign app": add("kubernetes/apps/default/mine/ks.yaml"),
    "a foreign patch": add("talos/patches/global/mine.yaml"),
    "a foreign file in a cache of Python": add("kubernetes/apps/default/__pycache__/ks.yaml"),
    "a folder that is merely called like the generated one": add("talos/patches/talos/clusterconfig/mine.yaml"),
    "a hidden file": add("kubernetes/.hidden"),
    "a template": add("templates/talos/patches/global/mine.yaml.j2"),
    "another key of the same size and time": replaced_with_its_times("age.key"),
    "a pipe for the description": pipe(CONFIG),
    "a pipe for the ledger": pipe(".clusterctl/ledger.jsonl"),
    "a pipe for a rendered file": pipe("talos/edited.yaml"),
    "a pipe for the memory": pipe(KEPT),
    "a loop for the templates": loop("templates"),
    "a loop for the tree": loop("kubernetes"),
    "a rendered file behind a link": link("talos/edited.yaml"),
    "a rendered folder behind a link": link("kubernetes/apps/default"),
    "a tree behind a link": link("kubernetes"),
    "the base texts behind a link": link(".clusterctl/base"),
    "the ledger behind a link": link(".clusterctl/ledger.jsonl"),
    "the sops rules behind a link": link(".sops.yaml"),
    "our own folder behind a link": link(".clusterctl"),
    "a file for a tree": file_for("talos"),
    "a journal": lambda root: (root / ".clusterctl/journal").mkdir(),
    "a journal that leads nowhere": lambda root: (root / ".clusterctl/journal").symlink_to("nowhere"),
    "a memory that is none": lambda root: (root / KEPT).write_bytes(b"\xff\0 3"),
    "a memory without a number": lambda root: (root / KEPT).write_text(f"{(root / KEPT).read_text().split()[0]} many"),
    "no memory": lambda root: (root / KEPT).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_a_whole_run_might_answer_differently_asks_for_a_whole_run(root: OsPath, change: Change) -> None:
    change(root)
    assert settled(root, CONFIG) is None


HARMLESS: dict[str, Change] = {
    "the time of a file": lambda root: os.utime(root / "talos/edited.yaml"),
    "generated machine configurations": add("talos/clusterconfig/node-1.yaml"),
    "a file of nobody's": add("docs/notes.md"),
    "an empty folder": lambda root: (root / "kubernetes/apps/default/empty").mkdir(),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_no_render_reads_takes_nothing_away(root: OsPath, change: Change) -> None:
    change(root)
    assert settled(root, CONFIG) == COUNTS


def test_it_does_not_matter_from_where_the_repository_is_named(root: OsPath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert settled(OsPath(), CONFIG) == COUNTS


def test_another_description_is_another_question(root: OsPath) -> None:
    shutil.copy(root / CONFIG, root / "other.yaml")
    assert settled(root, "other.yaml") is None


@pytest.mark.parametrize("path", [CONFIG, "secrets.sops.yaml", "templates/kubernetes/apps/default/mine/_app.yaml"])
def test_where_a_link_is_followed_what_it_leads_to_counts(root: OsPath, path: str) -> None:
    link(path)(root)
    keep(root)
    assert settled(root, CONFIG) == COUNTS
    append(str(root.parent / "elsewhere"))(root)
    assert settled(root, CONFIG) is None


@pytest.mark.parametrize("path", [CONFIG, KEPT, "talos/edited.yaml"])
def test_a_pipe_is_neither_waited_for_nor_drained(root: OsPath, path: str) -> None:
    pipe(path)(root)
    both_ends = os.open(root / path, os.O_RDWR)
    os.write(both_ends, b"for somebody else")
    assert not settled(root, CONFIG)
    assert os.read(both_ends, 100) == b"for somebody else"
    os.close(both_ends)


def test_a_key_in_the_environment_is_another_key(root: OsPath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", "AGE-SECRET-KEY-1OTHER")
    assert settled(root, CONFIG) is None


def test_a_key_file_in_the_environment_does_not_hide_the_repositorys_own(
    root: OsPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY_FILE", str(root.parent / "key"))
    write_tree(root.parent, {"key": "AGE-SECRET-KEY-1OTHER\n"})
    keep(root)
    assert settled(root, CONFIG) == COUNTS
    append("age.key")(root)
    assert settled(root, CONFIG) is None
    keep(root)
    append(str(root.parent / "key"))(root)
    assert settled(root, CONFIG) is None


@pytest.fixture
def package(tmp_path: OsPath) -> OsPath:
    """A program in a checkout of its own."""
    write_tree(tmp_path, {"src/package/cli/app.py": "code", "templates/talos/_files.yaml": "text", "README.md": ""})
    return tmp_path / "src/package"


@pytest.mark.parametrize("path", ["cli/app.py", "../../templates/talos/_files.yaml"])
def test_a_changed_file_of_the_program_is_another_program(package: OsPath, path: str) -> None:
    before = list(program(str(package)))
    assert list(program(str(package))) == before
    replaced_with_its_times(path)(package)
    assert list(program(str(package))) != before


@pytest.mark.parametrize("path", ["__pycache__/app.cpython-311.pyc", "../../README.md"])
def test_what_has_no_say_in_a_render_is_no_part_of_the_program(package: OsPath, path: str) -> None:
    before = list(program(str(package)))
    write_tree(package, {path: "something else"})
    assert list(program(str(package))) == before


def test_the_same_program_in_another_place_is_another_program(package: OsPath) -> None:
    before = next(program(str(package)))
    moved = package.rename(package.with_name("other"))
    assert next(program(str(moved))) != before


def test_what_a_run_wrote_itself_is_settled(root: OsPath) -> None:
    state = look(root, CONFIG)
    assert state is not None
    write_tree(root, {"talos/edited.yaml": "now: this\n", "talos/new.yaml": "and: this\n"})
    (root / ".clusterctl/base/talos/edited.yaml").unlink()
    operations = [
        Operation(Path("talos/edited.yaml"), b"as: edited\n", b"now: this\n"),
        Operation(Path("talos/new.yaml"), None, b"and: this\n"),
        Operation(Path(".clusterctl/base/talos/edited.yaml"), b"as: rendered\n", None),
    ]
    settle(root, CONFIG, state, operations, (4, 0))
    assert settled(root, CONFIG) == (4, 0)


@pytest.mark.parametrize("path", [CONFIG, "secrets.sops.yaml", "age.key", "kubernetes/apps/default/echo/ks.yaml"])
def test_what_somebody_else_changed_during_the_run_is_not(root: OsPath, path: str) -> None:
    state = look(root, CONFIG)
    assert state is not None
    append(path)(root)
    settle(root, CONFIG, state, [], COUNTS)
    assert settled(root, CONFIG) is None


def test_a_file_that_is_not_as_the_run_wrote_it_is_not_settled_either(root: OsPath) -> None:
    state = look(root, CONFIG)
    assert state is not None
    write_tree(root, {"talos/edited.yaml": "edited: again\n"})
    settle(root, CONFIG, state, [Operation(Path("talos/edited.yaml"), b"as: edited\n", b"now: this\n")], COUNTS)
    assert settled(root, CONFIG) is None


def test_the_memory_is_never_written_through_a_link(root: OsPath) -> None:
    (root / KEPT).unlink()
    link(CACHE)(root)
    keep(root)
    assert read_tree(root.parent / "elsewhere") == {}


def test_a_link_with_the_name_of_the_staged_memory_is_not_followed(root: OsPath) -> None:
    write_tree(root.parent, {"precious": "as it was\n"})
    (root / f"{KEPT}.new").symlink_to(root.parent / "precious")
    keep(root)
    assert settled(root, CONFIG) == COUNTS
    assert (root.parent / "precious").read_text(encoding="utf-8") == "as it was\n"
