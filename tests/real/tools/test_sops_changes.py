"""The real sops changes what it is told to, and nothing else."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

import pytest

from clusterctl.problem import Exit, ToolError
from clusterctl.render.tree import Rule
from clusterctl.tools.codes import EDITOR, NO_KEY
from clusterctl.tools.keys import make_identity
from clusterctl.tools.process import ProcessRunner, TerminalRunner
from clusterctl.tools.sops_changes import SopsEditor, memory_folder
from tests.support.repository import Repository

PATH = PurePosixPath("secrets.sops.yaml")
SECRET, RECIPIENT = make_identity()
RULE = Rule("", (RECIPIENT,))
PLAIN = b"one: first\ntwo: second\nextra:\n  three: third\n"


def editor(root: Path, key: str = SECRET) -> SopsEditor:
    (root / "age.key").write_text(key, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"]}
    return SopsEditor(root, ProcessRunner(environment), environment)


def changed_lines(before: bytes, after: bytes) -> set[bytes]:
    """The names of the lines that differ, without those of sops itself."""
    lines = set(before.splitlines()) ^ set(after.splitlines())
    return {line.strip().partition(b":")[0] for line in lines} - {b"lastmodified", b"mac"}


def script(folder: Path, text: str) -> dict[str, str]:
    """An environment whose editor is a shell script that gets the file as its first argument."""
    file = folder / "editor"
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o700)
    return {"PATH": os.environ["PATH"], "EDITOR": str(file)}


@pytest.mark.parametrize(
    ("where", "value", "lines"),
    [
        (("two",), "new", {b"two"}),
        (("two",), 'a "quoted"\ntext\n', {b"two"}),
        (("extra", "three"), "new", {b"three"}),
        (("extra", "four"), "new", {b"four"}),
        (("tunnel",), {"AccountTag": "a", "TunnelID": "b"}, {b"tunnel", b"AccountTag", b"TunnelID"}),
    ],
)
def test_a_value_is_set_and_all_others_keep_their_tokens(
    tmp_path: Path, where: tuple[str, ...], value: object, lines: set[bytes]
) -> None:
    sops = editor(tmp_path)
    before = sops.encrypt(PATH, PLAIN, RULE)
    after = sops.set_value(PATH, before, where, value, RULE)
    found = sops.decrypt(PATH, after)
    for key in where:
        assert isinstance(found, dict)
        found = found[key]
    assert found == value
    assert changed_lines(before, after) == lines


def test_without_a_key_nothing_is_set(tmp_path: Path) -> None:
    sealed = editor(tmp_path).encrypt(PATH, PLAIN, RULE)
    with pytest.raises(ToolError) as caught:
        editor(tmp_path, key="").set_value(PATH, sealed, ("two",), "new", RULE)
    assert caught.value.problems[0].code == NO_KEY


def test_an_edit_by_hand_changes_only_what_was_edited(tmp_path: Path) -> None:
    sops = editor(tmp_path)
    before = sops.encrypt(PATH, PLAIN, RULE)
    after = sops.edit(PATH, before, RULE, TerminalRunner(script(tmp_path, 'sed -i s/second/new/ "$1"')))
    assert sops.decrypt(PATH, after) == {"one": "first", "two": "new", "extra": {"three": "third"}}
    assert changed_lines(before, after) == {b"two"}


def test_leaving_the_editor_without_a_change_is_no_failure(tmp_path: Path) -> None:
    sops = editor(tmp_path)
    before = sops.encrypt(PATH, PLAIN, RULE)
    assert sops.edit(PATH, before, RULE, TerminalRunner(script(tmp_path, "true"))) == before


def test_an_editor_that_fails_is_an_error(tmp_path: Path) -> None:
    sops = editor(tmp_path)
    before = sops.encrypt(PATH, PLAIN, RULE)
    with pytest.raises(ToolError) as caught:
        sops.edit(PATH, before, RULE, TerminalRunner(script(tmp_path, "exit 3")))
    assert caught.value.problems[0].code == EDITOR


def test_the_text_in_clear_lies_in_memory_for_its_owner_alone_and_is_removed(tmp_path: Path) -> None:
    sops = editor(tmp_path)
    environment = script(tmp_path, f'echo "$1" > {tmp_path}/where; stat -c %a "$1" > {tmp_path}/mode')
    sops.edit(PATH, sops.encrypt(PATH, PLAIN, RULE), RULE, TerminalRunner(environment))
    where = Path((tmp_path / "where").read_text(encoding="utf-8").strip())
    assert where.is_relative_to("/dev/shm")  # noqa: S108 - the expectation
    assert int((tmp_path / "mode").read_text(encoding="utf-8"), 8) & (stat.S_IRWXG | stat.S_IRWXO) == 0
    assert not where.exists()


def test_where_there_is_no_file_system_in_memory_the_usual_place_is_used(tmp_path: Path) -> None:
    assert memory_folder(tmp_path / "none") is None


def test_a_missing_program_is_a_result(tmp_path: Path) -> None:
    sops = SopsEditor(tmp_path, ProcessRunner({}), {}, program="no-such-sops")
    (tmp_path / "age.key").write_text(SECRET, encoding="utf-8")
    with pytest.raises(ToolError, match="not installed"):
        sops.edit(PATH, b"x", RULE, TerminalRunner({"PATH": ""}))


def test_ending_the_program_during_an_edit_leaves_nothing_in_clear(repository: Repository) -> None:
    note = repository.root / "where"
    environment = {**os.environ, **script(repository.root, f'echo "$1" > {note}; exec sleep 30')}
    command = (sys.executable, "-m", "clusterctl", "secrets", "edit")
    with subprocess.Popen(command, cwd=repository.root, env=environment, start_new_session=True) as process:
        deadline = time.monotonic() + 20
        while not (note.exists() and note.read_text(encoding="utf-8").strip()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.terminate()
        assert process.wait(20) == Exit.INTERRUPTED
        clear = Path(note.read_text(encoding="utf-8").strip())
        assert not clear.exists()
        assert not clear.parent.exists()
        # the editor is no child of ours, but it stands in the session that this test began
        os.killpg(process.pid, signal.SIGKILL)
