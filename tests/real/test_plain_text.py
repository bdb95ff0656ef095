"""Plain text never reaches a file, a command line, an output: whole runs traced, sops and all."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
import pytest

from clusterctl import pipeline
from clusterctl.cli.app import app
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import read_source
from clusterctl.problem import ClusterctlError
from clusterctl.tools.process import Command, ProcessRunner, Result
from clusterctl.tools.sops import SopsTool
from clusterctl.write.change import Policy
from clusterctl.write.disk import Disk
from clusterctl.write.repository import read_repository
from clusterctl.write.vault import Vault
from tests.support.call import caller
from tests.support.leaks import Leaks, texts
from tests.support.private import ALL_KEYS, DOMAIN, NEW_TOKEN, OLD_TOKEN, WORDS, clone, leaks_of, made
from tests.support.repository import SETTINGS, Repository, make_repository
from tests.support.tracer import GO, Event, Traced, fail, traced

SEALED = "kubernetes/apps/network/cloudflare-dns/app/secret.sops.yaml"
UNWATCHED = {"copy", "map", "ring", "socket"}
"""Ways out of a process whose bytes the tracer does not see: nothing that clusterctl does needs one."""


def nothing(_: Repository) -> None:
    """Leave the repository as it was rendered."""


def new_token(repository: Repository) -> None:
    repository.set_secret("cloudflare_token", NEW_TOKEN)


def new_recipient(repository: Repository) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    repository.edit("cluster.yaml", f"[{repository.recipient}]", f"[{repository.recipient}, {other}]")


def unrendered(repository: Repository) -> None:
    for path in repository.files():
        if path.startswith(("kubernetes/", "talos/", "bootstrap/", ".clusterctl/", ".sops.yaml")):
            repository.file(path).unlink()


def in_the_description(repository: Repository) -> None:
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write(f"unifi_api_key: {json.dumps(NEW_TOKEN, ensure_ascii=False)} # of the controller\n")


def in_broken_yaml(repository: Repository) -> None:
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write(f"unifi_api_key: [{json.dumps(NEW_TOKEN, ensure_ascii=False)}\nvars: {{x: {NEW_TOKEN}\n")


def never_sealed(repository: Repository) -> None:
    repository.file("secrets.sops.yaml").write_text(json.dumps(WORDS, ensure_ascii=False), encoding="utf-8")


def a_broken_tunnel(repository: Repository) -> None:
    repository.seal({**WORDS, "cloudflare_tunnel": {"AccountTag": NEW_TOKEN, "TunnelID": OLD_TOKEN}})


def an_unusable_tunnel(repository: Repository) -> None:
    repository.seal({**WORDS, "cloudflare_tunnel": NEW_TOKEN, "cloudflare_token": {"a": {"b": OLD_TOKEN}}})


def a_strangers_key(repository: Repository) -> None:
    repository.file("age.key").write_text(f"{pyrage.x25519.Identity.generate()}\n", encoding="utf-8")
    new_token(repository)


def a_misspelt_key(repository: Repository) -> None:
    repository.file("age.key").write_text(f"{repository.key[:-1]}?\n", encoding="utf-8")
    new_token(repository)


def the_key_elsewhere(repository: Repository) -> None:
    new_token(repository)
    repository.file("age.key").rename(repository.root.parent / "somewhere.key")


def a_hidden_domain(repository: Repository) -> None:
    repository.edit("cluster.yaml", "cloudflare_domain: example.org\n", "")
    repository.set_secret("cloudflare_domain", DOMAIN)


def no_key(repository: Repository) -> None:
    new_token(repository)
    repository.file("age.key").unlink()


def opened_in_place(repository: Repository) -> None:
    """Somebody has decrypted a rendered file and forgotten it so."""
    repository.file(SEALED).write_text(json.dumps(repository.opened(SEALED), ensure_ascii=False), encoding="utf-8")


def opened_and_outdated(repository: Repository) -> None:
    opened_in_place(repository)
    new_token(repository)


def sealed_otherwise(repository: Repository) -> None:
    repository.seal({"stringData": {"api-token": NEW_TOKEN}}, path=SEALED)


def tampered(repository: Repository) -> None:
    """The tokens of two secrets have changed places."""
    file = repository.file("secrets.sops.yaml")
    text = file.read_text(encoding="utf-8")
    one, other = (re.findall(rf"(?m)^{name}: (\S+)$", text)[0] for name in ("cloudflare_token", "flux_webhook_token"))
    file.write_text(text.replace(one, "*").replace(other, one).replace("*", other), encoding="utf-8")


@dataclass(frozen=True)
class Scene:
    """A command line over a rendered repository to which something happened, and the exit codes that it may have."""

    arguments: tuple[str, ...]
    prepare: Callable[[Repository], None] = nothing
    code: int = 0
    stdin: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


WORKING: Mapping[str, Scene] = {
    "the first render": Scene(("render", "--verbose"), unrendered),
    "a first render that only shows": Scene(("render", "--diff", "--check"), unrendered, 4),
    "a changed secret": Scene(("render", "--diff"), new_token),
    "a changed secret that is only shown": Scene(("diff",), new_token),
    "a changed secret that is only checked": Scene(("render", "--check", "--verbose"), new_token, 4),
    "a key that is elsewhere": Scene(
        ("render",), the_key_elsewhere, variables={"SOPS_AGE_KEY_FILE": "../somewhere.key"}
    ),
    "a domain that nobody shall know": Scene(("render", "--diff", "--verbose"), a_hidden_domain),
    "changed recipients": Scene(("render", "--diff", "--verbose"), new_recipient),
    "a re-keyed repository": Scene(("secrets", "rekey", "--verbose"), new_recipient),
    "a secret from standard input": Scene(("secrets", "set", "cloudflare_token"), stdin=NEW_TOKEN),
    "a secret from a variable": Scene(
        ("secrets", "set", "flux_webhook_token"), variables={"CLUSTERCTL_FLUX_WEBHOOK_TOKEN": NEW_TOKEN}
    ),
    "a secret of an own app": Scene(("secrets", "set", "extra.backup", "--verbose"), stdin=NEW_TOKEN),
    "the first secret of all": Scene(
        ("secrets", "set", "cloudflare_token"), lambda here: here.file("secrets.sops.yaml").unlink(), stdin=NEW_TOKEN
    ),
    "checked secrets": Scene(("secrets", "check", "--verbose")),
    "checked secrets that differ": Scene(("secrets", "check"), new_token, 4),
    "an adopted secret": Scene(("secrets", "adopt", "--verbose"), in_the_description),
    "an opened file that is replaced": Scene(("render", "--diff", "--overwrite", SEALED), opened_and_outdated),
    "an opened file that is the user's from now on": Scene(("render", "--diff", "--adopt", SEALED), opened_in_place),
    "validate": Scene(("validate", "--verbose")),
    "apps": Scene(("apps",)),
}
FAILING: Mapping[str, Scene] = {
    "a secret in the description": Scene(("render", "--diff"), in_the_description, 2),
    "a secret in broken YAML": Scene(("validate",), in_broken_yaml, 2),
    "secrets that were never sealed": Scene(("render", "--diff"), never_sealed, 2),
    "a tunnel that lacks a field": Scene(("render",), a_broken_tunnel, 2),
    "secrets of another shape": Scene(("render",), an_unusable_tunnel, 2),
    "a stranger's key": Scene(("render", "--diff"), a_strangers_key, 2),
    "a misspelt key": Scene(("render",), a_misspelt_key, 5),
    "no key": Scene(("render", "--diff"), no_key, 5),
    "no key to check with": Scene(("secrets", "check"), no_key, 5),
    "a wrong key in the environment": Scene(
        ("render",), no_key, 7, variables={"SOPS_AGE_KEY": str(pyrage.x25519.Identity.generate())}
    ),
    "an opened file": Scene(("render", "--diff"), opened_and_outdated, 7),
    "a file that was sealed otherwise": Scene(("render", "--diff"), sealed_otherwise, 7),
    "a check of a file that was sealed otherwise": Scene(("secrets", "check"), sealed_otherwise, 4),
    "secrets that were tampered with": Scene(("secrets", "check"), tampered, 5),
    "a secret of no name": Scene(("secrets", "set", "cloudflare_tokn"), nothing, 2, stdin=NEW_TOKEN),
    "a secret of a wrong shape": Scene(
        ("secrets", "set", "cloudflare_tunnel"), nothing, 2, stdin=json.dumps({"AccountTag": NEW_TOKEN})
    ),
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with secrets that cannot be overlooked, rendered once."""
    made = make_repository(tmp_path_factory.mktemp("plain") / "home", SETTINGS, WORDS)
    done = traced("render", folder=made.root)
    assert done.code == 0, done.err
    return made


