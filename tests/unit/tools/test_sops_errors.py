"""What a failing sops is turned into: words of ours, never its own, since those may quote a value."""

from pathlib import PurePosixPath

import pytest

from clusterctl.problem import ClosedError, Code
from clusterctl.tools.codes import (
    BAD_RECIPIENT,
    NOT_SEALED,
    NOT_YAML,
    SOPS_FAILED,
    SOPS_MISSING,
    TAMPERED,
    TIMED_OUT,
    WRONG_KEY,
)
from clusterctl.tools.keyring import Keyring
from clusterctl.tools.process import Command, Ended, Result
from clusterctl.tools.sops_errors import failure

PATH = PurePosixPath("kubernetes/apps/network/dns/app/secret.sops.yaml")
SEALED = b"sops:\n  age:\n    - recipient: age1aaa\n      enc: |\n        x\n    - recipient: age1bbb\n"
KEYRING = Keyring(tried=("age.key: age1ccc", "SOPS_AGE_KEY: not set"))


def result(code: int = 1, err: bytes = b"", ended: Ended = Ended.FAILED) -> Result:
    return Result(Command(("sops",), "open the file", timeout=60), code, b"", err, ended, 0.1)


@pytest.mark.parametrize(
    ("result", "code", "says"),
    [
        (result(ended=Ended.NOT_FOUND), SOPS_MISSING, "not installed"),
        (result(ended=Ended.TIMED_OUT), TIMED_OUT, "within 60 s"),
        (result(51, b"MAC mismatch. File has 9E09, computed 2434"), TAMPERED, "do not match its MAC"),
        (result(25, b"Input string hunter2 does not match"), TAMPERED, "no ciphertext"),
        (result(1, b"sops metadata not found"), NOT_SEALED, "not sealed"),
        (result(1, b"Error unmarshalling input yaml: hunter2"), NOT_YAML, "not one YAML map"),
        (result(2, b"cannot unmarshal !!seq"), NOT_YAML, "not one YAML map"),
        (result(203, b"top-level entry"), NOT_YAML, "`sops`"),
        (
            result(1, b'failed to parse input as Bech32-encoded age public key: malformed recipient "age1bad": x'),
            BAD_RECIPIENT,
            "age1bad",
        ),
        (result(77, b"hunter2"), SOPS_FAILED, "ended with 77"),
    ],
)
def test_a_failure_is_told_by_its_meaning_and_never_by_the_words_of_sops(result: Result, code: Code, says: str) -> None:
    (problem,) = failure(PATH, SEALED, result, KEYRING).problems

    assert problem.code == code
    assert says in problem.message
    assert problem.at.path == str(PATH)
    assert not any(word in problem.message + problem.hint for word in ("hunter2", "9E09", "2434"))
    assert not problem.quotable


def test_a_wrong_key_names_the_recipients_and_every_place_that_was_tried() -> None:
    (problem,) = failure(PATH, SEALED, result(128), KEYRING).problems

    assert problem.code == WRONG_KEY
    assert str(PATH) in problem.message
    for fact in ("age1aaa", "age1bbb", "age.key: age1ccc", "SOPS_AGE_KEY: not set"):
        assert fact in problem.hint


@pytest.mark.parametrize("code", [1, 25, 51, 77, 128, 203])
def test_a_sops_that_says_no_has_judged_the_file(code: int) -> None:
    assert isinstance(failure(PATH, SEALED, result(code), KEYRING), ClosedError)


@pytest.mark.parametrize(
    "result",
    [
        result(127, ended=Ended.NOT_FOUND),
        result(-9, ended=Ended.TIMED_OUT),
        result(126, b"Permission denied"),
        result(-9),
    ],
)
def test_a_sops_that_did_not_come_to_its_end_says_nothing_about_the_file(result: Result) -> None:
    assert not isinstance(failure(PATH, SEALED, result, KEYRING), ClosedError)
