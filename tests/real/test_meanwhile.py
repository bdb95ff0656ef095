"""What happens while a run is at work: another run, and a person with an editor. The tracer holds the run meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.real.conftest import Run
from tests.support.call import Call, Said, caller
from tests.support.checkout import TOP
from tests.support.private import NEW_TOKEN, clone
from tests.support.repository import Repository, make_repository
from tests.support.tracer import GO, Event, Traced, traced
from tests.support.tree import read_tree

JOURNAL = "/.clusterctl/journal/"
Moment = Callable[[Event], bool]


def staging(event: Event) -> bool:
    """The first file is about to be staged; nothing is decided."""
    return event.call == "open" and JOURNAL in event.path


def decided(event: Event) -> bool:
    """All is staged and recorded, nothing is carried out."""
    return event.call == "rename" and event.path.startswith("/") and JOURNAL in event.path and JOURNAL not in event.to


def carried_out(event: Event) -> bool:
    """Everything is in its place, the journal is about to go."""
    return event.call == "unlink" and event.path.endswith("todo.jsonl")


def remembering(event: Event) -> bool:
    """The run is about to keep its verdict for the next one."""
    return event.call == "rename" and event.to.endswith("/settled")


def sealing(event: Event) -> bool:
    """The first sops is about to start."""
    return event.call == "execute" and event.argv[0].endswith(b"sops")


@dataclass
class Once:
    """Does something once, at a moment of a run; the run stands still meanwhile."""

    moment: Moment
    act: Callable[[], None]
    done: list[Event] = field(default_factory=list)

    def decide(self, event: Event) -> str:
        if not self.done and self.moment(event):
            self.done.append(event)
            self.act()
        return GO


def held(here: Repository, moment: Moment, act: Callable[[], None], *arguments: str) -> Traced:
    """Run a command, and do something at a moment of it."""
    once = Once(moment, act)
    done = traced(*(arguments or ("render",)), folder=here.root, decide=once.decide)
    assert once.done, f"the moment never came: {done.err.decode()}"
    return done


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A rendered repository."""
    made = make_repository(tmp_path_factory.mktemp("meanwhile") / "home")
    assert traced("render", folder=made.root).code == 0
    return made


@pytest.fixture
def here(rendered: Repository, tmp_path: Path) -> Repository:
    """A rendered repository with a changed description and a changed secret: many files are to be written."""
    here = clone(rendered, tmp_path / "home")
    describe_more(here, "network_policies_enabled: true")
    here.set_secret("cloudflare_token", NEW_TOKEN)
    return here


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """`call("render", root=folder)`: run a command line in this process."""
    return caller(capsys)


def describe_more(here: Repository, line: str) -> None:
    """Add a line to the description, as an editor does that writes a new file and renames it."""
    file = here.file("cluster.yaml")
    replace(file, f"{file.read_text(encoding='utf-8')}{line}\n")


def replace(file: Path, text: str) -> None:
    """Put another file in the place of a file."""
    file.with_suffix(".new").write_text(text, encoding="utf-8")
    file.with_suffix(".new").replace(file)


def rewrite(file: Path, text: str) -> None:
    """Write into a file where it is."""
    file.write_text(text, encoding="utf-8")


def settles(call: Call, root: Path) -> None:
    """A render finds its way, and after it nothing is left to do."""
    for arguments in (("render",), ("render", "--check"), ("secrets", "check")):
        said = call(*arguments, root=root)
        assert said.code == 0, said.text


LOCKING = (
    ("render",),
    ("render", "--check"),
    ("diff",),
    ("migrate",),
    ("secrets", "rekey"),
    ("secrets", "adopt"),
    ("apps", "new", "media/jellyfin"),
    ("init", "--example"),
)
"""Commands that change a repository, or must see it whole."""


@pytest.mark.parametrize("moment", [sealing, staging, decided, carried_out])
def test_while_a_run_writes_every_other_one_is_refused_and_told_who_it_is(
    here: Repository, call: Call, moment: Moment
) -> None:
    said: list[Said] = []

    def meanwhile() -> None:
        before = read_tree(here.root)
        said.extend(call(*command, root=here.root) for command in LOCKING)
        assert call("validate", root=here.root).code == 0
        assert read_tree(here.root) == before

    done = held(here, moment, meanwhile)
    assert done.code == 0, done.err
    for answer in said:
        assert answer.code == 5
        assert "another run holds this repository: process " in answer.err
        assert "-m clusterctl render" in answer.err
    settles(call, here.root)


