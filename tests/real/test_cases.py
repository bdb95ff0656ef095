"""Descriptions as people have them: what is told about the wrong ones, what is rendered from the right ones."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from tests.support.call import Call, Said, caller, leaving_alone
from tests.support.case import CASES, Case, cases, faults, has, listed, prepare
from tests.support.case_facts import OWN, Tree, holds
from tests.support.checkout import TOP
from tests.support.repository import SECRETS, Repository
from tests.support.tree import differences

OUTSIDE = "outside.yaml"
FILE = r"([\w./-]+)"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys)


def all_of(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases(kind), ids=str)


def assert_harmless(said: Said, repository: Repository, case: Case) -> None:
    """What holds for every command: no traceback, no secret in clear, neither in words nor in files."""
    assert "Traceback" not in said.text
    values = [value for value in (*SECRETS.values(), *case.secrets.values()) if isinstance(value, str) and value]
    hidden = [*values, str(SECRETS["cloudflare_tunnel"]["TunnelSecret"]), repository.key]  # type: ignore[index]
    written = {path: text for path, text in repository.files().items() if path != "age.key"}
    for value in hidden:
        assert value not in said.text
        assert [path for path, text in written.items() if value.encode() in text] == []


@all_of("description-invalid")
def test_a_wrong_description_gets_exactly_its_problems(call: Call, tmp_path: Path, case: Case) -> None:
    repository = prepare(case, tmp_path / "repository")
    said = leaving_alone(call, repository.root, *case.command, "--format", "json")
    problems = said.json["problems"]
    assert (said.code, list(faults(problems, case.expect))) == (case.expect["exit"], [])
    texts = [
        leaving_alone(call, repository.root, *case.command, "--format", form) for form in ("text", "github", "sarif")
    ]
    assert {text.code for text in texts} == {said.code}
    everything = Said(said.code, "".join(text.text for text in texts), said.text)
    for rule in case.expect.get("never", []):
        assert not NEVER[rule](everything), rule
    for fact in case.expect.get("facts", []):
        assert holds(Tree(repository), fact), fact
    assert_harmless(everything, repository, case)


@all_of("description-valid")
def test_a_right_description_renders_to_what_it_says(call: Call, tmp_path: Path, case: Case) -> None:
    repository = prepare(case, tmp_path / "repository")
    said = call(*case.command, "--format", "json", root=repository.root)
    way = next((way for way in case.ways if said.code in listed(way["exit"])), None)
    assert way, said.text
    assert list(faults(said.json["problems"], way)) == []
    for fact in way.get("facts", []):
        assert holds(Tree(repository), fact), fact
    for rule in way.get("never", []):
        assert not BLANK[rule](repository), rule
    assert_harmless(said, repository, case)
    assert call("render", "--check", root=repository.root).code == 0


NEVER: Mapping[str, Callable[[Said], bool]] = {
    "fake-token-in-the-open in the output, in any format": lambda said: "fake-token-in-the-open" in said.text,
    "the word Traceback": lambda said: "Traceback" in said.text,
    "a problem that a required key is missing": lambda said: has(said.text, "required"),
    "a problem that there is no controller, or an even number of them": lambda said: bool(
        re.search(r"no controller|even number|of controllers", said.text)
    ),
}
"""What must not happen, each with what it would be."""


def blanks(data: object) -> Iterator[str]:
    """Every text without a letter in a document."""
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from blanks(value)
    if isinstance(data, str) and not data.strip():
        yield data


BLANK: Mapping[str, Callable[[Repository], bool]] = {
    "a blank address, network or tag in a rendered file": lambda repository: any(
        blank for file in (repository.root / "talos").rglob("*.yaml") for blank in blanks(list(documents_of(file)))
    )
}


def documents_of(file: Path) -> Iterator[object]:
    yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


@all_of("rerender")
def test_what_people_do_between_two_renders_is_understood(call: Call, tmp_path: Path, case: Case) -> None:
    repository = prepare(case, tmp_path / "repository")
    halves: dict[str, bytes] = {}
    text = ""
    for step in case.expect["steps"]:
        for words in step.get("do", "").split("; ") if "do" in step else []:
            act(repository, words)
        if "killed" in step:
            halves = killed(repository)
        elif "run" in step:
            text += ran(call, repository, case, step)
    assert differences(halves, {path: repository.files()[path] for path in halves}) == set()
    tree = Tree(repository)
    words_of_facts = [fact for fact in case.expect.get("facts", []) if fact.get("text") != WHOLE]
    assert [fact for fact in words_of_facts if not holds(tree, fact)] == []
    assert not (tmp_path / OUTSIDE).exists() or (tmp_path / OUTSIDE).read_text(encoding="utf-8") == OWN
    assert_harmless(Said(0, text, ""), repository, case)


WHOLE = "after the kill every file is whole, either old or new"
"""Judged above: what the killed run left is what the finished one has."""


def ran(call: Call, repository: Repository, case: Case, step: Mapping[str, object]) -> str:
    """Run the command of a step as people do, and judge what it says and changes."""
    before = repository.files()
    said = call(*str(step["run"]).split()[1:], root=repository.root)
    assert said.code in listed(step["exit"]), said.text
    assert [word for word in listed(step.get("says", [])) if not has(said.text, str(word))] == []
    if "changed" in step:
        kept = {path for path in differences(before, repository.files()) if not path.startswith(".clusterctl/")}
        assert kept == {path for path in listed(step["changed"]) if not path.startswith(".clusterctl/")}
    assert_harmless(said, repository, case)
    return said.text


def act(repository: Repository, words: str) -> None:
    """Do what somebody does to the repository; words that nobody knows are an error of the test."""
    found = [(do, match.groups()) for pattern, do in DEEDS if (match := re.fullmatch(pattern, words))]
    assert len(found) == 1, words
    do, arguments = found[0]
    do(repository, *arguments)


def replace(repository: Repository, path: str, old: str, new: str) -> None:
    text = repository.file(path).read_text(encoding="utf-8")
    assert old in text
    repository.file(path).write_text(text.replace(old, new), encoding="utf-8")


def link(repository: Repository, path: str, target: str) -> None:
    (repository.root.parent / OUTSIDE).write_text(OWN, encoding="utf-8")
    assert (repository.file(path).parent / target).resolve() == repository.root.parent / OUTSIDE
    repository.file(path).unlink()
    repository.file(path).symlink_to(target)


def own(repository: Repository, path: str) -> None:
    repository.file(path).parent.mkdir(parents=True, exist_ok=True)
    repository.file(path).write_text(OWN, encoding="utf-8")


def set_sealed(repository: Repository, path: str) -> None:
    opened = repository.opened(path)["stringData"]
    assert isinstance(opened, dict)
    tool = (Path(sys.executable).with_name("sops"), "--config", "/dev/null", "set", repository.file(path))
    place = f'["stringData"]["{next(iter(opened))}"]'
    subprocess.run((*tool, place, '"another-value"'), env={"SOPS_AGE_KEY": repository.key}, check=True)


def gets(repository: Repository, text: str) -> None:
    (key,) = yaml.safe_load(text)
    lines = repository.file("cluster.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{key}:")]
    repository.file("cluster.yaml").write_text("".join([*kept, f"{text}\n"]), encoding="utf-8")


DEEDS: tuple[tuple[str, Callable[..., None]], ...] = (
    (rf"in {FILE},? (?:the tag )?(\S+) becomes (\S+)", replace),
    (rf"{FILE} is deleted", lambda repository, path: repository.file(path).unlink()),
    (rf"{FILE} becomes a symbolic link to (\S+)", link),
    (rf"own file {FILE}", own),
    (
        rf"{FILE} is decrypted and encrypted again as a whole, same values",
        lambda repository, path: repository.seal(repository.opened(path), path=path),
    ),
    (rf"sops set of another value in {FILE}", set_sealed),
    (r"cluster\.yaml gets (\w+: .+)", gets),
)

KILL = """
import os, signal, sys
from clusterctl.__main__ import main
renames = 0
def watch(event, arguments):
    global renames
    renames += event == "os.rename"
    if event == "os.rename" and renames > 4:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
main()
"""
"""The first rename decides about the run, the next three are files; the fifth does not come about."""


def killed(repository: Repository) -> dict[str, bytes]:
    """Render until the third file has its place, and end the process there; the files that are in their places."""
    env = {**os.environ, "PYTHONPATH": str(TOP / "src")}
    done = subprocess.run((sys.executable, "-c", KILL, "render"), cwd=repository.root, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    found = {
        path: text for path, text in repository.files().items() if path.startswith(("talos/", "kubernetes/", "bo"))
    }
    staged = {path: text for path, text in repository.files().items() if path == ".sops.yaml"}
    assert len({**found, **staged}) == 3, json.dumps(sorted(found))
    return {**found, **staged}


def test_every_case_of_these_kinds_is_judged() -> None:
    folders = {folder.name for folder in CASES.iterdir()}
    judged = {str(case) for kind in ("description-invalid", "description-valid", "rerender") for case in cases(kind)}
    assert folders == judged
