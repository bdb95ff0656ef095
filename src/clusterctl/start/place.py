"""Putting new files into a repository, each whole or not at all, and never over one that is there.

What changes a file goes through the journal of `write`. Here the promise is the opposite, and the operating system
keeps it: a hard link is refused where its name is taken. And the private key may not lie in a journal.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path as OsPath

from clusterctl import where
from clusterctl.problem import ConfigError, Problem, Span, ToolError
from clusterctl.render.tree import Path
from clusterctl.start.codes import NO_FOLDER, REFUSED
from clusterctl.write.system import NO_LINKS

STAGED = re.compile(r"[0-9a-f]{16}")
PRIVATE = 0o600
SHARED = 0o644


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to make. `private` ones are readable by their owner alone from their first byte on."""

    path: Path
    content: bytes = field(repr=False)
    private: bool = False


@contextmanager
def open_root(root: OsPath) -> Iterator[None]:
    """Make the folder, and prove that it is one; a folder that was made and stays empty goes again.

    Raises a ConfigError that says what stands in the way.
    """
    missing = [folder for folder in (root, *root.parents) if not os.path.lexists(folder)]
    make_root(root)
    try:
        yield
    finally:
        with suppress(OSError):
            for folder in missing:
                folder.rmdir()


def make_root(root: OsPath) -> None:
    """Make the folder where there is none."""
    try:
        root.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise unfit(root, "is no folder, but a file or a link that leads nowhere, or lies below one") from None
    except OSError as error:
        raise unfit(root, f"cannot be made: {error.strerror}") from None
    if not os.access(root, os.W_OK | os.X_OK):
        raise unfit(root, "cannot be written into")


def unfit(root: OsPath, why: str) -> ConfigError:
    """The error for a folder that cannot become a repository."""
    return ConfigError([Problem(NO_FOLDER, f"{root} {why}", Span(str(root)), NO_FOLDER.fix)])


def taken(root: OsPath, path: Path) -> bool:
    """Whether something stands at a path, be it a broken link."""
    return os.path.lexists(root / path)


def sweep(root: OsPath) -> None:
    """Remove what a run that was killed had staged, perhaps a private key. Nobody else may be staging meanwhile."""
    folder = root / where.STAGING
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        return
    try:
        for left in folder.iterdir():
            if STAGED.fullmatch(left.name):
                left.unlink()
    except OSError as error:
        raise refused(where.STAGING, error) from error
    with suppress(OSError):
        folder.rmdir()


def place(root: OsPath, file: NewFile) -> bool:
    """Write a new file; False when something stands there. Raises a ToolError when the machine refuses."""
    try:
        with staged(root, file) as stage:
            return moved(stage, root / file.path)
    except OSError as error:
        raise refused(file.path, error) from error


def refused(path: Path, error: OSError) -> ToolError:
    """The error for a file that the machine does not let us write."""
    message = f"{path} cannot be written: {error.strerror or error}"
    return ToolError([Problem(REFUSED, message, Span(str(path)), REFUSED.fix)])


def made(root: OsPath, folder: Path) -> OsPath:
    """A folder of the repository, made where it is missing; never through a link, which may lead out of it."""
    for part in (*reversed(folder.parents), folder):
        if (root / part).is_symlink() and part != Path():
            raise OSError(errno.ELOOP, f"the folder {part} is a link", str(part))
    (root / folder).mkdir(parents=True, exist_ok=True)
    return root / folder


@contextmanager
def staged(root: OsPath, file: NewFile) -> Iterator[OsPath]:
    """The content on the disk under a name of nobody, gone afterwards."""
    folder = made(root, where.STAGING)
    made(root, file.path.parent)
    stage = folder / secrets.token_hex(8)
    mode = PRIVATE if file.private else SHARED
    try:
        with os.fdopen(os.open(stage, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as written:
            written.write(file.content)
            written.flush()
            os.fsync(written.fileno())
        yield stage
    finally:
        stage.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()


def moved(stage: OsPath, target: OsPath, link: Callable[[OsPath, OsPath], None] = os.link) -> bool:
    """Give the content its name, unless the name is taken. Where a file system has no hard links, look before."""
    try:
        link(stage, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if os.path.lexists(target):
            return False
        stage.rename(target)
    flush(target.parent)
    return True


def flush(folder: OsPath) -> None:
    """Wait until the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
