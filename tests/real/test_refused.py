"""A call that the machine refuses, whichever it is: an error without a traceback, all files old or all new."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.call import Call, caller
from tests.support.private import NEW_TOKEN, WORDS, clone, leaks_of
from tests.support.repository import SETTINGS, Repository, make_repository
from tests.support.states import State
from tests.support.tracer import GO, Event, Traced, fail, traced

ADDING = frozenset({"write", "open", "mkdir", "link"})
"""Calls that need room."""
CHANGING = ADDING | {"rename", "unlink", "chmod"}
PLACES = 4
"""Calls of a run that are refused in turn, evenly chosen; `tests/real/write` refuses each one of the disk's own."""


def more_and_less(repository: Repository) -> None:
    """Creates, updates, deletes and seals."""
    repository.set_secret("cloudflare_token", NEW_TOKEN)
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write("apps: {default/echo: {enabled: false}}\nnetwork_policies_enabled: true\n")


def in_the_description(repository: Repository) -> None:
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write("unifi_api_key: in-the-clear-for-now\n")


@dataclass(frozen=True)
class Scene:
    """A command over a repository to which something happened."""

    arguments: tuple[str, ...]
    prepare: Callable[[Repository], None]


SCENES: Mapping[str, Scene] = {
    "an update": Scene(("render", "--prune"), more_and_less),
    "a secret that is set": Scene(("secrets", "set", "cloudflare_token"), lambda _: None),
    "a secret that is adopted": Scene(("secrets", "adopt"), in_the_description),
}
VARIABLE = ("CLUSTERCTL_CLOUDFLARE_TOKEN", NEW_TOKEN)


@dataclass
class Refusal:
    """Refuses the call after so many others, and, when it lasts, all later ones too."""

    calls: frozenset[str]
    number: int
    after: int
    lasts: bool
    top: Path
    seen: int = 0

    def decide(self, event: Event) -> str:
        """Only calls below the top count: those of the repository, and of temporary files."""
        here = any(path.startswith(f"{self.top}/") for path in (event.path, event.to))
        if event.call not in self.calls or not here:
            return GO
        self.seen += 1
        due = self.seen > self.after if self.lasts else self.seen == self.after + 1
        return fail(self.number) if due else GO


MANNERS: Mapping[str, tuple[frozenset[str], int, bool]] = {
    "a full disk": (ADDING, errno.ENOSPC, True),
    "a disk that fails once": (CHANGING, errno.EIO, False),
    "a disk that can only be read any more": (CHANGING, errno.EROFS, True),
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A rendered repository."""
    repository = make_repository(tmp_path_factory.mktemp("refused") / "home", SETTINGS, WORDS)
    assert traced("render", folder=repository.root).code == 0
    return repository


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """`call("render", root=folder)`: run a command line in this process."""
    return caller(capsys)


def run(scene: Scene, here: Repository, refusal: Refusal) -> Traced:
    """Run the command under a refusal, with temporary files beside the repository."""
    temporary = here.root.parent / "temporary"
    temporary.mkdir()
    variables = {**dict([VARIABLE]), "TMPDIR": str(temporary)}
    return traced(*scene.arguments, folder=here.root, variables=variables, decide=refusal.decide)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", SCENES)
def test_a_refused_call_is_told_and_leaves_all_files_old_or_all_new(
    rendered: Repository, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, name: str, manner: str
) -> None:
    monkeypatch.setenv(*VARIABLE)
    scene, (calls, number, lasts) = SCENES[name], MANNERS[manner]
    here = clone(rendered, tmp_path / "unhindered/home")
    scene.prepare(here)
    old, unhindered = plain(here), Refusal(calls, number, 10**6, lasts, tmp_path)
    assert run(scene, here, unhindered).code == 0
    new = plain(here)

    for place in range(PLACES):
        here = clone(rendered, tmp_path / f"{place}/home")
        scene.prepare(here)
        after = place * (unhindered.seen - 1) // (PLACES - 1)
        done = run(scene, here, Refusal(calls, number, after, lasts, tmp_path))
        said = (done.out + done.err).decode()
        assert done.code in {0, 5}, said
        assert "Traceback" not in said
        assert not leaks_of(here).find(done.out + done.err)
        if done.code:
            assert os.strerror(number) in said or "sops" in said
        if "half-way" not in said:
            assert plain(here) == (new if done.code == 0 else old), said
        for arguments in (scene.arguments, ("render",), ("render", "--check")):
            again = call(*arguments, root=here.root)
            assert again.code == 0, again.text
        assert not here.file(".clusterctl/journal").exists()


def plain(here: Repository) -> dict[str, bytes]:
    """Every lasting file whose bytes do not depend on sops."""
    return {
        path: content
        for path, content in State.of(here.root).contents.items()
        if not path.startswith((".clusterctl/cache/", ".clusterctl/journal/"))
        and (path == ".sops.yaml" or not path.endswith((".sops.yaml", "ledger.jsonl")))
    }
