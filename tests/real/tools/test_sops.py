"""The real sops: what it seals opens again, for whom, and how its failures read."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from clusterctl.problem import Code, ToolError
from clusterctl.render.tree import Rule
from clusterctl.tools.codes import BAD_RECIPIENT, NOT_SEALED, NOT_YAML, TAMPERED, WRONG_KEY
from clusterctl.tools.keys import make_identity
from clusterctl.tools.process import ProcessRunner
from clusterctl.tools.sops import SopsTool
from clusterctl.tools.sops_program import find_sops

PATH = PurePosixPath("kubernetes/x/secret.sops.yaml")
PLAIN = b"""\
# a comment
apiVersion: v1
kind: Secret
metadata:
  name: x
stringData:
  token: hunter2
  number: 5
  empty: ""
"""
DATA = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "x"},
    "stringData": {"token": "hunter2", "number": 5, "empty": ""},
}
FIRST = make_identity()
SECOND = make_identity()
RULE = Rule("^(data|stringData)$", (FIRST[1],))


def sops(root: Path, *keys: str, **environ: str) -> SopsTool:
    root.mkdir(exist_ok=True)
    if keys:
        (root / "age.key").write_text("\n".join(keys), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], **environ}
    return SopsTool(root, ProcessRunner(environment), environment)


def failing(tool: SopsTool, sealed: bytes) -> tuple[Code, str]:
    with pytest.raises(ToolError) as caught:
        tool.decrypt(PATH, sealed)
    (problem,) = caught.value.problems
    return problem.code, f"{problem.message}\n{problem.hint}"


def test_sops_of_the_package_is_found_without_any_path() -> None:
    assert Path(find_sops({})).is_file()


def test_what_is_sealed_opens_to_the_same_data(tmp_path: Path) -> None:
    tool = sops(tmp_path, FIRST[0])

    sealed = tool.encrypt(PATH, PLAIN, RULE)

    assert b"hunter2" not in sealed
    assert b"  token: ENC[AES256_GCM," in sealed
    assert b"mac_only_encrypted: true" in sealed
    assert sealed.startswith(b"# a comment\napiVersion: v1\n")
    assert tool.decrypt(PATH, sealed) == DATA


def test_recipients_change_and_the_values_keep_their_tokens(tmp_path: Path) -> None:
    tool = sops(tmp_path / "a", FIRST[0])
    sealed = tool.encrypt(PATH, PLAIN, RULE)

    changed = tool.update_keys(PATH, sealed, Rule(RULE.encrypted_regex, (SECOND[1],)))

    assert changed.split(b"\nsops:")[0] == sealed.split(b"\nsops:")[0]
    assert sops(tmp_path / "b", SECOND[0]).decrypt(PATH, changed) == DATA
    assert failing(tool, changed)[0] == WRONG_KEY


def test_a_key_in_the_environment_opens_too(tmp_path: Path) -> None:
    sealed = sops(tmp_path).encrypt(PATH, PLAIN, RULE)

    assert sops(tmp_path, SOPS_AGE_KEY=FIRST[0]).decrypt(PATH, sealed) == DATA


def test_one_of_several_keys_is_enough(tmp_path: Path) -> None:
    sealed = sops(tmp_path).encrypt(PATH, PLAIN, RULE)

    assert sops(tmp_path, SECOND[0], FIRST[0]).decrypt(PATH, sealed) == DATA


def test_a_key_of_the_users_home_opens_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "home" / ".config" / "sops" / "age"
    folder.mkdir(parents=True)
    (folder / "keys.txt").write_text(FIRST[0], encoding="utf-8")
    home = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "home" / ".config")}
    tool = sops(tmp_path / "repository", SECOND[0], **home)

    code, words = failing(tool, tool.encrypt(PATH, PLAIN, RULE))

    assert code == WRONG_KEY
    assert f"sealed for {FIRST[1]}" in words
    assert f"tried age.key: {SECOND[1]}" in words


@pytest.fixture
def in_folder(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def test_a_broken_rule_file_around_us_is_not_read(in_folder: Path) -> None:
    (in_folder / ".sops.yaml").write_text("[broken", encoding="utf-8")
    tool = sops(in_folder, FIRST[0])
    sealed = tool.encrypt(PATH, PLAIN, RULE)

    assert tool.decrypt(PATH, sealed) == DATA
    assert tool.decrypt(PATH, tool.update_keys(PATH, sealed, Rule(RULE.encrypted_regex, (FIRST[1], SECOND[1])))) == DATA


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"token: ENC[AES256_GCM,data:", b"token: ENC[AES256_GCM,data:AAAA", TAMPERED),
        (b"  token: ENC[", b"  token: s3cret # ENC[", TAMPERED),
        (b"  number: ENC[", b"  other: ENC[", TAMPERED),
        (b"lastmodified: ", b'lastmodified: "2020-01-01T00:00:00Z" # ', TAMPERED),
        (b"\nsops:", b"\nspos:", NOT_SEALED),
        (b"apiVersion", b"<<<<<<< HEAD\napiVersion", NOT_YAML),
    ],
)
def test_a_file_that_was_edited_without_sops_is_told_without_its_values(
    tmp_path: Path, old: bytes, new: bytes, code: Code
) -> None:
    tool = sops(tmp_path, FIRST[0])
    sealed = tool.encrypt(PATH, PLAIN, RULE)
    assert old in sealed

    told, words = failing(tool, sealed.replace(old, new, 1))

    assert told == code
    assert str(PATH) in words
    assert "s3cret" not in words


def test_text_that_is_no_yaml_is_told_without_its_values(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as caught:
        sops(tmp_path).encrypt(PATH, b"token: [hunter2", RULE)

    (problem,) = caught.value.problems
    assert problem.code == NOT_YAML
    assert "hunter2" not in problem.message + problem.hint


def test_a_recipient_that_sops_does_not_know_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="age1pq1xyz") as caught:
        sops(tmp_path).encrypt(PATH, PLAIN, Rule("", ("age1pq1xyz",)))

    assert [problem.code for problem in caught.value.problems] == [BAD_RECIPIENT]


def test_no_temporary_file_ever_holds_a_secret_or_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    tool = sops(tmp_path / "repository", FIRST[0])
    seen: list[bytes] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            # files come and go under the watcher's eyes
            with contextlib.suppress(OSError):
                seen.extend(file.read_bytes() for file in folder.glob("*/*"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(5):
            tool.decrypt(PATH, tool.update_keys(PATH, tool.encrypt(PATH, PLAIN, RULE), RULE))
    finally:
        done.set()
        watcher.join()

    assert seen
    assert not [text for text in seen if b"hunter2" in text or b"AGE-SECRET-KEY" in text]
    assert not list(folder.iterdir())