@pytest.mark.parametrize("name", [*WORKING, *FAILING])
def test_no_run_writes_starts_or_says_a_secret(rendered: Repository, tmp_path: Path, name: str) -> None:
    scene = {**WORKING, **FAILING}[name]
    here, temporary = clone(rendered, tmp_path / "home"), tmp_path / "temporary"
    temporary.mkdir()
    scene.prepare(here)
    variables = {"TMPDIR": str(temporary), **scene.variables}
    done = traced(*scene.arguments, folder=here.root, variables=variables, stdin=scene.stdin.encode())
    assert done.code == scene.code, done.out.decode() + done.err.decode()
    assert seen(done, leaks_of(here), allowed=()) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", range(5))
def test_a_sops_that_cannot_be_started_makes_nobody_talk(rendered: Repository, tmp_path: Path, number: int) -> None:
    """It would have been given the plain text, or has given it already."""
    here = clone(rendered, tmp_path / "home")
    new_token(here)
    started: list[Event] = []

    def decide(event: Event) -> str:
        if event.call != "execute" or not event.argv[0].endswith(b"sops"):
            return GO
        started.append(event)
        return fail(errno.EACCES) if len(started) == number + 1 else GO

    done = traced("render", "--diff", folder=here.root, decide=decide)
    assert (done.code, len(started)) == (5, number + 1), done.err
    assert seen(done, leaks_of(here), allowed=()) == []


