"""The user's own templates on disk: which files there are, and which links may be followed to them.

`templates/` itself may be a link, so that several clusters share one folder. Below it a link is followed only to an
ordinary file that is also below it: templates come with a clone, and one that leads to a private key would be rendered
into a file that is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path as OsPath
from pathlib import PurePosixPath

TOP = PurePosixPath()
Refusal = tuple[str, str]
"""What is wrong with a path, and what to do about it."""


class Overlay:
    """Lists the templates below a folder; `refused` then holds what cannot be one, and why."""

    def __init__(self, top: OsPath) -> None:
        self._top = top
        self._real = os.path.realpath(top)
        self.refused: dict[PurePosixPath, Refusal] = {}

    def files(self) -> Iterator[PurePosixPath]:
        """The files to read, relative to the folder; names that begin with a dot are nobody's template."""
        folders = [TOP]
        while folders:
            folder = folders.pop()
            inner = []
            for entry in self._entries(folder):
                path = folder / entry.name
                if entry.is_dir(follow_symlinks=False):
                    inner.append(path)
                elif not entry.is_symlink() or self._follows(path):
                    yield path
            folders += reversed(inner)

    def _entries(self, folder: PurePosixPath) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._top / folder) as found:
                return sorted((one for one in found if not one.name.startswith(".")), key=lambda one: one.name)
        except OSError as error:
            if folder != TOP or not isinstance(error, FileNotFoundError) or self._top.is_symlink():
                self.refused[folder] = (f"cannot be read: {error.strerror}", "check its rights, and where it leads")
            return []

    def _follows(self, path: PurePosixPath) -> bool:
        """Whether a link leads to a file below the folder; else it is refused."""
        target = os.path.realpath(self._top / path)
        inside = os.path.commonpath([target, self._real]) == self._real
        if inside and os.path.isfile(target):
            return True
        where = "leads nowhere" if not os.path.exists(target) else "leads to a folder" if inside else "leads elsewhere"
        self.refused[path] = (f"is a symbolic link that {where}", "put a copy of the file there")
        return False
