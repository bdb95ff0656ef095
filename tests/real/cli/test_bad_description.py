"""What a description gets that cannot be read: an exit code, a place, a way on; nothing written, no traceback."""

from __future__ import annotations

import pytest

from tests.support.call import Call, Said, leaving_alone
from tests.support.mischief import (
    Mischief,
    begins_with,
    folder,
    gone,
    holds,
    large,
    link_to,
    loop,
    moved_behind_a_link,
    pipe,
)
from tests.support.repository import SECRETS, Repository

CONFIG = "cluster.yaml"
COMMANDS = (("validate",), ("render",), ("render", "--check"), ("diff",), ("apps",), ("secrets", "rekey"))
DEEP = 10_000


def bomb() -> str:
    """Aliases of aliases: a few lines that would be ten thousand million values."""
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 11)]
    return "\n".join(["a0: &a0 [x]", *lines]) + "\n"


UNREADABLE: dict[str, tuple[Mischief, str, int]] = {
    "nothing": (gone, "W036", 0),
    "a folder": (folder, "W036", 0),
    "a pipe": (pipe, "W036", 0),
    "a link that leads nowhere": (link_to("nowhere.yaml"), "W036", 0),
    "a link to itself": (loop, "W036", 0),
    "an endless file": (link_to("/dev/zero"), "W036", 0),
    "a file of 50 MB": (large(50_000_000), "W036", 0),
    "a binary file": (holds(b"\x7fELF\x00\x01" * 500), "C001", 0),
    "bytes of Latin-1": (begins_with(b"# caf\xe9\n"), "C001", 1),
    "UTF-16": (holds("a: 1\n".encode("utf-16")), "C001", 1),
    "a control character": (begins_with("# \x1b[2J\n"), "C001", 1),
    "an open quote": (holds('channel: "2026.11\ncluster_name: home\n'), "C002", 1),
    "a tab": (holds("nodes:\n\t- 1\n"), "C002", 2),
    "a merge conflict": (begins_with("<<<<<<< HEAD\n"), "C002", 1),
    "a key twice": (begins_with("cluster_name: home\n"), "C003", 3),
    "an empty file": (holds(b""), "C004", 0),
    "comments alone": (holds("# nothing yet\n"), "C004", 0),
    "two documents": (holds("a: 1\n---\nb: 2\n"), "C004", 2),
    "a list": (holds("- a\n- b\n"), "C004", 1),
    "a word": (holds("hello\n"), "C004", 1),
    "an anchor bomb": (holds(bomb()), "C005", 0),
    "deep lists": (holds(f"a: {'[' * DEEP}{']' * DEEP}\n"), "", 1),
    "deep maps": (holds(f"a: {'{a: ' * DEEP}{'}' * DEEP}\n"), "C005", 1),
    "deep blocks": (holds("".join(f"{' ' * n}a:\n" for n in range(500))), "C005", 0),
    "a tag": (holds('a: !!python/object/apply:os.system ["id"]\n'), "C006", 1),
}
cases = pytest.mark.parametrize(("mischief", "code", "line"), UNREADABLE.values(), ids=UNREADABLE)


@cases
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_refuses_it_with_its_code_and_place(
    call: Call, repository: Repository, mischief: Mischief, code: str, line: int, command: tuple[str, ...]
) -> None:
    mischief(repository.file(CONFIG))
    said = leaving_alone(call, repository.root, *command, "--format", "json")
    assert (said.code, said.err) == (2, "")
    problem = next(one for one in said.json["problems"] if one["path"] == CONFIG)
    assert problem["code"] == (code or problem["code"])
    assert problem["line"] == (line or problem["line"])
    assert problem["message"]
    assert problem["help"]


@cases
def test_people_read_one_problem_without_a_traceback_or_a_secret(
    call: Call, repository: Repository, mischief: Mischief, code: str, line: int
) -> None:
    mischief(repository.file(CONFIG))
    said = leaving_alone(call, repository.root, "render")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"{CONFIG}:{line}:" if line else f"{CONFIG}:")
    assert said.err.count("error ") == 1
    assert f"error {code}" in said.err
    assert_harmless(said)


def assert_harmless(said: Said) -> None:
    assert "Traceback" not in said.text
    assert not any(letter in said.text for letter in "\x1b\x00")
    assert not any(value in said.text for value in SECRETS.values() if isinstance(value, str))
    assert max(map(len, said.text.splitlines())) < 400


def test_a_description_behind_a_link_is_read(call: Call, repository: Repository) -> None:
    moved_behind_a_link(repository.file(CONFIG))
    assert call("validate", root=repository.root).code == 0


@pytest.mark.parametrize(
    "mischief",
    [
        begins_with(b"\xef\xbb\xbf"),
        lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
        begins_with("%YAML 1.2\n---\n"),
        large(3_000_000),
    ],
    ids=["a byte-order mark", "line ends of Windows", "a YAML directive", "three megabytes of comment"],
)
def test_what_is_merely_unusual_is_read(call: Call, repository: Repository, mischief: Mischief) -> None:
    mischief(repository.file(CONFIG))
    assert call("validate", root=repository.root).text == "cluster.yaml is valid\n"


def test_a_private_key_in_the_place_of_the_description_is_not_shown(call: Call, repository: Repository) -> None:
    holds(repository.key + "\n")(repository.file("other"))
    for name in ("age.key", "other"):
        said = call("validate", "-c", name, root=repository.root)
        assert said.code == 2
        assert repository.key not in said.text


def test_the_faults_of_several_files_are_told_together(call: Call, repository: Repository) -> None:
    folder(repository.file(CONFIG))
    pipe(repository.file("secrets.sops.yaml"))
    loop(repository.file("templates"))
    said = call("validate", "--format", "json", root=repository.root)
    assert (said.code, said.codes) == (2, ["W036"] * 3)
