"""What happens to each file, as data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
class Touched:
    """A value of a sealed file that a change touches, by its dotted key; the value itself is never kept."""

    key: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with one path. `after` is the new content (None: none is written), `entry` the new ledger line.

    `base` is our own output where the file on disk stays different from it: its text is kept, so that a later change
    of ours can be told from the user's. `touched` says for a sealed file which of its values differ.
    """

    path: Path
    action: Action
    before: bytes | None = field(default=None, repr=False)
    after: bytes | None = field(default=None, repr=False)
    entry: Entry | None = None
    why: Problem | None = None
    sealed: bool = False
    base: bytes | None = field(default=None, repr=False)
    touched: tuple[Touched, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user allowed: paths to overwrite, adopt, release, and deletions beyond the safe number.

    A path stands for itself and for everything below it.
    """

    overwrite: frozenset[Path] = frozenset()
    adopt: frozenset[Path] = frozenset()
    release: frozenset[Path] = frozenset()
    prune: bool = False


class Obstacle(StrEnum):
    """What may stand where a rendered file should go; the words complete "PATH is …"."""

    LINK = "a symbolic link"
    FOLDER = "a folder"
    FILE_ABOVE = "a file, where a folder is needed"
    SPECIAL = "neither a file nor a folder"
    UNREADABLE = "not readable"
    OTHER_CASE = "there in other capital letters"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rendered file cannot go to its path because of what stands at `at`, the path itself or a folder above it."""

    obstacle: Obstacle
    at: Path
    detail: str = ""


Have = bytes | Blocked | None
"""What the disk has at a path: a file's bytes, something else, or nothing."""


class Sops(Protocol):
    """Cryptography as a port: sops, and nothing else, encrypts and decrypts. Failures are ToolErrors with problems."""

    def has_key(self) -> bool:
        """Whether a private key was found, without decrypting anything."""
        ...

    def age_key(self, recipients: Collection[str] = (), held: str = "") -> str:
        """The private age key for the cluster, one `AGE-SECRET-KEY-…` line that belongs to one of the recipients.

        `held` is the key that the cluster holds now; it stays while it belongs to one of them.
        """
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
