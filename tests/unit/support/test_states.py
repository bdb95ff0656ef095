"""States are made again as they were, and those that are looked into are of every kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.support.states import State, some
from tests.support.tree import write_tree


def test_a_state_is_made_again_with_permissions_empty_folders_and_second_names(tmp_path: Path) -> None:
    root = tmp_path / "one"
    write_tree(root, {"a/b.txt": "b", "c.txt": "c"})
    (root / "a/empty").mkdir()
    (root / "c.txt").chmod(0o600)
    (root / "d.txt").hardlink_to(root / "c.txt")
    before = State.of(root)
    after = State.of(before.restore(tmp_path / "two"))
    assert after.contents == before.contents
    assert after.folders == before.folders == {"a", "a/empty"}
    assert {path: kept.mode for path, kept in after.files.items()} == {
        path: kept.mode for path, kept in before.files.items()
    }
    assert after.files["c.txt"].inode == after.files["d.txt"].inode != after.files["a/b.txt"].inode


def test_the_states_that_are_chosen_are_of_every_kind() -> None:
    nothing = State({}, frozenset(), "")
    states = [replace(nothing, about=f"{kind} {number}") for number in range(50) for kind in ("open", "write", "link")]
    states.append(replace(nothing, about="unlink at the end"))
    chosen = [state.about for state in some(states, 13)]
    assert len(chosen) == 13
    assert {about.split()[0] for about in chosen} == {"open", "write", "link", "unlink"}
    assert {"open 0", "open 49", "write 0", "write 49"} <= set(chosen)


def test_few_states_are_all_chosen() -> None:
    states = [State({}, frozenset(), f"write {number}") for number in range(5)]
    assert some(states, 8) == states
