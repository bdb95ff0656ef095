"""A render that knows at once that nothing has changed says what a whole one would say, whatever was done before it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from clusterctl.write.settled import settled
from tests.support.call import Call, Said
from tests.support.mischief import (
    Mischief,
    begins_with,
    file,
    folder,
    gone,
    holds,
    link_to,
    loop,
    moved_behind_a_link,
    pipe,
)
from tests.support.repository import Repository
from tests.support.tree import read_tree

CONFIG = "cluster.yaml"
ECHO = "kubernetes/apps/default/echo"
FILE = f"{ECHO}/app/helmrelease.yaml"
MINE = "kubernetes/apps/default/mine/ks.yaml"
STRANGER = "AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU"

DONE: dict[str, tuple[str, Mischief]] = {
    "nothing": (CONFIG, os.utime),
    "a comment in the description": (CONFIG, begins_with("# mine\n")),
    "another address": (CONFIG, lambda path: swap(path, "192.0.2.101", "192.0.2.111")),
    "a description that is wrong": (CONFIG, begins_with("foo: 1\n")),
    "no description": (CONFIG, gone),
    "a description behind a link": (CONFIG, moved_behind_a_link),
    "a warning": (CONFIG, lambda path: swap(path, "repository_name: example/cluster", "repository_name: a/b")),
    "a rendered file edited": (FILE, begins_with("# mine\n")),
    "a rendered file with line ends of Windows": (FILE, lambda path: swap(path, "\n", "\r\n")),
    "a rendered file gone": (FILE, gone),
    "a rendered file behind a link": (FILE, moved_behind_a_link),
    "a rendered file that is a folder": (FILE, folder),
    "a rendered file that is a pipe": (FILE, pipe),
    "a rendered folder behind a link": (ECHO, moved_behind_a_link),
    "a rendered folder gone": (ECHO, gone),
    "a tree behind a link": ("kubernetes", moved_behind_a_link),
    "a tree that is a loop": ("talos", loop),
    "a tree that is a file": ("bootstrap", file),
    "an app of the user's": (MINE, holds("kind: Kustomization\n")),
    "a patch of the user's": ("talos/patches/global/mine.yaml", holds("machine: {}\n")),
    "a patch for a node that is not there": ("talos/patches/nobody/mine.yaml", holds("machine: {}\n")),
    "a generated machine configuration": ("talos/clusterconfig/node.yaml", holds("secret: yes\n")),
    "a template": ("templates/" + FILE, holds("a: 1\n")),
    "a template that is wrong": ("templates/" + FILE + ".j2", holds("a: #{ nope }#\n")),
    "a template that leads to the key": (f"templates/{ECHO}/app/a.yaml", link_to("/etc/hostname")),
    "templates in a loop": ("templates", loop),
    "the rules of sops behind a link": (".sops.yaml", moved_behind_a_link),
    "the ledger gone": (".clusterctl/ledger.jsonl", gone),
    "the ledger behind a link": (".clusterctl/ledger.jsonl", moved_behind_a_link),
    "a line in the ledger that is none": (".clusterctl/ledger.jsonl", begins_with("noise\n")),
    "a hostile line in the ledger": (".clusterctl/ledger.jsonl", begins_with('{"path": "../x", "base": ""}\n')),
    "a base text of nothing": (f".clusterctl/base/{FILE}", holds("old: text\n")),
    "our folder behind a link": (".clusterctl", moved_behind_a_link),
    "our folder gone": (".clusterctl", gone),
    "an empty journal": (".clusterctl/journal", folder),
    "a journal that is none": (".clusterctl/journal/todo.jsonl", holds("noise\n")),
    "a journal that leads nowhere": (".clusterctl/journal", link_to("nowhere")),
    "the secrets gone": ("secrets.sops.yaml", gone),
    "a secret in clear": ("secrets.sops.yaml", begins_with("cloudflare_token: hunter2\n")),
    "no key": ("age.key", gone),
    "a stranger's key": ("age.key", holds(f"{STRANGER}\n")),
    "a key that is none": ("age.key", holds("noise\n")),
}


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


@pytest.fixture
def home(call: Call, demo: Path) -> Path:
    """A repository that its last run has left settled."""
    swap(demo / CONFIG, "192.0.2.100", "192.0.2.110")
    assert call("render", root=demo).code == 0
    assert settled(demo, CONFIG)
    return demo


@pytest.mark.parametrize(("path", "mischief"), DONE.values(), ids=DONE)
def test_whatever_was_done_the_answer_is_that_of_a_whole_run(
    call: Call, home: Path, tmp_path: Path, path: str, mischief: Mischief
) -> None:
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    mischief(home / path)
    whole = Path(shutil.copytree(home, tmp_path / "whole", symlinks=True, copy_function=copied))
    shutil.rmtree(whole / ".clusterctl/cache", ignore_errors=True)
    assert summary(call("render", root=home), home) == summary(call("render", root=whole), whole)
    assert committed(home) == committed(whole)


def copied(source: str, target: str) -> None:
    """Copy a file, and a pipe as a pipe."""
    if Path(source).is_fifo():
        os.mkfifo(target)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def summary(said: Said, root: Path) -> tuple[int, list[str], list[str]]:
    """What a person learns from a run; the steps of sops come in any case."""
    lines = [line for line in said.err.replace(str(root), "").splitlines() if not line.startswith(("open ", "seal "))]
    return said.code, said.out.splitlines(), lines


def committed(root: Path) -> dict[str, bytes]:
    """What Git would see."""
    plain = {path: content for path, content in read_tree(root).items() if "/cache/" not in path}
    return {path: content for path, content in plain.items() if not path.endswith(".sops.yaml")}


@pytest.mark.parametrize("options", [("--check",), ("--diff",), ("--dry-run",), ("--adopt", "kubernetes"), ("-v",)])
def test_options_that_look_closely_are_never_answered_from_memory(
    call: Call, home: Path, options: tuple[str, ...]
) -> None:
    """The memory is made to lie: it belongs to a tree in which a file is missing."""
    (home / FILE).unlink()
    lie(home)
    assert call("render", root=home).out == ""
    assert FILE in call("render", *options, root=home).text


def lie(home: Path) -> None:
    """Keep in memory that the tree is as described, though it is not."""
    from clusterctl.write.settle import settle  # noqa: PLC0415 - only this test uses it against its purpose
    from clusterctl.write.settled import look  # noqa: PLC0415

    state = look(home, CONFIG)
    assert state is not None
    settle(home, CONFIG, state, [], (117, 0))


def test_a_run_with_a_word_to_say_is_not_remembered(call: Call, repository: Repository) -> None:
    repository.edit("cluster.yaml", "  - {name: node-3", "  # {name: node-3")
    first = call("render", root=repository.root)
    assert (first.code, "warning" in first.err) == (0, True)
    assert not settled(repository.root, CONFIG)
    assert "warning" in call("render", root=repository.root).err


def test_another_environment_is_looked_at_anew(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", STRANGER)
    assert not settled(home, CONFIG)
    assert call("render", root=home).code == 0
