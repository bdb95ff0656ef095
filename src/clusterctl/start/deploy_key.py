"""The SSH key with which Flux reads the repository.

It is made here, in memory, because `ssh-keygen` can only write a private key into a file in clear, and may not be
installed; and because a cryptography library as a dependency is much for one multiplication on a curve. What is made
is a plain Ed25519 key in the form that OpenSSH, Flux and every Git host read.
"""

from __future__ import annotations

import base64
import binascii
import struct
import textwrap
from dataclasses import dataclass, field

from clusterctl.start.ed25519 import public_key

KIND = b"ssh-ed25519"
MAGIC = b"openssh-key-v1\0"
BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----"
END = "-----END OPENSSH PRIVATE KEY-----"
SEED_LENGTH = 32
CHECK_LENGTH = 4
BLOCK = 8


@dataclass(frozen=True, slots=True)
class DeployKey:
    """A key pair as text: `private` in OpenSSH form, `public` as one line for the Git host."""

    private: str = field(repr=False)
    public: str


def make_deploy_key(entropy: bytes, comment: str) -> DeployKey:
    """A key pair from 36 random bytes: the seed, and the number by which OpenSSH sees that a key was decrypted well."""
    if len(entropy) != SEED_LENGTH + CHECK_LENGTH:
        raise ValueError("a deploy key is made of 36 random bytes")
    seed, check = entropy[:SEED_LENGTH], entropy[SEED_LENGTH:]
    public = public_key(seed)
    blob = packed(KIND) + packed(public)
    inner = check + check + blob + packed(seed + public) + packed(comment.encode())
    inner += bytes(range(1, 1 + -len(inner) % BLOCK))
    head = MAGIC + packed(b"none") + packed(b"none") + packed(b"") + struct.pack(">I", 1)
    whole = head + packed(blob) + packed(inner)
    body = textwrap.fill(base64.b64encode(whole).decode(), 70)
    return DeployKey(private=f"{BEGIN}\n{body}\n{END}\n", public=f"{public_line(blob)} {comment}\n")


def public_half(private: str) -> str:
    """The public line of an OpenSSH private key of any kind; "" when the text is none."""
    body = "".join(private.split("\n")).removeprefix(BEGIN).removesuffix(END)
    try:
        whole = base64.b64decode(body, validate=True)
        rest = whole.removeprefix(MAGIC)
        for _ in ("cipher", "derivation", "its options"):
            _, rest = unpacked(rest)
        blob, _ = unpacked(rest[4:])
        return f"{public_line(blob)}\n" if whole.startswith(MAGIC) else ""
    except (binascii.Error, struct.error, UnicodeDecodeError):
        return ""


def public_line(blob: bytes) -> str:
    """A public key as OpenSSH writes it: its kind, and all of it in Base64."""
    kind, _ = unpacked(blob)
    return f"{kind.decode('ascii')} {base64.b64encode(blob).decode()}"


def packed(data: bytes) -> bytes:
    """A string as SSH writes it: its length in four bytes, then the bytes."""
    return struct.pack(">I", len(data)) + data


def unpacked(data: bytes) -> tuple[bytes, bytes]:
    """The first string, and what follows it."""
    (length,) = struct.unpack_from(">I", data)
    return data[4 : 4 + length], data[4 + length :]
