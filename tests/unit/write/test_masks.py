"""The text of `render --diff`."""

from pathlib import PurePosixPath

import pytest

from clusterctl.write.change import Action, Change, Touched
from clusterctl.write.masks import diff_text

PATH = PurePosixPath("kubernetes/a.yaml")


def test_an_update_shows_the_lines_that_change() -> None:
    change = Change(PATH, Action.UPDATE, b"a: 1\nb: 2\n", b"a: 1\nb: 3\n")

    assert (
        diff_text(change) == "--- a/kubernetes/a.yaml\n+++ b/kubernetes/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3\n"
    )


def test_a_new_file_is_all_new() -> None:
    assert diff_text(Change(PATH, Action.CREATE, None, b"a: 1\n")) == (
        "--- /dev/null\n+++ b/kubernetes/a.yaml\n@@ -0,0 +1 @@\n+a: 1\n"
    )


def test_a_deleted_file_is_all_gone() -> None:
    assert diff_text(Change(PATH, Action.DELETE, b"a: 1\n")) == (
        "--- a/kubernetes/a.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a: 1\n"
    )


def test_a_missing_line_break_at_the_end_is_said() -> None:
    assert "\\ No newline at end of file" in diff_text(Change(PATH, Action.UPDATE, b"a: 1", b"a: 1\n"))


@pytest.mark.parametrize("action", [Action.KEEP, Action.KEEP_EDIT, Action.ADOPT, Action.RELEASE, Action.FORGET])
@pytest.mark.parametrize("sealed", [False, True])
def test_what_is_not_written_shows_nothing(action: Action, sealed: bool) -> None:  # noqa: FBT001
    assert diff_text(Change(PATH, action, b"a: 1\n", sealed=sealed)) == ""


@pytest.mark.parametrize("action", list(Action))
def test_a_sealed_file_never_shows_its_content(action: Action) -> None:
    change = Change(PATH, action, b"token: hunter2\n", b"token: hunter3\n", sealed=True)

    assert "hunter" not in diff_text(change)


def test_a_sealed_file_shows_the_keys_that_change() -> None:
    touched = (
        Touched("data.added", before=False, after=True),
        Touched("data.changed", before=True, after=True),
        Touched("data.removed", before=True, after=False),
    )

    assert diff_text(Change(PATH, Action.SEAL, b"x", b"y", sealed=True, touched=touched)).splitlines()[3:] == [
        "+data.added: ***",
        "-data.changed: ***",
        "+data.changed: ***",
        "-data.removed: ***",
    ]