@dataclass(frozen=True)
class Written:
    """A file that a secret was written to, and the permissions that it had at every write."""

    path: str
    inode: int
    modes: frozenset[int]


def written(done: Traced, leaks: Leaks) -> tuple[Written, ...]:
    """The files that a secret was written to: all that was written to one file is one text."""
    texts: dict[tuple[str, int], bytes] = defaultdict(bytes)
    modes: dict[tuple[str, int], set[int]] = defaultdict(set)
    for event in done.events:
        if event.call == "write":
            # an inode alone is not enough: that of a file that is gone is used again
            texts[event.path, event.inode] += event.data
            modes[event.path, event.inode].add(event.mode)
    return tuple(Written(*file, frozenset(modes[file])) for file, text in texts.items() if leaks.find(text))


def seen(done: Traced, leaks: Leaks, allowed: tuple[Written, ...]) -> list[str]:
    """Every place where a secret was seen, but for the files that may hold some."""
    found = [f"unwatched: {event.call} {event.path}" for event in done.events if event.call in UNWATCHED]
    streams = {"standard output": done.out, "standard error": done.err}
    found += [name for name, data in streams.items() if leaks.find(data)]
    for event in done.events:
        if leaks.find_text(f"{event.path}\n{event.to}"):
            found.append(f"name: {event.call}")
        # what the first program is started with is the test's own
        if leaks.find(b"\n".join((*event.argv, *event.environ))) and event != done.events[0]:
            found.append(f"started: {event.path}")
    return found + [f"written: {file.path}" for file in written(done, leaks) if file not in allowed]


GIVEN = {
    "node_cidr": "10.0.0.0/24",
    "cluster_api_addr": "10.0.0.100",
    "cluster_gateway_addr": "10.0.0.101",
    "cloudflare_gateway_addr": "10.0.0.102",
    "cluster_dns_gateway_addr": "10.0.0.103",
    "cloudflare_domain": "example.org",
    "repository_name": "me/home",
}
NODE = "name=k8s-1,address=10.0.0.11,disk=/dev/sda,mac_addr=00:00:5e:00:53:11"
BEGINNINGS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "the example": (("--example",), {}),
    "secrets of the environment": (
        (*(part for key, value in GIVEN.items() for part in ("--set", f"{key}={value}")), "--node", NODE),
        {
            f"CLUSTERCTL_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in WORDS.items()
            if name != "extra"
        },
    ),
}


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_only_the_key_file_holds_plain_text_and_never_for_others(tmp_path: Path, beginning: str) -> None:
    """`init`, and all that follows, with file permissions that keep nobody out by themselves."""
    options, variables = BEGINNINGS[beginning]
    home = tmp_path / "home"
    done = traced("init", "home", *options, folder=tmp_path, variables=variables)
    assert done.code == 0, done.err
    lines = (home / "age.key").read_text(encoding="utf-8").splitlines()
    (key,) = (line for line in lines if not line.startswith("#"))
    secrets = Repository(home, key, "").opened()
    leaks = Leaks(made(secrets, key) if beginning == "the example" else [*texts(WORDS), key.removeprefix(ALL_KEYS)])
    (key_file,) = written(done, leaks)
    assert key_file.inode == (home / "age.key").stat().st_ino
    assert Path(key_file.path).parent == home / ".clusterctl/staging"
    assert key_file.modes == {0o600}
    assert seen(done, leaks, allowed=(key_file,)) == []

    for arguments in (("render", "--diff"), ("secrets", "check")):
        after = traced(*arguments, folder=home)
        assert after.code == 0, after.err
        assert seen(after, leaks, allowed=()) == []


