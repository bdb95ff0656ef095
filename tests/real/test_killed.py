"""SIGKILL at any moment: every file is whole, nothing of the user's is lost, and the next run repairs."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
import pytest

from tests.support.call import Call, caller
from tests.support.leaks import Leaks
from tests.support.private import NEW_TOKEN, WORDS, clone, leaks_of, made
from tests.support.repository import SETTINGS, Repository, make_repository
from tests.support.states import Kept, State, Watch, some
from tests.support.tracer import GO, KILL, Event, fail, traced
from tests.support.tree import write_tree

OWN = {
    "README.md": "mine\n",
    "kubernetes/apps/default/mine/ks.yaml": "kind: Mine\n",
    "kubernetes/apps/default/echo/app/notes.txt": "mine, among rendered files\n",
    "talos/patches/global/mine.yaml": "# mine\n",
}
"""Files of the user's, beside and among rendered ones."""
PRIVATE = (".clusterctl/journal/", ".clusterctl/cache/", ".clusterctl/staging/")
"""Where clusterctl works, and Git looks away."""
DECIDED = frozenset({".clusterctl/journal/todo.jsonl", ".clusterctl/journal/undo.jsonl"})
EDITED = "kubernetes/apps/default/echo/app/helmrelease.yaml"
MOST_STAGED, MOST_DECIDED, MOST_BEGUN = 8, 16, 16
"""States of a run that are repaired: before it was decided, and after; and of `init`. All of them are looked at."""


def unrendered(repository: Repository) -> None:
    for path in repository.files():
        if path not in OWN and path.startswith(("kubernetes/", "talos/", "bootstrap/", ".clusterctl/", ".sops.yaml")):
            repository.file(path).unlink()


def an_app_less_and_another_address(repository: Repository) -> None:
    """Creates, updates and deletes."""
    repository.edit("cluster.yaml", "cluster_gateway_addr: 10.0.0.11", "cluster_gateway_addr: 10.0.0.14")
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write("apps: {default/echo: {enabled: false}}\nnetwork_policies_enabled: true\n")


def a_new_secret(repository: Repository) -> None:
    repository.set_secret("cloudflare_token", NEW_TOKEN)


def a_renamed_node(repository: Repository) -> None:
    repository.edit("cluster.yaml", "name: node-2", "name: node-two")


def an_edit_in_the_way(repository: Repository) -> None:
    with repository.file(EDITED).open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write("apps: {default/echo: {values: {more: true}}}\n")


def a_new_recipient(repository: Repository) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    repository.edit("cluster.yaml", f"[{repository.recipient}]", f"[{repository.recipient}, {other}]")


def a_secret_in_the_description(repository: Repository) -> None:
    with repository.file("cluster.yaml").open("a", encoding="utf-8") as file:
        file.write("unifi_api_key: in-the-clear-for-now\n")


@dataclass(frozen=True)
class Scene:
    """A command over a rendered repository to which something happened, and what the user runs after a kill."""

    arguments: tuple[str, ...]
    prepare: Callable[[Repository], None]
    repairs: tuple[tuple[str, ...], ...] = (("render",),)


