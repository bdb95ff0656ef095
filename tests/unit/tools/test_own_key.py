"""The repository's own key is one of those that its secrets are sealed for."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from clusterctl.problem import Span
from clusterctl.tools.codes import STRANGER
from clusterctl.tools.keyring import check_own_key

AT = Span("cluster.yaml", 3, 1)


def identity() -> tuple[str, str]:
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def test_a_key_that_is_a_recipient_is_fine(tmp_path: Path) -> None:
    secret, public = identity()
    (tmp_path / "age.key").write_text(f"{secret}\n", encoding="utf-8")
    assert check_own_key(tmp_path, (identity()[1], public), AT) == ()


def test_a_repository_without_a_key_is_fine(tmp_path: Path) -> None:
    assert check_own_key(tmp_path, (identity()[1],), AT) == ()


@pytest.mark.parametrize("mistaken", [True, False], ids=["with another's public key as comment", "bare"])
def test_a_key_that_is_no_recipient_is_named_by_its_public_half(tmp_path: Path, *, mistaken: bool) -> None:
    (secret, public), (_, other) = identity(), identity()
    comment = f"# public key: {other}\n" if mistaken else ""
    (tmp_path / "age.key").write_text(f"{comment}{secret}\n", encoding="utf-8")
    (problem,) = check_own_key(tmp_path, (other,), AT)
    assert (problem.code, problem.at, problem.key) == (STRANGER, AT, "age_recipients")
    assert public in problem.message
    assert secret not in f"{problem.message}{problem.hint}"
