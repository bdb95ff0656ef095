"""Sealing with the real sops, through the disk, as a whole run does it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as OsPath

import pytest

from clusterctl.config.secrets import read_secrets
from clusterctl.problem import ConfigError, ConflictError, Span, ToolError
from clusterctl.render.tree import File, Path, Ref, Rule
from clusterctl.tools.process import Command, ProcessRunner, Result
from clusterctl.tools.sops import SopsTool
from clusterctl.write.change import Action, Change, Policy
from clusterctl.write.codes import SECRET_CLOSED, SECRET_EDITED
from clusterctl.write.disk import Disk
from clusterctl.write.ledger import read_ledger
from clusterctl.write.plan import paths_of, plan
from clusterctl.write.seal import seal
from clusterctl.write.vault import Vault
from tests.support.repository import SECRETS, Repository
from tests.support.tree import differences, traces

DNS = "kubernetes/apps/network/cloudflare-dns/app/secret.sops.yaml"
TUNNEL = "kubernetes/apps/network/cloudflare-tunnel/app/secret.sops.yaml"
AGE = "bootstrap/sops-age.sops.yaml"
LEDGER = ".clusterctl/ledger.jsonl"
TEXT = """\
# yaml-language-server: $schema=https://example.org/secret.json
apiVersion: v1
kind: Secret
metadata:
  name: sealed
stringData:
  key: MARKER