OVERWRITE, ADOPT = ("render", "--overwrite", EDITED), ("render", "--adopt", EDITED)
VARIABLE = ("CLUSTERCTL_CLOUDFLARE_TOKEN", NEW_TOKEN)
FIRST_RENDER = 400
"""Calls that the first render makes at least, each of which changes something."""
SET = ("secrets", "set", "cloudflare_token")
SCENES: Mapping[str, Scene] = {
    "the first render": Scene(("render",), unrendered),
    "an update": Scene(("render",), an_app_less_and_another_address),
    "a changed secret": Scene(("render",), a_new_secret),
    "a renamed node": Scene(("render",), a_renamed_node),
    "an overwritten edit": Scene(OVERWRITE, an_edit_in_the_way, (OVERWRITE,)),
    "an adopted edit": Scene(ADOPT, an_edit_in_the_way, (ADOPT,)),
    "changed recipients": Scene(("secrets", "rekey"), a_new_recipient),
    "a secret that is set": Scene(SET, lambda _: None, (SET, ("render",))),
    "a secret that is set, and forgotten": Scene(SET, lambda _: None),
    "a secret that is adopted": Scene(
        ("secrets", "adopt"), a_secret_in_the_description, (("secrets", "adopt"), ("render",))
    ),
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A rendered repository with files of the user's in it."""
    repository = make_repository(tmp_path_factory.mktemp("killed") / "home", SETTINGS, WORDS)
    write_tree(repository.root, OWN)
    done = traced("render", folder=repository.root)
    assert done.code == 0, done.err
    return repository


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """`call("render", root=folder)`: run a command line in this process."""
    return caller(capsys)


@pytest.mark.parametrize("name", SCENES)
def test_a_kill_at_any_moment_leaves_every_file_whole_and_the_next_run_repairs(
    rendered: Repository, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(*VARIABLE)
    scene = SCENES[name]
    here = clone(rendered, tmp_path / "home")
    scene.prepare(here)
    watch = Watch(here.root)
    before = watch.look("nothing yet")
    done = traced(*scene.arguments, folder=here.root, decide=watch.decide, variables=dict([VARIABLE]))
    assert done.code == 0, done.err
    after = watch.look("the end")
    assert any(is_decided(state) for state in watch.states)
    survive(watch.states, before, after, leaks_of(here))
    repair(watch.states, Repair(call, scene.repairs, after), tmp_path)


def survive(states: Sequence[State], before: State, after: State, leaks: Leaks) -> None:
    """All states hold what they must."""
    assert list(broken(states, before, after)) == []
    assert list(in_clear(states, leaks)) == []


def repair(states: Sequence[State], repair: Repair, folder: Path) -> None:
    """The next run repairs what it finds, in some states of each kind."""
    staged = [state for state in states if not is_decided(state)]
    decided = [state for state in states if is_decided(state)]
    for number, state in enumerate([*some(staged, MOST_STAGED), *some(decided, MOST_DECIDED)]):
        assert repair.fails(state, folder / f"killed-{number}") == "", state.about


def is_decided(state: State) -> bool:
    """Whether a run had got so far that the next one finishes it, or takes it back."""
    return not DECIDED.isdisjoint(state.files)


@pytest.fixture
def updated(rendered: Repository, tmp_path: Path) -> tuple[Repository, State, list[State], State]:
    """A repository before an update, and all states of that update, from the first to the last."""
    here = clone(rendered, tmp_path / "home")
    an_app_less_and_another_address(here)
    copy = clone(here, tmp_path / "updated")
    watch = Watch(copy.root)
    before = watch.look("nothing yet")
    assert traced("render", folder=copy.root, decide=watch.decide).code == 0
    return here, before, watch.states, watch.look("the end")


def test_a_kill_while_an_interrupted_run_is_finished_is_repaired_too(
    updated: tuple[Repository, State, list[State], State], tmp_path: Path, call: Call
) -> None:
    here, before, states, after = updated
    decided = [state for state in states if is_decided(state)]
    interrupted = decided[len(decided) // 2].restore(tmp_path / "interrupted")
    watch = Watch(interrupted)
    done = traced("render", folder=interrupted, decide=watch.decide)
    assert done.code == 0, done.err
    assert b"note W0" in done.err
    survive(watch.states, before, after, leaks_of(here))
    repair(watch.states, Repair(call, (("render",),), after), tmp_path)


@dataclass
class Refusing:
    """Refuses one rename into the tree, so that a run takes back what it has done."""

    watch: Watch
    left: int

    def decide(self, event: Event) -> str:
        if event.call == "rename" and "/journal/" in event.path and "/journal/" not in event.to:
            self.left -= 1
            if self.left == 0:
                return fail(errno.EIO)
        return self.watch.decide(event)


def test_a_kill_while_a_run_is_taken_back_is_repaired_too(
    updated: tuple[Repository, State, list[State], State], tmp_path: Path, call: Call
) -> None:
    here, before, _, after = updated
    watch = Watch(here.root)
    done = traced("render", folder=here.root, decide=Refusing(watch, 5).decide)
    assert done.code == 5, done.err
    assert lasting(watch.look("the end")) == lasting(before)
    survive(watch.states, before, after, leaks_of(here))
    repair(watch.states, Repair(call, (("render",),), after), tmp_path)


@pytest.mark.parametrize("tenths", range(1, 10, 2))
def test_a_run_that_is_really_killed_is_repaired_by_the_next(
    rendered: Repository, tmp_path: Path, call: Call, tenths: int
) -> None:
    """With all that it has started, sops too; what is left in the temporary folder is no secret."""
    here, temporary = clone(rendered, tmp_path / "home"), tmp_path / "temporary"
    unrendered(here)
    temporary.mkdir()
    seen: list[Event] = []

    def decide(event: Event) -> str:
        seen.append(event)
        return KILL if len(seen) == FIRST_RENDER * tenths // 10 else GO

    done = traced("render", folder=here.root, decide=decide, variables={"TMPDIR": str(temporary)})
    assert done.code == 128 + 9, done.err
    left = [*State.of(here.root).files.items(), *State.of(temporary).files.items()]
    assert {path for path, kept in left if leaks_of(here).find(kept.content)} == {"age.key"}
    for arguments in (("render",), ("render", "--check"), ("secrets", "check")):
        said = call(*arguments, root=here.root)
        assert said.code == 0, said.text


def broken(states: Iterable[State], before: State, after: State) -> Iterator[str]:
    """Every file that is neither as it was nor as it will be, and when."""
    for state in states:
        for path in before.files.keys() | state.files.keys() | after.files.keys():
            if not path.startswith(PRIVATE) and told(state, path) not in {told(before, path), told(after, path)}:
                yield f"{path} before {state.about}"


def told(state: State, path: str) -> tuple[int, bytes] | None:
    """The permissions and bytes of a file."""
    kept = state.files.get(path)
    return (kept.mode, kept.content) if kept else None


def in_clear(states: Sequence[State], leaks: Leaks) -> Iterator[str]:
    """Every file with a secret in clear that was not there from the beginning, be it under another name."""
    there = {kept.inode for kept in states[0].files.values() if leaks.find(kept.content)}
    judged: set[Kept] = set()
    for state in states:
        for path, kept in state.files.items():
            if kept not in judged and kept.inode not in there and leaks.find(kept.content):
                yield f"{path} before {state.about}"
            judged.add(kept)


@dataclass(frozen=True)
class Repair:
    """Runs again where a run was killed, and compares with where the run that was not killed has led."""

    call: Call
    commands: tuple[tuple[str, ...], ...]
    after: State
    good: set[frozenset[tuple[str, bytes]]] = field(default_factory=set)

    def fails(self, state: State, root: Path) -> str:
        """What is wrong after the next run; "" when nothing is."""
        state.restore(root)
        if text := self.run(self.commands, root):
            return text
        found, wanted = lasting(State.of(root)), lasting(self.after)
        if strange := found.keys() ^ wanted.keys():
            return f"left behind, or not there: {sorted(strange)}"
        if others := [path for path in wanted if found[path] != wanted[path] and not is_sealed(path)]:
            return f"other ones: {others}"
        tree = frozenset(found.items())
        text = "" if tree in self.good else self.run((("render", "--check"), ("secrets", "check")), root)
        self.good.add(tree)
        return text

    def run(self, commands: Iterable[tuple[str, ...]], root: Path) -> str:
        """What the first of some commands says that fails; "" when none does."""
        for arguments in commands:
            said = self.call(*arguments, root=root)
            if said.code:
                return f"{arguments}: {said.text}"
        return ""


def lasting(state: State) -> dict[str, bytes]:
    """The files that are more than a memory of the last run."""
    return {path: content for path, content in state.contents.items() if not path.startswith(".clusterctl/cache/")}


def is_sealed(path: str) -> bool:
    """Whether the bytes of a file depend on sops, which seals the same text differently each time."""
    return path.endswith((".sops.yaml", "ledger.jsonl")) and path != ".sops.yaml"


def test_a_kill_at_any_moment_of_init_leaves_a_beginning_that_init_completes(tmp_path: Path, call: Call) -> None:
    watch = Watch(tmp_path / "home")
    begin = ("init", "home", "--example")
    done = traced(*begin, folder=tmp_path, decide=watch.decide)
    assert done.code == 0, done.err
    after = watch.look("the end")
    key = after.files["age.key"].content.decode().split()[-1]
    leaks = Leaks(made(Repository(tmp_path / "home", key, "").opened(), key))
    nothing = State({}, frozenset(), "")
    assert list(broken(watch.states, nothing, after)) == []
    assert list(exposed(watch.states, leaks)) == []

    for number, state in enumerate(some(watch.states, MOST_BEGUN)):
        root = state.restore(tmp_path / f"killed-{number}")
        said = call("init", "--example", root=root)
        assert said.code == 0, said.text
        found = State.of(root)
        assert lasting(found).keys() == lasting(after).keys(), state.about
        assert not {
            path for path in lasting(state) if not path.startswith(PRIVATE) and told(found, path) != told(state, path)
        }
        for arguments in (("render",), ("render", "--check"), ("secrets", "check")):
            said = call(*arguments, root=root)
            assert said.code == 0, said.text


def exposed(states: Iterable[State], leaks: Leaks) -> Iterator[str]:
    """Every file with a secret in clear that is not the key file, or on its way to be, or not for its owner alone."""
    for state in states:
        for path, kept in state.files.items():
            itself = path == "age.key" or path.startswith(".clusterctl/staging/")
            if not (itself and kept.mode == 0o600) and leaks.find(kept.content):
                yield f"{path} before {state.about}"
