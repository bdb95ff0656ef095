"""`secrets adopt`: secrets leave cluster.yaml, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path as OsPath

import pytest
import yaml

from clusterctl import where
from clusterctl.problem import ConfigError, Severity, ToolError
from clusterctl.render.tree import Rule
from clusterctl.start.secrets_adopt import adopt_secrets
from clusterctl.tools.keys import make_identity
from clusterctl.write.repository import RawRepository, read_repository
from tests.unit.start.sealing import FakeSops

MINE = make_identity()[1]
RULE = Rule("", (MINE,), mac_only_encrypted=False)
HEAD = f"""\
# The cluster.
age_recipients: [{MINE}]   # only me
"""
TUNNEL = """\
cloudflare_tunnel:
  AccountTag: tag
  TunnelID: id
  TunnelSecret: c2VjcmV0
"""


def repository(root: OsPath, text: str, sealed: bytes = b"") -> RawRepository:
    (root / "cluster.yaml").write_text(f"{HEAD}{text}", encoding="utf-8")
    if sealed:
        (root / where.SECRETS).write_bytes(FakeSops().encrypt(where.SECRETS, sealed, RULE))
    return read_repository(root, "cluster.yaml")


def description(root: OsPath) -> str:
    return (root / "cluster.yaml").read_text(encoding="utf-8")


def held(root: OsPath) -> object:
    return FakeSops((MINE,)).decrypt(where.SECRETS, (root / where.SECRETS).read_bytes())


def test_a_secret_moves_and_the_rest_stays_byte_for_byte(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, "cloudflare_token: hunter2\nnode_cidr: 10.0.0.0/24 # mine\n")
    names, _ = adopt_secrets(raw, FakeSops())
    assert names == ("cloudflare_token",)
    assert description(tmp_path) == f"{HEAD}node_cidr: 10.0.0.0/24 # mine\n"
    assert held(tmp_path) == {"cloudflare_token": "hunter2"}


def test_what_may_have_been_committed_is_told_at_its_place_and_not_quoted(tmp_path: OsPath) -> None:
    _, said = adopt_secrets(repository(tmp_path, "cloudflare_token: hunter2\n"), FakeSops())
    (problem,) = said
    assert (problem.code.id, problem.severity, problem.at.line) == ("I015", Severity.WARNING, 3)
    assert not problem.quotable
    assert "hunter2" not in f"{problem.message}{problem.hint}"


def test_secrets_of_every_shape_move(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, f"{TUNNEL}unifi_api_key: 12345\ndeploy_key: |\n  one\n  two\n")
    names, _ = adopt_secrets(raw, FakeSops())
    assert names == ("cloudflare_tunnel", "unifi_api_key", "deploy_key")
    assert description(tmp_path) == HEAD
    assert held(tmp_path) == {
        "cloudflare_tunnel": {"AccountTag": "tag", "TunnelID": "id", "TunnelSecret": "c2VjcmV0"},
        "unifi_api_key": "12345",
        "deploy_key": "one\ntwo\n",
    }


def test_they_join_those_that_are_sealed_already(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, "cloudflare_token: hunter2\n", b"flux_webhook_token: x\n")
    adopt_secrets(raw, FakeSops((MINE,)))
    assert held(tmp_path) == {"flux_webhook_token": "x", "cloudflare_token": "hunter2"}


def test_one_that_is_sealed_with_the_same_value_is_only_removed(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, "cloudflare_token: hunter2\n", b"cloudflare_token: hunter2\n")
    before = (tmp_path / where.SECRETS).read_bytes()
    names, _ = adopt_secrets(raw, FakeSops((MINE,)))
    assert names == ("cloudflare_token",)
    assert description(tmp_path) == HEAD
    assert (tmp_path / where.SECRETS).read_bytes() == before


def test_two_values_are_an_error_and_both_files_stay(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, "cloudflare_token: hunter2\n", b"cloudflare_token: hunter3\n")
    before = (tmp_path / where.SECRETS).read_bytes()
    with pytest.raises(ConfigError) as caught:
        adopt_secrets(raw, FakeSops((MINE,)))
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.at.line) == ("I014", 3)
    assert "hunter" not in f"{problem.message}{problem.hint}"
    assert description(tmp_path) == f"{HEAD}cloudflare_token: hunter2\n"
    assert (tmp_path / where.SECRETS).read_bytes() == before


def test_without_the_key_a_file_that_is_sealed_stays_and_so_does_the_description(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, "cloudflare_token: hunter2\n", b"flux_webhook_token: x\n")
    with pytest.raises(ToolError):
        adopt_secrets(raw, FakeSops())
    assert "hunter2" in description(tmp_path)


@pytest.mark.parametrize("blank", ["", '""', "null", "' '"])
def test_a_blank_one_is_only_removed(tmp_path: OsPath, blank: str) -> None:
    names, said = adopt_secrets(repository(tmp_path, f"cloudflare_token: {blank}\n"), FakeSops())
    assert (names, said) == (("cloudflare_token",), ())
    assert description(tmp_path) == HEAD
    assert not (tmp_path / where.SECRETS).exists()


def test_the_domain_may_stay_in_clear(tmp_path: OsPath) -> None:
    text = "cloudflare_domain: example.org\n"
    assert adopt_secrets(repository(tmp_path, text), FakeSops()) == ((), ())
    assert description(tmp_path) == f"{HEAD}{text}"


def test_a_secret_of_the_wrong_shape_changes_nothing(tmp_path: OsPath) -> None:
    raw = repository(tmp_path, "cloudflare_tunnel: hunter2\n")
    with pytest.raises(ConfigError) as caught:
        adopt_secrets(raw, FakeSops())
    assert "hunter2" not in str(caught.value)
    assert "hunter2" in description(tmp_path)


@pytest.mark.parametrize("value", ["[hunter2, hunter3]", "{key: hunter2}"])
def test_more_than_a_text_where_one_is_wanted_changes_nothing(tmp_path: OsPath, value: str) -> None:
    raw = repository(tmp_path, f"cloudflare_token: {value}\n")
    with pytest.raises(ConfigError) as caught:
        adopt_secrets(raw, FakeSops())
    assert "hunter" not in str(caught.value)
    assert "hunter2" in description(tmp_path)


def in_clear(root: OsPath, text: str, settings: str = "") -> RawRepository:
    """A repository whose secrets were never sealed."""
    (root / where.SECRETS).write_text(text, encoding="utf-8")
    return repository(root, settings)


def test_a_file_that_sops_never_saw_is_sealed_as_it_was_typed(tmp_path: OsPath) -> None:
    own = "extra:\n  a: yes\n  b: |\n    one\n    two\n"
    blank = "deploy_key: ''\nbackup_s3_access_key: '  '\n"
    names, said = adopt_secrets(in_clear(tmp_path, f"unifi_api_key: 0123\n{TUNNEL}{own}{blank}"), FakeSops())
    assert names == ("unifi_api_key", "cloudflare_tunnel", "extra.a", "extra.b")
    assert held(tmp_path) == {
        "unifi_api_key": "0123",
        "cloudflare_tunnel": {"AccountTag": "tag", "TunnelID": "id", "TunnelSecret": "c2VjcmV0"},
        "extra": {"a": "yes", "b": "one\ntwo\n"},
    }
    assert [(problem.code.id, problem.at.path, problem.at.line) for problem in said] == [
        ("I015", "secrets.sops.yaml", line) for line in (1, 3, 4, 5, 7, 8)
    ]
    assert description(tmp_path) == HEAD


@pytest.mark.parametrize("text", ["extra: {}\n", "deploy_key: ''\n"])
def test_a_file_in_clear_without_a_secret_is_sealed_all_the_same(tmp_path: OsPath, text: str) -> None:
    assert adopt_secrets(in_clear(tmp_path, text), FakeSops()) == ((), ())
    assert held(tmp_path) == {"extra": {}}


def test_secrets_in_clear_in_both_files_join(tmp_path: OsPath) -> None:
    raw = in_clear(tmp_path, "unifi_api_key: hunter2\n", "cloudflare_token: hunter3\nunifi_api_key: hunter2\n")
    names, _ = adopt_secrets(raw, FakeSops())
    assert names == ("cloudflare_token", "unifi_api_key")
    assert held(tmp_path) == {"cloudflare_token": "hunter3", "unifi_api_key": "hunter2"}
    assert description(tmp_path) == HEAD


def test_two_values_in_clear_are_an_error_and_both_files_stay(tmp_path: OsPath) -> None:
    raw = in_clear(tmp_path, "unifi_api_key: hunter2\n", "unifi_api_key: hunter3\n")
    with pytest.raises(ConfigError) as caught:
        adopt_secrets(raw, FakeSops())
    assert [problem.code.id for problem in caught.value.problems] == ["I014"]
    assert (tmp_path / where.SECRETS).read_text(encoding="utf-8") == "unifi_api_key: hunter2\n"


@pytest.mark.parametrize(
    "typed", ["unifi_api_key: hunter2\n", "extra: {a: hunter2}\n", "extra:\n  a: hunter2\n", f"{TUNNEL}"]
)
def test_what_somebody_typed_into_the_sealed_file_is_sealed_beside_the_rest(tmp_path: OsPath, typed: str) -> None:
    repository(tmp_path, "", b"flux_webhook_token: x\n")
    sealed = (tmp_path / where.SECRETS).read_text(encoding="utf-8")
    (tmp_path / where.SECRETS).write_text(f"{typed}{sealed}", encoding="utf-8")
    raw = read_repository(tmp_path, "cluster.yaml")
    adopt_secrets(raw, FakeSops((MINE,)))
    assert held(tmp_path) == {"flux_webhook_token": "x", **yaml.safe_load(typed)}
    assert "hunter2" not in (tmp_path / where.SECRETS).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("clodflare_token: hunter2\nextra: hunter2\n", {"C803", "C804"}),
        ("cloudflare_token: [hunter2]\n", {"C804"}),
        ("cloudflare_token: ENC[AES256_GCM,data:hunter2,iv:x,tag:x,type:str]\n", {"C801"}),
    ],
)
def test_a_file_in_clear_with_another_fault_stays_until_that_is_mended(
    tmp_path: OsPath, text: str, codes: set[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        adopt_secrets(in_clear(tmp_path, text), FakeSops())
    assert {problem.code.id for problem in caught.value.problems} == codes
    assert "hunter2" not in str(caught.value)
    assert (tmp_path / where.SECRETS).read_text(encoding="utf-8") == text
