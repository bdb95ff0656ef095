"""How sops is called: what goes to its input, its arguments, its rule file and its environment."""

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from clusterctl.problem import ToolError
from clusterctl.render.tree import Rule
from clusterctl.tools.codes import NO_KEY, WRONG_KEY
from clusterctl.tools.keys import make_identity
from clusterctl.tools.process import Command, Ended, Result
from clusterctl.tools.sops import SopsTool

PATH = PurePosixPath("kubernetes/x/secret.sops.yaml")
RULE = Rule("^(data|stringData)$", ("age1aaa", "age1bbb"))


class Recorder:
    """A runner that answers with one output and keeps what it was asked, with the rule file as sops would read it."""

    def __init__(self, out: bytes = b"{}", act: Callable[[Command], None] = lambda _: None) -> None:
        self.out = out
        self.act = act
        self.asked: list[Command] = []
        self.rules: list[str] = []
        self.ended = Ended.ANSWERED

    def run(self, command: Command) -> Result:
        self.asked.append(command)
        self.rules.append(Path(command.argv[2]).read_text(encoding="utf-8"))
        self.act(command)
        return Result(command, 0, self.out, b"", self.ended, 0.01)


def repository(tmp_path: Path) -> str:
    secret, _ = make_identity()
    (tmp_path / "age.key").write_text(f"{secret}\n", encoding="utf-8")
    return secret


def test_opening_hands_the_ciphertext_over_by_standard_input(tmp_path: Path) -> None:
    secret = repository(tmp_path)
    runner = Recorder(b'{"a": {"b": "c"}}')

    opened = SopsTool(tmp_path, runner, {}, "sops").decrypt(PATH, b"sealed")

    (command,) = runner.asked
    assert opened == {"a": {"b": "c"}}
    assert command.stdin == b"sealed"
    assert secret not in " ".join(command.argv)
    assert runner.rules == [""]


def test_only_our_keys_reach_sops(tmp_path: Path) -> None:
    repository(tmp_path)
    runner = Recorder()
    environ = {"SOPS_AGE_RECIPIENTS": "age1evil", "SOPS_AGE_SSH_PRIVATE_KEY_FILE": "/x", "HOME": str(tmp_path)}

    SopsTool(tmp_path, runner, environ, "sops").decrypt(PATH, b"sealed")

    assert runner.asked[0].env == {
        "HOME": "/dev/null",
        "XDG_CONFIG_HOME": "/dev/null",
        "SOPS_AGE_KEY_FILE": str(tmp_path / "age.key"),
    }


def test_sealing_needs_no_key_and_hands_none_over(tmp_path: Path) -> None:
    runner = Recorder(b"sealed")

    sealed = SopsTool(tmp_path, runner, {}, "sops").encrypt(PATH, b"token: hunter2", RULE)

    (command,) = runner.asked
    assert sealed == b"sealed"
    assert command.stdin == b"token: hunter2"
    assert "SOPS_AGE_KEY_FILE" not in command.env
    assert "hunter2" not in " ".join(command.argv) + runner.rules[0]


def test_the_rule_is_one_creation_rule_for_every_path(tmp_path: Path) -> None:
    runner = Recorder()

    SopsTool(tmp_path, runner, {}, "sops").encrypt(PATH, b"", RULE)

    assert json.loads(runner.rules[0]) == {
        "stores": {"yaml": {"indent": 2}},
        "creation_rules": [
            {"age": "age1aaa,age1bbb", "mac_only_encrypted": True, "encrypted_regex": "^(data|stringData)$"}
        ],
    }


def test_a_rule_for_the_whole_file_names_no_keys(tmp_path: Path) -> None:
    runner = Recorder()

    SopsTool(tmp_path, runner, {}, "sops").encrypt(PATH, b"", Rule("", ("age1aaa",)))

    assert "encrypted_regex" not in runner.rules[0]


def test_the_rule_file_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    modes = []
    runner = Recorder(act=lambda command: modes.append(Path(command.argv[2]).parent.stat().st_mode & 0o777))

    SopsTool(tmp_path, runner, {}, "sops").encrypt(PATH, b"", RULE)

    assert modes == [0o700]
    assert not Path(runner.asked[0].argv[2]).parent.exists()


def test_recipients_are_changed_on_a_staged_copy(tmp_path: Path) -> None:
    repository(tmp_path)

    def rekey(command: Command) -> None:
        staged = Path(command.argv[-1])
        assert staged.read_bytes() == b"old"
        staged.write_bytes(b"new")

    runner = Recorder(act=rekey)

    assert SopsTool(tmp_path, runner, {}, "sops").update_keys(PATH, b"old", RULE) == b"new"
    assert not Path(runner.asked[0].argv[-1]).exists()


def test_without_a_key_nothing_is_started_and_the_places_are_told(tmp_path: Path) -> None:
    runner = Recorder()
    tool = SopsTool(tmp_path, runner, {}, "sops")

    with pytest.raises(ToolError) as caught:
        tool.decrypt(PATH, b"sealed")

    (problem,) = caught.value.problems
    assert problem.code == NO_KEY
    assert str(PATH) in problem.message
    assert "age.key: not there" in problem.hint
    assert not runner.asked
    assert not tool.has_key()


def test_an_interrupted_sops_interrupts_us(tmp_path: Path) -> None:
    repository(tmp_path)
    runner = Recorder()
    runner.ended = Ended.INTERRUPTED

    with pytest.raises(KeyboardInterrupt):
        SopsTool(tmp_path, runner, {}, "sops").decrypt(PATH, b"sealed")


def test_the_key_of_the_repository_is_handed_out(tmp_path: Path) -> None:
    secret = repository(tmp_path)

    assert SopsTool(tmp_path, Recorder(), {}).age_key() == secret


def test_a_key_that_is_no_recipient_is_not_handed_out(tmp_path: Path) -> None:
    repository(tmp_path)

    with pytest.raises(ToolError) as caught:
        SopsTool(tmp_path, Recorder(), {}).age_key([make_identity()[1]])

    assert [problem.code for problem in caught.value.problems] == [WRONG_KEY]


def test_a_temporary_folder_that_is_full_or_gone_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))

    with pytest.raises(ToolError, match="temporary folder"):
        SopsTool(tmp_path, Recorder(), {}, "sops").encrypt(PATH, b"", RULE)