def test_runs_that_only_look_do_not_hinder_each_other(here: Repository, clusterctl: Run) -> None:
    codes: list[int] = []

    def meanwhile() -> None:
        codes.extend(clusterctl(*command, folder=here.root).returncode for command in (("diff",), ("render",)))

    done = held(here, sealing, meanwhile, "render", "--check")
    assert done.code == 4, done.err
    assert codes == [0, 5]


def test_of_many_runs_at_once_each_ends_well_or_is_refused(here: Repository, tmp_path: Path, call: Call) -> None:
    alone = clone(here, tmp_path / "alone")
    settles(call, alone.root)
    command = (sys.executable, "-m", "clusterctl", "render", "--quiet")
    env = {**os.environ, "PYTHONPATH": str(TOP / "src")}
    runs = [subprocess.Popen(command, cwd=here.root, env=env, stdout=subprocess.DEVNULL) for _ in range(5)]
    codes = [run.wait() for run in runs]
    assert set(codes) <= {0, 5}
    assert 0 in codes
    settles(call, here.root)
    trees = [
        {path: text for path, text in read_tree(root).items() if not path.endswith((".sops.yaml", ".jsonl", "settled"))}
        for root in (here.root, alone.root)
    ]
    assert trees[0] == trees[1]


@pytest.mark.parametrize(
    ("moment", "write"),
    [
        (sealing, rewrite),
        (staging, replace),
        (decided, rewrite),
        (carried_out, replace),
        (remembering, replace),
        (remembering, rewrite),
    ],
)
def test_a_description_that_is_saved_during_a_run_is_rendered_by_the_next(
    here: Repository, call: Call, moment: Moment, write: Callable[[Path, str], None]
) -> None:
    text = here.file("cluster.yaml").read_text(encoding="utf-8").replace("10.0.0.11", "10.0.0.14")
    done = held(here, moment, lambda: write(here.file("cluster.yaml"), text))
    assert done.code == 0, done.err
    assert b"10.0.0.14" not in b"".join(content for path, content in read_tree(here.root).items() if "/" in path)
    assert here.file("cluster.yaml").read_text(encoding="utf-8") == text
    settles(call, here.root)
    assert b"10.0.0.14" in b"".join(content for path, content in read_tree(here.root).items() if "/" in path)


MINE = "mine: true\n"
UPDATED = "kubernetes/apps/kube-system/kustomization.yaml"
CREATED = "kubernetes/apps/kube-system/coredns/app/networkpolicy.yaml"


@pytest.mark.parametrize("write", [replace, rewrite])
@pytest.mark.parametrize("path", [UPDATED, CREATED])
def test_a_file_that_is_saved_before_the_run_has_decided_stops_it(
    here: Repository, call: Call, path: str, write: Callable[[Path, str], None]
) -> None:
    before = read_tree(here.root)
    done = held(here, staging, lambda: write(here.file(path), MINE))
    assert done.code == 7, done.err
    assert f"{path} changed while this run was at work; nothing was written".encode() in done.err
    assert read_tree(here.root) == {**before, path: MINE.encode()}
    is_mine(here, call, path)


@pytest.mark.parametrize("write", [replace, rewrite])
@pytest.mark.parametrize("path", [UPDATED, CREATED])
def test_a_file_that_is_saved_after_the_run_has_decided_is_left_alone(
    here: Repository, call: Call, path: str, write: Callable[[Path, str], None]
) -> None:
    done = held(here, decided, lambda: write(here.file(path), MINE))
    assert f"{path}: warning W034".encode() in done.err, done.err
    assert here.file(path).read_text(encoding="utf-8") == MINE
    is_mine(here, call, path)


def is_mine(here: Repository, call: Call, path: str) -> None:
    """A saved file is a conflict for the next run, until its owner says what shall become of it."""
    said = call("render", root=here.root)
    assert said.code == 7, said.text
    assert here.file(path).read_text(encoding="utf-8") == MINE
    said = call("render", "--overwrite", path, root=here.root)
    assert said.code == 0, said.text
    settles(call, here.root)
    assert here.file(path).read_text(encoding="utf-8") != MINE


def test_a_folder_that_becomes_a_link_during_a_run_leads_no_write_out_of_the_repository(
    here: Repository, tmp_path: Path, call: Call
) -> None:
    outside = tmp_path / "outside"
    moved = here.file("kubernetes/apps/kube-system")

    def meanwhile() -> None:
        moved.rename(outside)
        moved.symlink_to(outside)

    before = read_tree(here.root / "kubernetes/apps/kube-system")
    done = held(here, decided, meanwhile)
    assert done.code in {0, 5}, done.err
    assert b"kube-system" in done.err
    assert read_tree(outside) == before
    moved.unlink()
    outside.rename(moved)
    settles(call, here.root)
