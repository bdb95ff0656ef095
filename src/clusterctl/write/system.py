"""The operating system as a door: every call that changes the disk goes through it, relative to an open folder.

Folders are opened one by one from the root, never through a link, so nothing that happens to the tree meanwhile can
lead a write elsewhere. Tests put a door in its place that kills the process or fails at any one call.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as OsPath

from clusterctl.render.tree import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
OLD_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""A link in the last place fails, and opening a pipe does not wait for somebody at its other end."""
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS})
"""What a file system answers that gives no file a second name."""


class System:
    """The calls that change the disk, one each. Names are relative to an open folder."""

    def mkdir(self, name: str, folder: int) -> None:
        """Make a folder."""
        os.mkdir(name, dir_fd=folder)

    def create(self, name: str, folder: int) -> int:
        """Open a file that is not there yet for writing."""
        return os.open(name, NEW_FILE, 0o666, dir_fd=folder)

    def write(self, file: int, content: bytes | memoryview) -> int:
        """Write as much of the content as the system takes, and say how much that was."""
        return os.write(file, content)

    def chmod(self, file: int, mode: int) -> None:
        """Give an open file its permissions."""
        os.fchmod(file, mode)

    def fsync(self, handle: int) -> None:
        """Wait until an open file or folder is on the disk."""
        os.fsync(handle)

    def link(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        """Give a file a second name, which is not taken yet."""
        os.link(name, to_name, src_dir_fd=folder, dst_dir_fd=to_folder, follow_symlinks=False)

    def rename(self, name: str, folder: int, to_name: str, to_folder: int) -> None:
        """Move a file over another one, in one step."""
        os.rename(name, to_name, src_dir_fd=folder, dst_dir_fd=to_folder)

    def unlink(self, name: str, folder: int) -> None:
        """Delete a file."""
        os.unlink(name, dir_fd=folder)

    def rmdir(self, name: str, folder: int) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=folder)


@contextmanager
def opened(handle: int) -> Iterator[int]:
    """An open file or folder, closed afterwards."""
    try:
        yield handle
    finally:
        os.close(handle)


class Ground:
    """The root of a repository with the door to it: opening folders and reading single files without links."""

    def __init__(self, root: OsPath, system: System) -> None:
        self.root = root
        self.system = system

    @contextmanager
    def folder(self, path: Path, *, make: bool = False) -> Iterator[int]:
        """The folder at a path, opened; with `make`, folders that are missing are made. OSError when it is none."""
        handle = os.open(self.root, FOLDER & ~os.O_NOFOLLOW)
        try:
            for part in path.parts:
                inner = self._enter(part, handle, make=make)
                os.close(handle)
                handle = inner
            yield handle
        finally:
            os.close(handle)

    def _enter(self, part: str, folder: int, *, make: bool) -> int:
        try:
            return os.open(part, FOLDER, dir_fd=folder)
        except FileNotFoundError:
            if not make:
                raise
        self.system.mkdir(part, folder)
        return os.open(part, FOLDER, dir_fd=folder)

    def read(self, path: Path) -> bytes | None:
        """The bytes of a plain file; None when it or its folder is not there. OSError for anything else."""
        try:
            with self.folder(path.parent) as folder, open(os.open(path.name, OLD_FILE, dir_fd=folder), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def names(self, path: Path) -> list[str] | None:
        """The names in a folder; None when it is not there."""
        try:
            with self.folder(path) as folder:
                return sorted(os.listdir(folder))
        except FileNotFoundError:
            return None

    def mode(self, path: Path) -> int | None:
        """The permissions of a file, None when it is not there."""
        try:
            with self.folder(path.parent) as folder:
                return os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode & 0o777
        except FileNotFoundError:
            return None

    def put(self, name: str, folder: int, content: bytes, mode: int | None = None) -> None:
        """Write a new file in an open folder, whole and on the disk."""
        with opened(self.system.create(name, folder)) as file:
            rest = memoryview(content)
            while rest:
                rest = rest[self.system.write(file, rest) :]
            if mode is not None:
                self.system.chmod(file, mode)
            self.system.fsync(file)