"""


class Counting:
    """A runner that counts what it starts and sees every argument."""

    def __init__(self) -> None:
        self.runner = ProcessRunner({"PATH": os.environ["PATH"]})
        self.started: list[Command] = []

    def run(self, command: Command) -> Result:
        self.started.append(command)
        return self.runner.run(command)


@dataclass
class Bench:
    """A repository with three sealed files, rendered by whole runs."""

    repository: Repository
    recipients: tuple[str, ...]
    runner: Counting

    def tree(self) -> Mapping[Path, File]:
        rule = Rule("^(data|stringData)$", self.recipients)
        wanted = {DNS: Ref(("cloudflare_token",)), TUNNEL: Ref(("cloudflare_tunnel",), "tunnel_token")}
        wanted[AGE] = Ref(("age_key",))
        return {
            Path(path): File(Path(path), TEXT, Span("x"), {("stringData", "key"): ref}, rule)
            for path, ref in wanted.items()
        }

    def decide(self, disk: Disk, policy: Policy) -> tuple[Change, ...]:
        root, tree = self.repository.root, self.tree()
        raw = self.repository.file("secrets.sops.yaml").read_bytes()
        secrets, problems = read_secrets("secrets.sops.yaml", raw)
        assert not problems
        ledger_file = root / LEDGER
        ledger, _ = read_ledger(ledger_file.read_bytes() if ledger_file.exists() else None)
        changes = plan(tree, disk.haves(paths_of(tree, ledger)), ledger, policy, disk.bases())
        return seal(changes, tree, ledger, Vault(secrets, raw, SopsTool(root, self.runner, {})), policy)

    def render(self, policy: Policy | None = None) -> dict[str, Action]:
        self.runner.started.clear()
        disk = Disk(self.repository.root)
        changes = self.decide(disk, policy or Policy())
        disk.apply(changes)
        return {str(change.path): change.action for change in changes}

    def held(self, path: str) -> object:
        data = self.repository.opened(path)["stringData"]
        assert isinstance(data, dict)
        return data["key"]


@pytest.fixture
def bench(repository: Repository) -> Bench:
    made = Bench(repository, (repository.recipient,), Counting())
    made.render()
    return made


def test_all_files_open_to_their_secrets(bench: Bench) -> None:
    assert bench.held(DNS) == SECRETS["cloudflare_token"]
    assert str(bench.held(TUNNEL)).startswith("eyJhIjoi")
    assert bench.held(AGE) == bench.repository.key


def test_a_hundred_runs_start_nothing_and_write_nothing(bench: Bench) -> None:
    before = traces(bench.repository.root)

    for _ in range(100):
        assert set(bench.render().values()) == {Action.KEEP}
        assert not bench.runner.started

    assert traces(bench.repository.root) == before


def test_a_whole_new_encryption_of_the_source_changes_the_ledger_alone(bench: Bench) -> None:
    before = bench.repository.files()
    bench.repository.seal(SECRETS)

    assert set(bench.render().values()) == {Action.KEEP}

    assert differences(before, bench.repository.files()) == {"secrets.sops.yaml", LEDGER}
    assert set(bench.render().values()) == {Action.KEEP}
    assert not bench.runner.started


def test_one_changed_secret_changes_one_file_by_four_calls(bench: Bench) -> None:
    before = bench.repository.files()
    sops = SopsTool(bench.repository.root, bench.runner, {})
    raw = bench.repository.file("secrets.sops.yaml").read_bytes()
    opened = sops.decrypt(Path("secrets.sops.yaml"), raw)
    assert isinstance(opened, dict)
    set_one_value(bench, "cloudflare_token", "a-new-token")

    actions = bench.render()

    assert actions == {AGE: Action.KEEP, DNS: Action.SEAL, TUNNEL: Action.KEEP}
    assert len(bench.runner.started) == 4
    assert bench.held(DNS) == "a-new-token"
    assert differences(before, bench.repository.files()) == {"secrets.sops.yaml", DNS, LEDGER}


def set_one_value(bench: Bench, name: str, value: str) -> None:
    """What `sops set` does: one new token, all others as they were."""
    root = bench.repository.root
    environ = {"SOPS_AGE_KEY_FILE": str(root / "age.key"), "HOME": "/dev/null"}
    program = SopsTool(root, bench.runner, {}).program
    argv = (program, "--config", "/dev/null", "set", str(root / "secrets.sops.yaml"), f'["{name}"]', f'"{value}"')
    assert bench.runner.run(Command(argv, "set a value", env=environ)).code == 0


def test_other_recipients_keep_every_token(bench: Bench) -> None:
    before = bench.repository.file(DNS).read_bytes()
    other = "age1jvy0txex5cv4j2q7upwman4v9mttx2kz0qf9tn8t9s6ak5s0pfxs9vd45m"
    bench.recipients = (bench.repository.recipient, other)

    assert set(bench.render().values()) == {Action.REKEY}

    after = bench.repository.file(DNS).read_bytes()
    assert after.split(b"\nsops:")[0] == before.split(b"\nsops:")[0]
    assert other.encode() in after
    assert set(bench.render().values()) == {Action.KEEP}


def test_without_the_key_nothing_changed_is_fine_and_a_change_is_refused(bench: Bench) -> None:
    bench.repository.file("age.key").unlink()
    assert set(bench.render().values()) == {Action.KEEP}
    bench.recipients = ("age1jvy0txex5cv4j2q7upwman4v9mttx2kz0qf9tn8t9s6ak5s0pfxs9vd45m",)
    before = traces(bench.repository.root)

    with pytest.raises(ToolError) as caught:
        bench.render()

    assert {problem.at.path for problem in caught.value.problems} == {DNS, TUNNEL, AGE}
    assert traces(bench.repository.root) == before


def test_a_rendered_secret_that_was_edited_is_a_conflict(bench: Bench) -> None:
    opened = bench.repository.opened(DNS)
    opened["stringData"] = {"key": "by-hand"}
    bench.repository.seal(opened, path=DNS)
    before = traces(bench.repository.root)

    with pytest.raises(ConflictError) as caught:
        bench.render()

    (problem,) = caught.value.problems
    assert problem.code == SECRET_EDITED
    assert "by-hand" not in problem.message + problem.hint
    assert traces(bench.repository.root) == before


def test_a_rendered_secret_with_a_conflict_of_git_in_it_is_a_conflict(bench: Bench) -> None:
    bench.repository.edit(DNS, "kind: Secret\n", "<<<<<<< HEAD\nkind: Secret\n")

    with pytest.raises(ConflictError) as caught:
        bench.render()

    assert [problem.code for problem in caught.value.problems] == [SECRET_CLOSED]
    assert bench.render(Policy(overwrite=frozenset({Path(DNS)})))[DNS] == Action.SEAL


def test_no_argument_and_no_file_ever_holds_a_secret(bench: Bench) -> None:
    bench.repository.seal({**SECRETS, "cloudflare_token": "another-token"})
    bench.render()

    secret = [bench.repository.key, "another-token", str(SECRETS["cloudflare_token"]), "bWFkZS11cC10dW5uZWw"]
    arguments = [word for command in bench.runner.started for word in command.argv]
    texts = [text.decode() for path, text in bench.repository.files().items() if path != "age.key"]
    assert not [value for value in secret for text in (*arguments, *texts) if value in text]


def test_hostile_values_arrive_as_they_are(bench: Bench) -> None:
    for value in (
        "yes",
        "0123",
        'a"b',
        "a\\b",
        "a\nb\n\n",
        "\ta",
        "é😀\u2028\x85",
        "${X}",
        "#{ x }#",
        " a ",
        "a: b",
    ):
        set_source(bench, value)
        bench.render()
        assert bench.held(DNS) == value


def test_a_number_without_quotes_is_refused_since_its_spelling_is_lost(bench: Bench) -> None:
    for value in (123456, 1e3, True):
        set_source(bench, value)
        with pytest.raises(ConfigError, match="cloudflare_token"):
            bench.render()


def set_source(bench: Bench, value: object) -> None:
    bench.repository.seal({**SECRETS, "cloudflare_token": value})


def test_the_runs_folder_is_clean(bench: Bench, tmp_path: OsPath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    set_source(bench, "new")

    bench.render()

    assert not list((tmp_path / "temporary").iterdir())
    assert not bench.repository.file(".clusterctl/journal").exists()
