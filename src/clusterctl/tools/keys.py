"""Private age keys: reading a key file, the public half of a key, and making a new one.

sops opens and seals but cannot make a key or print a public half, and age-keygen is no dependency. So the public half
is computed here (`x25519.py`, checked against age itself in the tests), for two uses: `init` makes the first key, and
a key that is at hand is compared with the recipients. The comment `# public key:` in a key file is never trusted.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from clusterctl.config.bech32 import decode, encode
from clusterctl.problem import Problem, Span, ToolError
from clusterctl.tools.codes import KEY_BROKEN
from clusterctl.tools.x25519 import KEY_BYTES, public_half

PRIVATE_PREFIX = "age-secret-key-"
PUBLIC_PREFIX = "age"
UNDERIVABLE = ("AGE-SECRET-KEY-PQ-1", "AGE-PLUGIN-")
"""Post-quantum and plug-in identities: their public halves cannot be computed here."""
LOCKED = ("age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE-----")


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key as its file spells it, and its public half; "" where that cannot be computed."""

    secret: str = field(repr=False)
    recipient: str


def make_identity() -> tuple[str, str]:
    """A new private key, one `AGE-SECRET-KEY-1…` line, and its public half `age1…`."""
    private = os.urandom(KEY_BYTES)
    return encode(PRIVATE_PREFIX, private).upper(), encode(PUBLIC_PREFIX, public_half(private))


def recipient_of(secret: str) -> str:
    """The public half of a private key; "" for a post-quantum or plug-in one. ValueError when it is misspelt."""
    if secret.startswith(UNDERIVABLE):
        return ""
    prefix, private = decode(secret)
    if prefix != PRIVATE_PREFIX:
        raise ValueError("it does not begin with AGE-SECRET-KEY-1")
    return encode(PUBLIC_PREFIX, public_half(private))


def read_identities(path: str, raw: bytes) -> tuple[Identity, ...]:
    """All private keys of a key file. Raises a ToolError that names file and line, and never quotes the line."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise broken(path, 0, "it is not text") from None
    if text.lstrip().startswith(LOCKED):
        raise broken(path, 0, "it is protected by a passphrase, which sops cannot ask for here")
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return tuple(identity(path, number, line) for number, line in lines if line and not line.startswith("#"))


def identity(path: str, number: int, line: str) -> Identity:
    """The private key of one line."""
    try:
        return Identity(line, recipient_of(line))
    except ValueError as error:
        raise broken(path, number, f"this line is no age identity: {error}") from None


def broken(path: str, line: int, why: str) -> ToolError:
    """The error for a key file that is not one."""
    return ToolError([Problem(KEY_BROKEN, f"{path}: {why}", Span(path, line), KEY_BROKEN.fix, quotable=False)])
