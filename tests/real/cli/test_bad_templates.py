"""What the user's own templates get when they are wrong, or want to do what a template must not."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.support.call import Call, leaving_alone
from tests.support.mischief import Mischief, file, gone, holds, large, link_to, loop, pipe
from tests.support.repository import Repository

FOLDER = "templates/kubernetes/apps/default/echo/app"
TEMPLATE = f"{FOLDER}/mine.yaml.j2"
PLAIN = f"{FOLDER}/mine.yaml"
PATIENCE = 20.0
"""Seconds that no template may take from a person; far more than any takes."""
LOOP = "#% for n in cluster.nodes %#\n"
END = "#% endfor %#\n"

TEXTS: dict[str, tuple[str, int]] = {
    "an expression that is not closed": ("a: 1\nb: #{ cluster.\n", 2),
    "a block that is not closed": ("#% if has.deploy_key %#\na: 1\n", 0),
    "an unknown name": ("a: #{ clutser.cluster_name }#\n", 1),
    "an unknown key": ("a: 1\nb: #{ cluster.clutser_name }#\n", 2),
    "an unknown key in a branch that is never taken": ("#% if false %#\na: #{ cluster.nope }#\n#% endif %#\nb: 1\n", 2),
    "an attribute of Python": ("a: #{ cluster.__class__ }#\n", 1),
    "an attribute of Python as an item": ('a: #{ cluster["__class__"] }#\n', 1),
    "an attribute of Python by a filter": ('a: #{ cluster | attr("__class__") }#\n', 1),
    "an attribute of Python of a text": ('a: #{ "".__class__.__mro__ }#\n', 1),
    "a format that reaches into an object": ('a: #{ "{0.__class__}".format(cluster) }#\n', 1),
    "the globals of Python": ("a: #{ cycler.__init__.__globals__ }#\n", 1),
    "another file": ('#% include "cluster.yaml" %#\n', 1),
    "a macro that calls itself": ("#% macro m() %##{ m() }##% endmacro %#\na: #{ m() }#\n", 1),
    "a number without end": ("a: #{ 9**9**9 }#\n", 1),
    "a text without end": ('a: #{ "x" * 10000000000 }#\n', 1),
    "a loop without end": ("#% for n in range(10000000000) %#\na: 1\n#% endfor %#\n", 1),
    "loops in loops": (LOOP * 15 + "- 1\n" + END * 15, 15),
    "brackets in brackets": (f"a: #{{ {'(' * 3000}1{')' * 3000} }}#\n", 0),
    "blocks in blocks": ("#% if true %#\n" * 200 + "a: 1\n" + "#% endif %#\n" * 200, 0),
}


@pytest.mark.parametrize(("text", "line"), TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("command", ["validate", "render"])
def test_a_wrong_template_is_told_at_its_line_and_soon(
    call: Call, repository: Repository, text: str, line: int, command: str
) -> None:
    holds(text)(repository.file(TEMPLATE))
    begun = time.monotonic()
    said = leaving_alone(call, repository.root, command, "--format", "json")
    if command == "validate" and said.code == 0:
        said = leaving_alone(call, repository.root, "render", "--format", "json")
    assert (said.code, said.err) == (2, "")
    problem = next(one for one in said.json["problems"] if one["path"] == TEMPLATE)
    assert problem["code"].startswith("T9")
    assert problem["line"] == (line or problem["line"])
    assert time.monotonic() - begun < PATIENCE


FILES: dict[str, tuple[str, Mischief, str]] = {
    "a binary file": (TEMPLATE, holds(b"\x7fELF\x00\x01" * 500), "C001"),
    "a binary file that is no template": (f"{FOLDER}/mine.bin", holds(b"\x7fELF\x00\x01" * 500), "C001"),
    "bytes of Latin-1": (PLAIN, holds(b"a: caf\xe9\n"), "C001"),
    "a file of 50 MB": (PLAIN, large(50_000_000), "W036"),
    "a pipe": (PLAIN, pipe, "W036"),
    "a link to itself": (PLAIN, loop, "W036"),
    "a link that leads nowhere": (PLAIN, link_to("nowhere"), "W036"),
    "a link to the key": (PLAIN, link_to("../../../../../../age.key"), "W036"),
    "a link to another folder of the machine": (FOLDER, link_to("/etc"), "W036"),
    "a link to a folder above": ("templates/kubernetes/apps/loop", link_to(".."), "W036"),
    "no folder": ("templates", file, "W036"),
    "a folder that is a link to itself": ("templates", loop, "W036"),
    "a folder that is a link to nothing": ("templates", link_to("nowhere"), "W036"),
    "a broken app": ("templates/kubernetes/apps/default/mine/_app.yaml", holds("chart: [\n"), "C002"),
    "a folder that is not rendered": ("templates/other/mine.yaml", holds("a: 1\n"), "A702"),
    "a file of the user's": ("templates/cluster.yaml", holds("a: 1\n"), "W003"),
}


@pytest.mark.parametrize(("path", "mischief", "code"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_a_template_is_told_by_its_path(
    call: Call, repository: Repository, path: str, mischief: Mischief, code: str
) -> None:
    repository.file(path).parent.mkdir(parents=True, exist_ok=True)
    gone(repository.file(path))
    mischief(repository.file(path))
    said = leaving_alone(call, repository.root, "render", "--format", "json")
    assert (said.code, said.codes) == (2, [code])
    assert said.json["problems"][0]["path"] in (path, path.removeprefix("templates/"))
    assert repository.key not in said.text


def test_a_secret_in_clear_is_a_finding_and_its_value_is_not_shown(call: Call, repository: Repository) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: mine}\nstringData: {password: hunter2}\n"
    holds(secret)(repository.file(PLAIN))
    said = leaving_alone(call, repository.root, "render", "-q")
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith(f"{PLAIN}: error L005 ")
    assert "hunter2" not in said.text


@pytest.mark.parametrize("text", ["a: [\n", "a: 1\n b: 2\n", f"a: {'[' * 3000}{']' * 3000}\n"])
def test_a_file_that_would_not_be_yaml_is_a_finding(call: Call, repository: Repository, text: str) -> None:
    holds(text)(repository.file(PLAIN))
    said = leaving_alone(call, repository.root, "render", "--format", "json")
    assert said.code == 3
    assert "L001" in said.codes


def test_all_templates_that_are_no_text_are_told_at_once(call: Call, repository: Repository) -> None:
    for name in ("one.yaml", "two.yaml"):
        holds(b"a: \xff\n")(repository.file(f"{FOLDER}/{name}"))
    assert call("validate", "--format", "json", root=repository.root).codes == ["C001", "C001"]


def test_templates_may_be_shared_by_a_link_to_their_folder(call: Call, repository: Repository) -> None:
    shared = repository.root.parent / "shared"
    holds("a: 1\n")(shared / PLAIN.removeprefix("templates/"))
    repository.file("templates").symlink_to(shared)
    assert "create    kubernetes/apps/default/echo/app/mine.yaml" in rendered(call, repository)


def test_a_template_may_be_a_link_to_another_one(call: Call, repository: Repository) -> None:
    holds("a: 1\n")(repository.file(PLAIN))
    link_to("mine.yaml")(repository.file(f"{FOLDER}/same.yaml"))
    assert "create    kubernetes/apps/default/echo/app/same.yaml" in rendered(call, repository)


def rendered(call: Call, repository: Repository) -> str:
    said = call("render", "--dry-run", root=repository.root)
    assert said.code == 0, said.err
    return said.out


def test_hidden_files_are_no_templates(call: Call, repository: Repository) -> None:
    for name in ("templates/.gitkeep", f"{FOLDER}/.mine.yaml.swp", "templates/.git/config"):
        holds(b"\xff")(repository.file(name))
    assert "mine" not in rendered(call, repository)


def test_a_very_deep_folder_is_no_trouble(call: Call, repository: Repository) -> None:
    folder = repository.file("templates")
    subprocess.run(("mkdir", "-p", str(folder) + "/a" * 1200), check=True)
    try:
        assert call("validate", root=repository.root).code == 0
        holds("a: 1\n")(folder / "a/a/a.yaml")
        assert call("validate", "--format", "json", root=repository.root).codes == ["A702"]
    finally:
        subprocess.run(("rm", "-r", folder), check=True)
