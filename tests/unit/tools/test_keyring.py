"""Where keys are looked for, and which of several is handed to the cluster."""

from pathlib import Path

import pytest

from clusterctl.problem import ToolError
from clusterctl.tools.keyring import Keyring, find_keys
from clusterctl.tools.keys import Identity, make_identity

POST_QUANTUM = "AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQF"


def write_key(path: Path) -> tuple[str, str]:
    secret, recipient = make_identity()
    path.write_text(f"{secret}\n", encoding="utf-8")
    return secret, recipient


def test_the_key_in_the_repository_is_found(tmp_path: Path) -> None:
    _, recipient = write_key(tmp_path / "age.key")

    keyring = find_keys(tmp_path, {})

    assert keyring.recipients == (recipient,)
    assert keyring.environment == {"SOPS_AGE_KEY_FILE": str(tmp_path / "age.key")}
    assert keyring.tried == (f"age.key: {recipient}", "SOPS_AGE_KEY: not set")


def test_the_key_file_of_the_environment_comes_instead_of_that_in_the_repository(tmp_path: Path) -> None:
    write_key(tmp_path / "age.key")
    _, recipient = write_key(tmp_path / "other.key")

    keyring = find_keys(tmp_path, {"SOPS_AGE_KEY_FILE": str(tmp_path / "other.key")})

    assert keyring.recipients == (recipient,)
    assert keyring.environment == {"SOPS_AGE_KEY_FILE": str(tmp_path / "other.key")}


def test_a_key_in_the_environment_is_used_beside_the_key_file(tmp_path: Path) -> None:
    _, in_file = write_key(tmp_path / "age.key")
    secret, in_variable = make_identity()

    keyring = find_keys(tmp_path, {"SOPS_AGE_KEY": secret})

    assert keyring.recipients == (in_file, in_variable)
    assert keyring.environment["SOPS_AGE_KEY"] == secret


def test_a_key_file_that_is_not_there_is_no_key_and_is_told(tmp_path: Path) -> None:
    keyring = find_keys(tmp_path, {"SOPS_AGE_KEY_FILE": "/nowhere/age.key", "SOPS_AGE_KEY": ""})

    assert not keyring.identities
    assert not keyring.environment
    assert keyring.tried == ("SOPS_AGE_KEY_FILE=/nowhere/age.key: not there", "SOPS_AGE_KEY: not set")


def test_a_folder_in_the_place_of_the_key_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "age.key").mkdir()

    assert find_keys(tmp_path, {}).tried[0] == "age.key: Is a directory"


def test_an_empty_key_file_holds_no_key(tmp_path: Path) -> None:
    (tmp_path / "age.key").write_text("# nothing yet\n", encoding="utf-8")

    keyring = find_keys(tmp_path, {})

    assert keyring.tried[0] == "age.key: no key"
    assert not keyring.environment


def test_a_key_file_that_holds_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "age.key").write_text("hello\n", encoding="utf-8")

    with pytest.raises(ToolError, match=r"age\.key"):
        find_keys(tmp_path, {})


def test_no_repr_shows_a_key(tmp_path: Path) -> None:
    secret, _ = write_key(tmp_path / "age.key")

    assert secret not in repr(find_keys(tmp_path, {"SOPS_AGE_KEY": secret}))


def keyring_of(*identities: tuple[str, str]) -> Keyring:
    return Keyring(tuple(Identity(*identity) for identity in identities))


def test_the_cluster_gets_the_key_that_is_a_recipient() -> None:
    old, new = make_identity(), make_identity()

    assert keyring_of(old, new).choose([new[1]]) == new[0]


def test_the_cluster_keeps_its_key_while_that_is_a_recipient() -> None:
    held, personal = make_identity(), make_identity()

    assert keyring_of(personal).choose([held[1], personal[1]], held[0]) == held[0]


def test_the_cluster_loses_a_key_that_is_no_recipient_any_more() -> None:
    held, personal = make_identity(), make_identity()

    assert keyring_of(personal).choose([personal[1]], held[0]) == personal[0]
    assert keyring_of(personal).choose([personal[1]], "no key at all") == personal[0]


def test_no_key_is_chosen_that_could_not_open_the_repository() -> None:
    assert keyring_of(make_identity()).choose([make_identity()[1]]) == ""


def test_a_post_quantum_key_is_chosen_without_knowing_its_public_half() -> None:
    assert keyring_of((POST_QUANTUM, "")).choose(["age1pq1something"]) == POST_QUANTUM
