"""What stands in the way of rendered files, and what a ledger gets that nobody should believe."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.call import Call, leaving_alone
from tests.support.mischief import Mischief, begins_with, file, folder, holds, link_to, loop, moved_behind_a_link, pipe
from tests.support.tree import read_tree

LEDGER = ".clusterctl/ledger.jsonl"
BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
FILE = "kubernetes/apps/default/echo/app/helmrelease.yaml"

BLOCKED: dict[str, tuple[str, Mischief, int, str]] = {
    "a file for a tree": ("kubernetes", file, 7, "W013"),
    "a loop for a tree": ("kubernetes", loop, 7, "W013"),
    "a link for a tree": ("talos", moved_behind_a_link, 7, "W013"),
    "a link out of the repository": ("bootstrap", link_to("/etc"), 7, "W013"),
    "a link for a folder": ("kubernetes/apps/default", moved_behind_a_link, 7, "W013"),
    "a link for a file": (FILE, moved_behind_a_link, 7, "W013"),
    "a folder for a file": (FILE, folder, 7, "W013"),
    "a pipe for a file": (FILE, pipe, 7, "W013"),
    "a link for the rules of sops": (".sops.yaml", moved_behind_a_link, 7, "W013"),
    "a folder for the ledger": (LEDGER, folder, 2, "W036"),
    "a pipe for the ledger": (LEDGER, pipe, 2, "W036"),
    "a loop for the ledger": (LEDGER, loop, 2, "W036"),
    "a link for the ledger": (LEDGER, moved_behind_a_link, 5, "W031"),
    "a file for our own folder": (".clusterctl", file, 2, "W036"),
    "a link for our own folder": (".clusterctl", moved_behind_a_link, 5, "W031"),
}


@pytest.mark.parametrize(("path", "mischief", "exit_code", "code"), BLOCKED.values(), ids=BLOCKED)
def test_nothing_is_written_through_or_over_what_is_no_plain_file(
    call: Call, demo: Path, path: str, mischief: Mischief, exit_code: int, code: str
) -> None:
    mischief(demo / path)
    said = leaving_alone(call, demo, "render", "--format", "json")
    assert (said.code, set(said.codes)) == (exit_code, {code})
    assert {problem["path"].startswith(path) for problem in said.json["problems"]} == {True}
    assert leaving_alone(call, demo, "render", "-q").code == exit_code


def line(**entry: object) -> str:
    return json.dumps(entry) + "\n"


HOSTILE = {
    "upwards": "../../outside.yaml",
    "absolute": "/etc/passwd",
    "upwards inside": "kubernetes/../../outside.yaml",
    "the description": "cluster.yaml",
    "the secrets": "secrets.sops.yaml",
    "the key": "age.key",
    "the folder of Git": "kubernetes/.git/config",
    "generated secrets": "talos/clusterconfig/node-1.yaml",
    "a control character": "kubernetes/a\nb.yaml",
    "a lone surrogate": "kubernetes/\udcff.yaml",
    "a very deep path": "kubernetes/" + "a/" * 3000 + "a.yaml",
    "a backslash": "kubernetes\\..\\cluster.yaml",
}


@pytest.mark.parametrize("path", HOSTILE.values(), ids=HOSTILE)
def test_a_ledger_that_names_what_is_not_rendered_is_refused_at_its_line(call: Call, demo: Path, path: str) -> None:
    (demo.parent / "outside.yaml").write_text("mine\n", encoding="utf-8")
    begins_with(line(path=".sops.yaml", base=BLOB) + line(path=path, base=BLOB))(demo / LEDGER)
    said = leaving_alone(call, demo, "render", "--prune", "--format", "json")
    assert (said.code, said.codes) == (2, ["W002"])
    assert (said.json["problems"][0]["path"], said.json["problems"][0]["line"]) == (LEDGER, 2)
    assert (demo.parent / "outside.yaml").is_file()


GARBAGE = {
    "noise": b"\xff\x00\x1b[2J\n" * 3,
    "conflict markers": b"<<<<<<< HEAD\n=======\n>>>>>>> branch\n",
    "brackets": b"[" * 100_000 + b"\n",
    "other JSON": b'[1]\nnull\n5\n{"path": 5}\n{}\n',
    "a path without a base": b'{"path": "kubernetes/a.yaml"}\n',
    "a base that is none": b'{"path": "kubernetes/a.yaml", "base": "x"}\n',
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_lines_of_a_ledger_that_make_no_sense_are_skipped_with_a_warning_and_written_anew(
    call: Call, demo: Path, garbage: bytes
) -> None:
    before = read_tree(demo)
    begins_with(garbage)(demo / LEDGER)
    said = call("render", "--format", "json", root=demo)
    assert (said.code, set(said.codes), said.json["changes"]) == (0, {"W001"}, [])
    assert (demo / LEDGER).read_bytes() == before[LEDGER]
    assert call("render", "--check", root=demo).code == 0


def test_a_lost_ledger_is_made_anew_from_a_tree_that_is_as_rendered(call: Call, demo: Path) -> None:
    before = read_tree(demo)
    (demo / LEDGER).unlink()
    assert call("render", root=demo).code == 0
    assert (demo / LEDGER).read_bytes() == before[LEDGER]


def test_a_journal_that_is_none_stops_the_run(call: Call, demo: Path) -> None:
    holds(b"\xff\n")(demo / ".clusterctl/journal/todo.jsonl")
    said = leaving_alone(call, demo, "render", "--format", "json")
    assert (said.code, said.codes) == (5, ["W035"])


@pytest.mark.parametrize("top", ["kubernetes/apps", "talos/patches", ".clusterctl/base"])
def test_a_very_deep_folder_is_no_trouble(call: Call, demo: Path, top: str) -> None:
    subprocess.run(("mkdir", "-p", str(demo / top) + "/a" * 1200), check=True)
    try:
        assert call("render", "--check", root=demo).code == 0
        assert call("render", root=demo).code == 0
    finally:
        subprocess.run(("rm", "-r", demo / top / "a"), check=True)
