"""The user's side of a repository, read once: description, secrets, templates, ledger."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as OsPath
from pathlib import PurePosixPath

from clusterctl import where
from clusterctl.config.text import LARGEST
from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.write.codes import UNREADABLE
from clusterctl.write.overlay import Overlay

MIB = 1024 * 1024
LARGEST_LEDGER = 64 * MIB
"""The ledger is ours, and grows with the number of nodes."""
FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
"""Opening a pipe does not wait for somebody at its other end."""
IN_THE_WAY = "move it away; an ordinary file is wanted there"
ELSEWHERE = "name another file by -c"
"""What lies outside the repository stands in nobody's way."""


@dataclass(frozen=True, slots=True)
class RawRepository:
    """The bytes of everything the user wrote, by path relative to the root. `None` is a file that is not there.

    A secret may stand in clear in any of it, by mistake, so no repr shows them.
    """

    root: OsPath
    config: str
    settings: bytes = field(repr=False)
    secrets: bytes | None = field(repr=False)
    templates: Mapping[PurePosixPath, bytes] = field(repr=False)
    ledger: bytes | None = field(repr=False)


def read_repository(root: OsPath, config: str) -> RawRepository:
    """Read a repository; a missing description is an error, everything else may be absent.

    `config` is relative to the root, or leads elsewhere: only the description itself is read there.

    Raises:
        ConfigError: a file cannot be read; all such files at once.
    """
    if not os.path.isdir(root):
        what = "is no folder" if os.path.exists(root) else "is not there, or cannot be reached"
        hint = "name the root of a cluster repository by -C"
        raise ConfigError([Problem(UNREADABLE, f"{root} {what}", Span(""), hint)])
    reader = Reader(root)
    settings = reader.read(config)
    if settings is None and not reader.faults:
        reader.faults.append(fault(config, "is not there", UNREADABLE.fix))
    secrets, ledger = reader.read(str(where.SECRETS)), reader.read(str(where.LEDGER), LARGEST_LEDGER)
    overlay = Overlay(root / where.TEMPLATES)
    texts = {path: reader.read(f"{where.TEMPLATES}/{path}") for path in overlay.files()}
    reader.faults += [
        fault(f"{where.TEMPLATES}/{path}".removesuffix("/."), *why) for path, why in overlay.refused.items()
    ]
    if reader.faults:
        raise ConfigError(reader.faults)
    templates = {path: text for path, text in texts.items() if text is not None}
    return RawRepository(root, config, settings or b"", secrets, templates, ledger)


class Reader:
    """Reads single files below a root, and remembers which could not be read, and why."""

    def __init__(self, root: OsPath) -> None:
        self._root = root
        self.faults: list[Problem] = []

    def read(self, path: str, largest: int = LARGEST) -> bytes | None:
        """The bytes of a file, None when it is not there or cannot be read."""
        try:
            raw = self._bytes(path, largest)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = f"cannot be read: {error.strerror}"
            self.faults.append(fault(path, why, "check its rights, and where its links lead"))
            return None
        if raw is not None and len(raw) > largest:
            hint = "a description is some kilobytes; is this the right file?"
            self.faults.append(fault(path, f"is larger than {largest // MIB} MiB", hint))
            return None
        return raw

    def _bytes(self, path: str, largest: int) -> bytes | None:
        handle = os.open(self._root / path, FLAGS)
        try:
            mode = os.fstat(handle).st_mode
            if stat.S_ISREG(mode):
                with open(handle, "rb", closefd=False) as file:
                    return file.read(largest + 1)
        finally:
            os.close(handle)
        what = "is a folder, not a file" if stat.S_ISDIR(mode) else "is no ordinary file"
        self.faults.append(fault(path, what, ELSEWHERE if leads_elsewhere(path) else IN_THE_WAY))
        return None


def leads_elsewhere(path: str) -> bool:
    """Whether a path leads out of the repository, as only that of the description may."""
    return os.path.isabs(path) or ".." in path.split("/")


def fault(path: str, what: str, hint: str) -> Problem:
    """The problem of a file that cannot be read."""
    return Problem(UNREADABLE, f"{path} {what}", Span(path), hint)
