"""A repository whose secrets cannot be overlooked, and what may not be seen of them."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from tests.support.leaks import Leaks, texts
from tests.support.repository import Repository

OLD_TOKEN = 'zQ7w"Xr5\\uK <Ümläut> & 9fJ3mB: #k2'
NEW_TOKEN = "Vh4~tY8p{{ sE6 }}nL1%gD0*cR ${A9}x"
DOMAIN = "nobody-knows-this-name.example"
WORDS: Mapping[str, object] = {
    "cloudflare_token": OLD_TOKEN,
    "cloudflare_tunnel": {
        "AccountTag": "7c1e93d25fb8406a9e4d72bb05c8f1a6",
        "TunnelID": "e2d94b7f-63c5-4a1e-b80f-97ad52316cde",
        "TunnelSecret": "yX3lV9kQm0HsT7bRw2PzNc5GdJf8aUe1oYi4",
    },
    "flux_webhook_token": "Kp2vFz8qWj6tMx4bHs9yLc1n",
    "deploy_key": "-----\nRt6yUi8oPa3sDf5gHj7kLz9xCv1bNm2q\nWe4rTy6uIo8pAs0dFg2hJk4lZx6cVb8n\n-----\n",
    "extra": {"backup": "Gb5hNj7mKl9pQa1sWd3fEr6tZy8u"},
}
"""Secrets with letters that need an escape somewhere, and none that could stand anywhere by chance."""
ALL_KEYS = "AGE-SECRET-KEY-1"
"""How every private age key begins, so that it is no secret."""


def leaks_of(repository: Repository) -> Leaks:
    """What may nowhere be seen: all secrets, old and new ones, and the private key."""
    return Leaks([*texts(WORDS), NEW_TOKEN, DOMAIN, repository.key.removeprefix(ALL_KEYS)])


def made(secrets: Mapping[str, object], key: str) -> Iterator[str]:
    """What may nowhere be seen of secrets that were made: of an ssh key only the half that is private."""
    yield key.removeprefix(ALL_KEYS)
    for name, value in secrets.items():
        if name == "deploy_key":
            yield from halves(str(value))
        else:
            yield from texts(value)


def halves(deploy_key: str) -> Iterator[str]:
    """The private bytes of an ssh key as the Base64 text of its file, whatever stands before them."""
    private = load_ssh_private_key(deploy_key.encode(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    for shift in range(3):
        yield base64.b64encode(bytes(shift) + private.private_bytes_raw()).decode()[4:-4]


def clone(repository: Repository, to: Path) -> Repository:
    """A copy of a repository, with its key."""
    return Repository(Path(shutil.copytree(repository.root, to, symlinks=True)), repository.key, repository.recipient)
