"""What sops means when it fails. Its own words are never shown: they may quote a value."""

from __future__ import annotations

import re

from clusterctl.problem import ClosedError, Code, Problem, Span, ToolError
from clusterctl.render.tree import Path
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
from clusterctl.tools.process import NOT_RUNNABLE_CODE, Ended, Result

RECIPIENT = re.compile(rb"^\s*-?\s*recipient:\s*(age1[0-9a-z]+)\s*$", re.MULTILINE)
MISSPELT = re.compile(rb'malformed recipient "(age1[0-9a-z]*)"')

NO_KEY_FITS = 128
BY_EXIT = {
    21: (TAMPERED, "its MAC cannot be computed"),
    24: (TAMPERED, "its MAC cannot be read"),
    25: (TAMPERED, "a value is no ciphertext of this file"),
    51: (TAMPERED, "its values do not match its MAC"),
    52: (TAMPERED, "its MAC is missing"),
    203: (NOT_YAML, "it has a key `sops` of its own"),
}
"""What an exit code of sops says about the file."""

BY_WORDS = (
    (b"sops metadata not found", NOT_SEALED, "it is not sealed: there is no sops block in it"),
    (b"unmarshal", NOT_YAML, "it is not one YAML map"),
    (b"as Bech32-encoded age public key", BAD_RECIPIENT, "sops does not accept one of its recipients"),
)
"""Where the exit code says nothing: words that sops uses, and what they mean."""


def failure(path: Path, sealed: bytes, result: Result, keyring: Keyring) -> ToolError:
    """The error for a sops that did not do its work."""
    if result.ended is Ended.NOT_FOUND:
        return told(SOPS_MISSING, path, f"{path} needs sops, which is not installed")
    if result.ended is Ended.TIMED_OUT:
        return told(TIMED_OUT, path, f"sops did not {result.command.about} within {result.command.timeout:g} s")
    if result.code == NO_KEY_FITS:
        return wrong_key(path, sealed, keyring)
    code, meaning = meaning_of(result)
    named = MISSPELT.search(result.err)
    culprit = f" ({named.group(1).decode()})" if named else ""
    kind = ClosedError if has_judged(result) else ToolError
    return told(code, path, f"{path}: {meaning}{culprit}", kind=kind)


def has_judged(result: Result) -> bool:
    """Whether sops ran, and said no of its own accord."""
    return result.code > 0 and result.code != NOT_RUNNABLE_CODE


def meaning_of(result: Result) -> tuple[Code, str]:
    """The problem that an exit code or the words of sops stand for."""
    if result.code in BY_EXIT:
        return BY_EXIT[result.code]
    for words, code, meaning in BY_WORDS:
        if words in result.err:
            return code, meaning
    return SOPS_FAILED, f"sops could not {result.command.about} and ended with {result.code}"


def wrong_key(path: Path, sealed: bytes, keyring: Keyring) -> ToolError:
    """The error for a file that no key at hand opens: who it is sealed for, and what was tried."""
    sealed_for = [name.decode() for name in RECIPIENT.findall(sealed)]
    facts = [f"sealed for {name}" for name in sealed_for] + [f"tried {place}" for place in keyring.tried]
    message = f"{path} cannot be opened: none of the keys at hand fits"
    return told(WRONG_KEY, path, message, "\n".join([WRONG_KEY.fix, *facts]), kind=ClosedError)


def told(code: Code, path: Path, message: str, hint: str = "", kind: type[ToolError] = ToolError) -> ToolError:
    """One problem of a file as an error. The source line is never quoted."""
    return kind([Problem(code, message, Span(str(path)), hint or code.fix, quotable=False)])
