"""Folders of files as data, for tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write each file at its path below the root."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def read_tree(root: Path) -> dict[str, bytes]:
    """Every file below the root by its path, Git's own folder left out; a symlink is what it points to, as text."""
    return {str(file.relative_to(root)): _content(file) for file in _files(root)}


def traces(root: Path) -> dict[str, tuple[int, int, int]]:
    """What writing a file, even the same bytes, would change: inode, time of change and mode of everything there."""
    everything = sorted(path for path in root.rglob("*") if ".git" not in path.relative_to(root).parts)
    return {str(path.relative_to(root)): _trace(path) for path in everything}


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """The paths that came, went or changed."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def _files(root: Path) -> list[Path]:
    found = (path for path in root.rglob("*") if path.is_symlink() or path.is_file())
    return sorted(path for path in found if ".git" not in path.relative_to(root).parts)


def _content(file: Path) -> bytes:
    return os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()


def _trace(path: Path) -> tuple[int, int, int]:
    found = path.lstat()
    return found.st_ino, found.st_mtime_ns, found.st_mode
