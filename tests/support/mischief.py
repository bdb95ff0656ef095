"""What happens to files: things in the place of a file, and files that are not what they should be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.support.tree import write_tree

Mischief = Callable[[Path], None]
"""Does something to the file or folder at a path."""


def holds(content: str | bytes) -> Mischief:
    """The file has this content."""
    return lambda path: write_tree(path.parent, {path.name: content})


def gone(path: Path) -> None:
    """There is nothing any more."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def folder(path: Path) -> None:
    """An empty folder stands there."""
    gone(path)
    path.mkdir()


def file(path: Path) -> None:
    """A file stands there."""
    gone(path)
    path.write_text("no folder\n", encoding="utf-8")


def pipe(path: Path) -> None:
    """A named pipe stands there, into which nobody writes."""
    gone(path)
    os.mkfifo(path)


def link_to(target: str) -> Mischief:
    """A symbolic link stands there."""

    def link(path: Path) -> None:
        gone(path)
        path.symlink_to(target)

    return link


def loop(path: Path) -> None:
    """A symbolic link that leads to itself stands there."""
    link_to(path.name)(path)


def moved_behind_a_link(path: Path) -> None:
    """What was there lies elsewhere, and a symbolic link leads to it."""
    elsewhere = path.with_name(f"{path.name}-elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere.name)


def large(size: int) -> Mischief:
    """The file goes on as a comment of that many bytes."""

    def grow(path: Path) -> None:
        with path.open("ab") as stream:
            stream.write(b"#" * size)

    return grow


def begins_with(content: str | bytes) -> Mischief:
    """Something stands before what the file had."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda path: write_tree(path.parent, {path.name: raw + path.read_bytes()})
