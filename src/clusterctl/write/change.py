"""What happens to each file, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from clusterctl.problem import Problem
from clusterctl.render.tree import Path, Rule


class Action(StrEnum):
    """What a plan does with a path; the words are those that `render` prints."""

    KEEP = "keep"
    CREATE = "create"
    RECREATE = "recreate"
    UPDATE = "update"
    SEAL = "seal"
    REKEY = "rekey"
    KEEP_EDIT = "keep edit"
    ADOPT = "adopt"
    DELETE = "delete"
    RELEASE = "release"
    FORGET = "forget"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A line of the ledger: what was rendered at a path when it was last accepted.

    `base` is the Git blob id of our pure output; for a sealed file, of the manifest with markers. `sealed` is the blob
    id of the ciphertext, `proof` the digest of what went into it, `pin` the chart version our side named.
    """

    path: Path
    base: str
    sealed: str = ""
    proof: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with one path. `after` is the new content (None: none is written), `entry` the new ledger line."""

    path: Path
    action: Action
    before: bytes | None = field(default=None, repr=False)
    after: bytes | None = field(default=None, repr=False)
    entry: Entry | None = None
    why: Problem | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user allowed: paths to overwrite, adopt, release, and deletions beyond the safe number."""

    overwrite: frozenset[Path] = frozenset()
    adopt: frozenset[Path] = frozenset()
    release: frozenset[Path] = frozenset()
    prune: bool = False


class Sops(Protocol):
    """Cryptography as a port: sops, and nothing else, encrypts and decrypts. Every failure is a ToolError with problems."""

    def has_key(self) -> bool:
        """Whether a private key was found, without decrypting anything."""
        ...

    def age_key(self) -> str:
        """The private age key of the repository, one `AGE-SECRET-KEY-…` line."""
        ...

    def decrypt(self, path: Path, sealed: bytes) -> object:
        """Open a sealed file into plain data: maps, lists, text, numbers, booleans."""
        ...

    def encrypt(self, path: Path, plain: bytes, rule: Rule) -> bytes:
        """Seal YAML text for the recipients of the rule."""
        ...

    def update_keys(self, path: Path, sealed: bytes, rule: Rule) -> bytes:
        """The same ciphertext for other recipients; the values keep their tokens."""
        ...


Ledger = Mapping[Path, tuple[Entry, ...]]
"""All ledger lines by path; several lines for a path are several acceptable bases."""
