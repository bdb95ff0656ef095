"""The throwaway repository that other tests start from."""

from __future__ import annotations

import stat

from tests.support.repository import SECRETS, Repository


def test_its_secrets_open_with_its_key_and_stand_nowhere_in_clear(repository: Repository) -> None:
    assert repository.opened() == SECRETS
    assert all(b"made-up" not in content for content in repository.files().values())


def test_its_key_is_private_and_its_recipient_is_in_the_description(repository: Repository) -> None:
    assert stat.S_IMODE(repository.file("age.key").stat().st_mode) == 0o600
    assert repository.recipient in repository.file("cluster.yaml").read_text()


def test_an_edit_changes_one_file(repository: Repository) -> None:
    before = repository.files()
    repository.edit("cluster.yaml", "cluster_name: home", "cluster_name: away")
    assert {path for path, content in repository.files().items() if content != before[path]} == {"cluster.yaml"}
