"""`secrets set`, `edit`, `rekey` and `check`: exactly what was asked for changes, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path as OsPath

import pytest
import yaml

from clusterctl import where
from clusterctl.config.secrets import read_secrets
from clusterctl.problem import ConfigError, Problem, Severity, Span, ToolError
from clusterctl.render.tree import File, Path, Ref, Rule, Tree
from clusterctl.start.secrets import edit_secrets, rekey_secrets, set_secrets
from clusterctl.start.secrets_check import check_secrets
from clusterctl.tools.keys import make_identity
from clusterctl.write.change import Have
from clusterctl.write.repository import RawRepository, read_repository
from clusterctl.write.vault import OpenVault, Vault
from tests.unit.start.sealing import CLOSED, FakeSops, dumped

MINE = make_identity()[1]
THEIRS = make_identity()[1]
RULE = Rule("", (MINE,), mac_only_encrypted=False)
HELD: Mapping[str, object] = {"cloudflare_token": "old", "extra": {"one": "1"}}


def repository(root: OsPath, *recipients: str, secrets: Mapping[str, object] | None = HELD) -> RawRepository:
    """A repository whose description names these recipients, or ours."""
    named = ", ".join(recipients or (MINE,))
    (root / "cluster.yaml").write_text(f"age_recipients: [{named}]\n", encoding="utf-8")
    if secrets is not None:
        (root / where.SECRETS).write_bytes(FakeSops((MINE,)).encrypt(where.SECRETS, dumped(dict(secrets)), RULE))
    return read_repository(root, "cluster.yaml")


def held(root: OsPath, key: str = MINE) -> object:
    return FakeSops((key,)).decrypt(where.SECRETS, (root / where.SECRETS).read_bytes())


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code.id for problem in problems]


def test_a_secret_is_set_and_no_other_token_changes(tmp_path: OsPath) -> None:
    raw = repository(tmp_path)
    before, _ = read_secrets("secrets.sops.yaml", raw.secrets)
    assert set_secrets(raw, {"extra.two": "2"}, FakeSops((MINE,))) == ()
    after, _ = read_secrets("secrets.sops.yaml", (tmp_path / where.SECRETS).read_bytes())
    assert held(tmp_path) == {"cloudflare_token": "old", "extra": {"one": "1", "two": "2"}}
    assert set(after.tokens.items()) - set(before.tokens.items()) == {(("extra", "two"), after.tokens["extra", "two"])}
    assert set(before.tokens) < set(after.tokens)


def test_the_first_secret_makes_the_file_for_the_recipients_of_the_description(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, MINE, THEIRS, secrets=None)
    set_secrets(raw, {"cloudflare_token": "new", "extra.one": "1"}, FakeSops())
    assert held(tmp_path, THEIRS) == {"cloudflare_token": "new", "extra": {"one": "1"}}


def test_an_unknown_name_changes_nothing(tmp_path: OsPath) -> None:
    raw = repository(tmp_path)
    with pytest.raises(ConfigError):
        set_secrets(raw, {"cloudflare_token": "new", "nonsense": "x"}, FakeSops((MINE,)))
    assert held(tmp_path) == HELD


def test_without_the_key_nothing_is_set(tmp_path: OsPath) -> None:
    raw = repository(tmp_path)
    with pytest.raises(ToolError):
        set_secrets(raw, {"cloudflare_token": "new"}, FakeSops())
    assert held(tmp_path) == HELD


@pytest.mark.parametrize("text", ["cluster_name: home\n", "age_recipients: []\n", "age_recipients: age1x\n"])
def test_a_description_that_names_nobody_is_an_error_at_its_place(tmp_path: OsPath, text: str) -> None:
    (tmp_path / "cluster.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        set_secrets(read_repository(tmp_path, "cluster.yaml"), {"cloudflare_token": "new"}, FakeSops())
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.at.path) == ("I007", "cluster.yaml")
    assert not (tmp_path / where.SECRETS).exists()


def test_a_description_that_is_wrong_elsewhere_does_not_stand_in_the_way(tmp_path: OsPath) -> None:
    (tmp_path / "cluster.yaml").write_text(f"age_recipients: [{MINE}]\nnode_cidr: nonsense\n", encoding="utf-8")
    set_secrets(read_repository(tmp_path, "cluster.yaml"), {"cloudflare_token": "new"}, FakeSops())
    assert held(tmp_path) == {"cloudflare_token": "new"}


def typing(*contents: dict[str, object]) -> Callable[[Path, bytes, Rule], bytes]:
    """A person who leaves these contents, one after the other."""
    left = iter(contents)
    return lambda path, _, rule: FakeSops((MINE,)).encrypt(path, dumped(next(left)), rule)


def test_an_edit_that_is_wrong_and_not_mended_leaves_the_file_as_it_was(tmp_path: OsPath) -> None:
    raw, before = repository(tmp_path), held(tmp_path)
    with pytest.raises(ConfigError) as caught:
        edit_secrets(raw, FakeSops((MINE,)), typing({"cloudflare_tokn": "new"}), lambda _: False)
    assert codes(caught.value.problems) == ["C803"]
    assert held(tmp_path) == before


def test_what_is_wrong_can_be_mended_at_once(tmp_path: OsPath) -> None:
    told: list[str] = []
    edit = typing({"cloudflare_tokn": "new"}, {"cloudflare_token": "new"})

    def again(said: tuple[Problem, ...]) -> bool:
        told.extend(codes(said))
        return True

    assert edit_secrets(repository(tmp_path), FakeSops((MINE,)), edit, again) == (True, ())
    assert told == ["C803"]
    assert held(tmp_path) == {"cloudflare_token": "new"}


def test_an_edit_that_changes_nothing_writes_nothing(tmp_path: OsPath) -> None:
    raw = repository(tmp_path)
    before = (tmp_path / where.SECRETS).stat()
    assert edit_secrets(raw, FakeSops((MINE,)), lambda _, sealed, __: sealed, lambda _: False) == (False, ())
    assert (tmp_path / where.SECRETS).stat().st_mtime_ns == before.st_mtime_ns


def test_an_edit_of_nothing_begins_with_an_empty_file(tmp_path: OsPath) -> None:
    seen: list[object] = []

    def edit(path: Path, sealed: bytes, rule: Rule) -> bytes:
        seen.append(FakeSops((MINE,)).decrypt(path, sealed))
        return FakeSops().encrypt(path, dumped({"cloudflare_token": "new"}), rule)

    edit_secrets(repository(tmp_path, secrets=None), FakeSops((MINE,)), edit, lambda _: False)
    assert seen == [{"extra": {}}]
    assert held(tmp_path) == {"cloudflare_token": "new"}


def test_recipients_change_and_values_keep_their_tokens(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, MINE, THEIRS)
    before, _ = read_secrets("secrets.sops.yaml", raw.secrets)
    changed, said = rekey_secrets(raw, FakeSops((MINE,)))
    after, _ = read_secrets("secrets.sops.yaml", (tmp_path / where.SECRETS).read_bytes())
    assert (changed, said) == ((where.SECRETS,), ())
    assert after.recipients == {MINE, THEIRS}
    assert after.tokens == before.tokens


def test_the_clusters_own_keys_are_rekeyed_too(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, MINE, THEIRS)
    (tmp_path / "talos").mkdir()
    (tmp_path / where.TALSECRET).write_bytes(FakeSops().encrypt(where.TALSECRET, b"cluster: {id: x}\n", RULE))
    changed, _ = rekey_secrets(raw, FakeSops((MINE,)))
    assert changed == (where.SECRETS, where.TALSECRET)
    sealed = (tmp_path / where.TALSECRET).read_bytes()
    assert FakeSops((THEIRS,)).decrypt(where.TALSECRET, sealed) == {"cluster": {"id": "x"}}


def test_the_right_recipients_are_left_alone(tmp_path: OsPath) -> None:
    sops = FakeSops((MINE,))
    assert rekey_secrets(repository(tmp_path), sops) == ((), ())
    assert sops.calls == []


def test_whoever_was_removed_can_still_read_the_history(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, MINE, THEIRS)
    rekey_secrets(raw, FakeSops((MINE,)))
    (tmp_path / "cluster.yaml").write_text(f"age_recipients: [{MINE}]\n", encoding="utf-8")
    _, said = rekey_secrets(read_repository(tmp_path, "cluster.yaml"), FakeSops((MINE,)))
    assert [(problem.code.id, problem.severity) for problem in said] == [("I017", Severity.WARNING)]
    assert THEIRS in said[0].message


def test_a_recipient_list_that_would_lock_us_out_changes_nothing(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, THEIRS)
    with pytest.raises(ToolError):
        rekey_secrets(raw, FakeSops((MINE,)))
    assert held(tmp_path) == HELD


PATH = Path("kubernetes/apps/network/dns/app/secret.sops.yaml")
FILE = File(
    PATH,
    "kind: Secret\nstringData:\n  token: MARKER\n",
    Span("_app.yaml"),
    {("stringData", "token"): Ref(("cloudflare_token",))},
    RULE,
)
TREE: Tree = {PATH: FILE, Path("kubernetes/plain.yaml"): File(Path("kubernetes/plain.yaml"), "a: b\n", Span("x"))}


def vault(root: OsPath) -> OpenVault:
    raw = repository(root)
    secrets, _ = read_secrets("secrets.sops.yaml", raw.secrets)
    unlocked = Vault(secrets, raw.secrets, FakeSops((MINE,))).unlocked
    assert unlocked is not None
    return unlocked


def sealed(data: object, *recipients: str) -> bytes:
    rule = Rule("", recipients or (MINE,), mac_only_encrypted=False)
    return FakeSops().encrypt(PATH, dumped(data), rule)


RIGHT = {"kind": "Secret", "stringData": {"token": "old"}}


@pytest.mark.parametrize(
    ("have", "code", "message"),
    [
        (sealed(RIGHT), "", ""),
        (None, "I013", "is not there"),
        (
            sealed({**RIGHT, "stringData": {"token": "new"}}),
            "I013",
            "holds another stringData.token than secrets.sops.yaml",
        ),
        (sealed({**RIGHT, "kind": "Other"}), "I013", "holds another kind than secrets.sops.yaml"),
        (sealed(RIGHT, MINE, THEIRS), "I013", "is sealed for other recipients than those of age_recipients"),
        (sealed(RIGHT, THEIRS), CLOSED.id, "cannot be opened"),
    ],
)
def test_every_rendered_secret_is_opened_and_compared(
    tmp_path: OsPath, have: bytes | None, code: str, message: str
) -> None:
    def disk(path: Path) -> Have:
        assert path == PATH
        return have

    paths, problems = check_secrets(TREE, disk, vault(tmp_path))
    assert paths == (PATH,)
    assert codes(problems) == ([code] if code else [])
    assert all(problem.message == f"{PATH} {message}" for problem in problems)


def test_a_value_in_clear_is_told_by_its_key(tmp_path: OsPath) -> None:
    data = yaml.safe_load(sealed(RIGHT))
    data["stringData"]["token"] = "old"
    _, problems = check_secrets(TREE, lambda _: dumped(data), vault(tmp_path))
    assert [problem.message for problem in problems] == [f"{PATH} has values in clear: stringData.token"]
    assert not any(problem.quotable for problem in problems)
