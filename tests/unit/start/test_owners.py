"""Whose keys open a repository: a new key is made once, and one that is there must fit."""

from __future__ import annotations

import pytest

from clusterctl.problem import ToolError
from clusterctl.start.owners import Known, owners_of
from clusterctl.tools.keyring import Keyring
from clusterctl.tools.keys import Identity

NEW = ("AGE-SECRET-KEY-1NEW", "age1new")
MINE = Keyring((Identity("AGE-SECRET-KEY-1MINE", "age1mine"),))
QUANTUM = Keyring((Identity("AGE-SECRET-KEY-PQ-1MINE", ""),))
NOBODY = Keyring()


@pytest.mark.parametrize(
    ("known", "keyring", "recipients", "makes"),
    [
        (Known(), NOBODY, ("age1new",), "a key"),
        (Known(), MINE, ("age1mine",), ""),
        (Known(added=("age1spare",)), NOBODY, ("age1spare", "age1new"), "a key"),
        (Known(added=("age1spare", "age1mine")), MINE, ("age1spare", "age1mine"), ""),
        (Known(added=("age1pq1mine",)), QUANTUM, ("age1pq1mine",), ""),
        (Known(named=("age1other",)), NOBODY, ("age1other",), ""),
        (Known(named=("age1other",)), MINE, ("age1other", "age1mine"), ""),
        (Known(described=True), NOBODY, ("age1new",), "a key"),
        (Known(described=True), MINE, ("age1mine",), ""),
        (Known(named=("age1mine", "age1other"), described=True), MINE, ("age1mine", "age1other"), ""),
        (Known(named=("age1other",), described=True), NOBODY, ("age1other",), ""),
        (Known(named=("age1pq1mine",), described=True), QUANTUM, ("age1pq1mine",), ""),
        (Known(named=("age1mine",), added=("age1spare",), described=True), MINE, ("age1mine",), ""),
    ],
)
def test_the_owners_are_those_named_and_those_at_hand(
    known: Known, keyring: Keyring, recipients: tuple[str, ...], makes: str
) -> None:
    owners = owners_of(known, keyring, lambda: NEW)
    assert owners.recipients == recipients
    assert ("a key" if owners.key else "") == makes


@pytest.mark.parametrize(
    ("known", "keyring", "words"),
    [
        (Known(), QUANTUM, "cannot be computed"),
        (Known(named=("age1other",), described=True), MINE, "age1mine"),
    ],
)
def test_a_key_that_does_not_fit_is_an_error(known: Known, keyring: Keyring, words: str) -> None:
    with pytest.raises(ToolError, match=words):
        owners_of(known, keyring, lambda: NEW)


def test_no_representation_shows_the_key() -> None:
    assert "SECRET" not in repr(owners_of(Known(), NOBODY, lambda: NEW))