def test_an_editor_gets_plain_text_in_memory_only_and_for_its_owner_alone(rendered: Repository, tmp_path: Path) -> None:
    here = clone(rendered, tmp_path / "home")
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\necho 'unifi_api_key: {json.dumps(NEW_TOKEN)}' >> \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    done = traced("secrets", "edit", folder=here.root, variables={"EDITOR": str(editor)})
    assert done.code == 0, done.err
    assert here.opened()["unifi_api_key"] == NEW_TOKEN
    leaks = leaks_of(here)
    found = written(done, leaks)
    assert found
    for file in found:
        assert file.modes == {0o600}
        assert file.path.startswith("/dev/shm/")  # noqa: S108 - it is what the test is about
        assert not Path(file.path).parent.exists()
    assert seen(done, leaks, allowed=found) == []


class Recorder:
    """Runs commands for real and keeps them, and what came of them."""

    def __init__(self) -> None:
        self.runner = ProcessRunner(os.environ)
        self.seen: list[object] = []

    def run(self, command: Command) -> Result:
        result = self.runner.run(command)
        self.seen += [command, result]
        return result


def objects_of_a_run(here: Repository) -> Iterator[object]:
    """Everything that a render makes of a description on its way to the disk."""
    recorder = Recorder()
    sops = SopsTool(here.root, recorder, os.environ)
    raw = read_repository(here.root, "cluster.yaml")
    description = pipeline.describe(raw)
    disk = Disk(here.root)
    outcome = pipeline.build(raw, disk, Policy(), sops)
    vault = Vault(description.secrets, raw.secrets, sops)
    yield from (raw, description, outcome, sops, sops.keyring, disk, vault, vault.unlocked)
    yield from outcome.changes
    yield from disk.operations(outcome.changes)
    yield from recorder.seen


def test_no_object_of_a_run_shows_a_secret(rendered: Repository, tmp_path: Path) -> None:
    here = clone(rendered, tmp_path / "home")
    new_token(here)
    opened_in_place(here)
    leaks = leaks_of(here)
    found = [type(thing).__name__ for thing in objects_of_a_run(here) if leaks.find_text(f"{thing!r} {thing}")]
    assert found == []


@pytest.mark.parametrize("prepare", [in_the_description, never_sealed])
def test_not_even_what_was_read_shows_a_secret(
    rendered: Repository, tmp_path: Path, prepare: Callable[[Repository], None]
) -> None:
    here = clone(rendered, tmp_path / "home")
    prepare(here)
    raw = read_repository(here.root, "cluster.yaml")
    read = [raw, read_source("cluster.yaml", raw.settings), *read_secrets("secrets.sops.yaml", raw.secrets)]
    found = [type(thing).__name__ for thing in read if leaks_of(here).find_text(f"{thing!r} {thing}")]
    assert found == []


@pytest.mark.parametrize("name", FAILING)
def test_no_error_shows_a_secret(
    rendered: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Neither in its words, nor in those of the errors that it came from, nor in a traceback."""
    scene = FAILING[name]
    here = clone(rendered, tmp_path / "home")
    scene.prepare(here)
    for variable, value in scene.variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr("sys.stdin", io.StringIO(scene.stdin))
    try:
        code = app(args=[*scene.arguments, "-C", str(here.root)], standalone_mode=False)
    except ClusterctlError as error:
        told = "\n".join(everything(error))
    else:
        told = f"it ended with {code}"
        assert code
    assert not leaks_of(here).find_text(told)


def everything(error: BaseException) -> Iterator[str]:
    """All that can be told of an error."""
    yield from traceback.format_exception(error)
    before: BaseException | None = error
    while before is not None:
        yield f"{before!r} {before}"
        yield from (repr(problem) for problem in getattr(before, "problems", ()))
        before = before.__cause__ or before.__context__


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
@pytest.mark.parametrize("name", FAILING)
def test_no_form_of_output_shows_a_secret(
    rendered: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    form: str,
) -> None:
    scene = FAILING[name]
    here = clone(rendered, tmp_path / "home")
    scene.prepare(here)
    for variable, value in scene.variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr("sys.stdin", io.StringIO(scene.stdin))
    said = caller(capsys)(*scene.arguments, "--format", form, "--verbose", root=here.root)
    assert said.code == scene.code
    assert said.text
    assert not leaks_of(here).find_text(said.text)
