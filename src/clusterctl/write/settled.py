"""What the last run left: a digest of everything a render depends on and everything it writes.

A render is a pure function of the description, the templates and the tree on disk. When all of it is, byte for byte, as
the last run left it, that run's verdict ("nothing to change") holds again and nothing has to be rendered to know it.
The digest lies in the ignored cache, is written only by runs that write anyhow (`settle.py`), and is never trusted by
`--check`. Whatever cannot be read, or stands in the way of a whole run, is left to a whole run to tell.
This module is imported before everything else, so it imports nothing heavy.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path as OsPath

from clusterctl import __version__, where

KEPT = where.CACHE / "settled"
DIGEST = 32
"""Bytes of a digest."""
LONGEST = 200
"""Bytes that the kept digest may have."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a description that are read: a run that read so many has failed, and kept no digest."""

TREES = (*where.ROOTS, str(where.BASES))
FOLDERS = (str(where.OWN), *TREES)
"""What must be no link: a whole run would refuse it."""
MACHINES = str(where.MACHINES)
RENDERED = (str(where.SOPS_RULES), str(where.LEDGER))
KEYS = (where.AGE_KEY_FILE_VARIABLE, where.AGE_KEY_VARIABLE)
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTS = ("jinja2", "pydantic", "pydantic_core", "yaml")
"""Other people's packages that have a say in what is rendered."""
FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC

State = Mapping[str, bytes]
"""What lies at each path, relative to the root: the fingerprint of a file, or where a link leads. And the keys."""

Counts = tuple[int, int]
"""How many files are rendered, and how many of them are kept as the user edited them."""


def settled(root: OsPath, config: str) -> Counts | None:
    """What the last run left, when everything is still as it was; else None."""
    try:
        known, *counts = content(root / KEPT, LONGEST).decode("ascii").split()
        files, edited = (int(count) for count in counts if count.isdigit())
    except (OSError, ValueError):
        return None
    state = look(root, config)
    return (files, edited) if state is not None and known == digest(config, state) else None


def digest(config: str, state: State) -> str:
    """The digest of everything a render of this repository depends on."""
    seen = blake2b(config.encode("utf-8", "surrogateescape"), digest_size=DIGEST)
    lines = (os.fsencode(path) + b"\0" + mark for path, mark in sorted(state.items()))
    for part in (*program(), *lines):
        seen.update(len(part).to_bytes(8, "big"))
        seen.update(part)
    return seen.hexdigest()


def look(root: OsPath, config: str) -> State | None:
    """What a render of this repository reads and writes; None when only a whole run can tell what that is."""
    ways = [root / path for path in (*FOLDERS, *RENDERED)]
    if os.path.lexists(root / where.JOURNAL) or any(way.is_symlink() for way in ways):
        return None
    try:
        return {**dict(marks(os.fspath(root), config)), **dict(keys(root))}
    except OSError:
        return None


def marks(root: str, config: str) -> Iterator[tuple[str, bytes]]:
    """Every path with the mark of what lies there. Links are followed where a render follows them."""
    for name in (config, str(where.SECRETS), *RENDERED):
        with suppress(FileNotFoundError):
            yield name, fingerprint(content(os.path.join(root, name), LARGEST))
    for path, entry in entries(root, str(where.TEMPLATES)):
        yield path, mark(entry) + (fingerprint(content(entry.path)) if entry.is_symlink() else b"")
    for tree in TREES:
        yield from ((path, mark(entry)) for path, entry in entries(root, tree))


def mark(entry: os.DirEntry[str]) -> bytes:
    """What lies at one place."""
    if entry.is_symlink():
        return b"link " + os.fsencode(os.readlink(entry.path))
    return fingerprint(content(entry.path)) if entry.is_file(follow_symlinks=False) else b"special"


def fingerprint(raw: bytes) -> bytes:
    """A mark that no other content has."""
    return b"file " + blake2b(raw, digest_size=DIGEST).digest()


def content(path: str | OsPath, most: int = -1) -> bytes:
    """The bytes of an ordinary file, all or the first ones; OSError for anything else."""
    with open(os.open(path, FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError
        return file.read(most)


def entries(root: str, top: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files and links below a folder by their path from the root; links are not followed."""
    folders = [top]
    while folders:
        folder = folders.pop()
        for entry in listed(os.path.join(root, folder), optional=folder == top):
            path = f"{folder}/{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif path != MACHINES:
                folders.append(path)


def listed(folder: str, *, optional: bool) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing in one that need not be there."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        if optional and not os.path.islink(folder):
            return []
        raise


def program(package: str = PACKAGE) -> Iterator[bytes]:
    """The program itself: where and what it is, and the size and age of every file that has a say in a render."""
    inside = os.path.join(package, "_data")
    data = inside if os.path.isdir(inside) else os.path.dirname(os.path.dirname(package))
    yield f"{__version__} {sys.version} {package}".encode()
    for root, top in ((package, "."), (data, str(where.TEMPLATES))):
        for path, entry in sorted(entries(root, top), key=lambda pair: pair[0]):
            if not path.endswith(".pyc"):
                yield path.encode() + age(entry.stat())
    for name in PARTS:
        spec = find_spec(name)
        yield name.encode() + (age(os.stat(spec.origin)) if spec and spec.origin else b"")


def keys(root: OsPath) -> Iterator[tuple[str, bytes]]:
    """Which private keys are at hand: where, how large and how old, never what is in them."""
    file, typed = (os.environ.get(name) for name in KEYS)
    yield f"key {KEYS[1]}", b"given" if typed else b""
    for name, path in ((str(where.AGE_KEY), root / where.AGE_KEY), (KEYS[0], file)):
        with suppress(OSError, ValueError):
            yield f"key {name}", age(os.stat(path)) if path else b""


def age(found: os.stat_result) -> bytes:
    """What changes whenever a file is written anew, also by somebody who sets its time."""
    return f" {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}".encode()
