"""What the last run left: a digest of everything a render depends on and everything it writes.

A render is a pure function of the description, the templates and the tree on disk. When all of it is, byte for byte, as
the last run left it, that run's verdict ("nothing to change") holds again and nothing has to be rendered to know it.
The digest lies in the ignored cache, is written only by runs that write anyhow, and is never trusted by `--check`.
This module is imported before everything else, so it imports nothing heavy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path as OsPath

from clusterctl import __version__

FOLDER = ".clusterctl/cache"
FILE = f"{FOLDER}/settled"
JOURNAL = ".clusterctl/journal"
DIGEST = 32
"""Bytes of a digest."""

TREES = ("templates", "kubernetes", "talos", "bootstrap", ".clusterctl/base")
FILES = ("secrets.sops.yaml", ".sops.yaml", ".clusterctl/ledger.jsonl")
KEYS = ("SOPS_AGE_KEY_FILE", "SOPS_AGE_KEY")
GENERATED = "talos/clusterconfig"
"""Machine configurations with their secrets: not rendered here, and not to be read."""


def settled(root: OsPath, config: str) -> int:
    """How many files the last run left rendered, when everything is still as it was; else 0."""
    try:
        kept = (root / FILE).read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return 0
    known, _, count = " ".join(kept).partition(" ")
    return int(count) if count.isdigit() and known == digest(root, config) else 0


def settle(root: OsPath, config: str, count: int) -> None:
    """Keep the digest of what a run leaves behind; where it cannot be kept, the next run works it out again."""
    staged = root / f"{FILE}.{os.getpid()}"
    with suppress(OSError):
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        if not (root / FOLDER).is_symlink() and not (root / ".clusterctl").is_symlink():
            staged.write_text(f"{digest(root, config)} {count}\n", encoding="ascii")
            staged.replace(root / FILE)


def digest(root: OsPath, config: str) -> str:
    """The digest of everything a render of this repository depends on, or "" while a journal waits to be finished."""
    if (root / JOURNAL).exists():
        return ""
    seen = blake2b(digest_size=DIGEST)
    for part in (*program(), *keys(root), *repository(os.fspath(root), config)):
        seen.update(len(part).to_bytes(8, "big"))
        seen.update(part)
    return seen.hexdigest()


def program() -> Iterator[bytes]:
    """The program itself: its version, and the size and age of every file of it, templates included."""
    yield f"{__version__} {sys.version}".encode()
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    data = os.path.join(package, "_data", "templates")
    templates = data if os.path.isdir(data) else os.path.join(package, "..", "..", "templates")
    for top in (package, templates):
        for entry in entries(top, ""):
            found = entry.stat()
            yield f"{entry.name} {found.st_size} {found.st_mtime_ns}".encode()


def keys(root: OsPath) -> Iterator[bytes]:
    """Which private keys are at hand: where, how large and how old, never what is in them."""
    for name in KEYS:
        yield f"{name} {name in os.environ}".encode()
    with suppress(OSError):
        found = os.stat(os.environ.get(KEYS[0]) or root / "age.key")
        yield f"{found.st_size} {found.st_mtime_ns} {found.st_ino}".encode()


def repository(root: str, config: str) -> Iterator[bytes]:
    """Every name, and the content of every file, that a render reads or writes."""
    for name in (config, *FILES):
        yield name.encode()
        yield content(os.path.join(root, name))
    for tree in TREES:
        top = os.path.join(root, tree)
        for entry in entries(top, GENERATED if tree == "talos" else ""):
            yield os.fsencode(entry.path)
            yield os.fsencode(os.readlink(entry.path)) if entry.is_symlink() else content(entry.path)


def entries(top: str, left_out: str) -> Iterator[os.DirEntry[str]]:
    """All files and links below a folder, in a fixed order; links are not followed."""
    try:
        with os.scandir(top) as found:
            here = sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in here:
        if not entry.is_dir(follow_symlinks=False):
            yield entry
        elif entry.name != "__pycache__" and not (left_out and entry.path.endswith(left_out)):
            yield from entries(entry.path, left_out)


def content(path: str) -> bytes:
    """The bytes of an ordinary file; what is none, or cannot be read, is told apart from an empty one."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            return b"file " + file.read()
    except OSError as error:
        return f"error {error.errno}".encode()
