"""Reading the rendered folders: each folder is listed once, and nothing is read through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from pathlib import Path as OsPath

from clusterctl.render.tree import Path
from clusterctl.write.change import Blocked, Have, Obstacle
from clusterctl.write.guard import DEEPEST
from clusterctl.write.system import OLD_FILE


class Kind(Enum):
    """What a name in a folder is."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    SPECIAL = auto()


Names = Mapping[str, Kind]
OBSTACLES = {Kind.FOLDER: Obstacle.FOLDER, Kind.LINK: Obstacle.LINK, Kind.SPECIAL: Obstacle.SPECIAL}


class Reader:
    """Looks at a repository as it stood when each folder was first listed."""

    def __init__(self, root: OsPath) -> None:
        self._root = root
        self._folders: dict[Path, Names | Blocked | None] = {}

    def have(self, path: Path) -> Have:
        """What the disk has at a path: the bytes of a plain file, what blocks it, or nothing."""
        kind = self._kind(path)
        if kind is None or isinstance(kind, Blocked):
            return kind
        if kind is Kind.FILE:
            return self._read(path)
        return Blocked(OBSTACLES[kind], path)

    def files(self, folder: Path, *, hidden: bool = False) -> Iterator[Path]:
        """All plain files below a folder, in order; links are not followed, hidden names count only if asked for."""
        names = self._names(folder) if len(folder.parts) < DEEPEST else None
        for name, kind in sorted(names.items()) if isinstance(names, Mapping) else ():
            if name.startswith(".") and not hidden:
                continue
            if kind is Kind.FILE:
                yield folder / name
            elif kind is Kind.FOLDER:
                yield from self.files(folder / name, hidden=hidden)

    def _read(self, path: Path) -> Have:
        try:
            handle = os.open(self._root / path, OLD_FILE)
            with open(handle, "rb") as file:
                return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else Blocked(Obstacle.SPECIAL, path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Blocked(Obstacle.UNREADABLE, path, error.strerror or "")

    def _kind(self, path: Path) -> Kind | Blocked | None:
        """What a name is; what blocks the way to it; None when there is nothing."""
        names = self._names(path.parent)
        if not isinstance(names, Mapping):
            return names
        if path.name in names:
            return names[path.name]
        other = next((name for name in names if name.casefold() == path.name.casefold()), None)
        return Blocked(Obstacle.OTHER_CASE, path.with_name(other), other) if other else None

    def _names(self, folder: Path) -> Names | Blocked | None:
        if folder not in self._folders:
            self._folders[folder] = self._list(folder)
        return self._folders[folder]

    def _list(self, folder: Path) -> Names | Blocked | None:
        if folder.parts:
            kind = self._kind(folder)
            if kind is None or isinstance(kind, Blocked):
                return kind
            if kind is not Kind.FOLDER:
                return Blocked(Obstacle.FILE_ABOVE if kind is Kind.FILE else OBSTACLES[kind], folder)
        try:
            with os.scandir(self._root / folder) as entries:
                return {entry.name: kind_of(entry) for entry in entries}
        except FileNotFoundError:
            return None
        except OSError as error:
            return Blocked(Obstacle.UNREADABLE, folder, error.strerror or "")


def kind_of(entry: os.DirEntry[str]) -> Kind:
    """What a name is, without following it."""
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.SPECIAL
