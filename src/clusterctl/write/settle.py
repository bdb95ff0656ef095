"""Keeps what a run leaves behind, so that the next one knows at once that nothing has changed (`settled.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path as OsPath

from clusterctl.write.settled import KEPT, Counts, State, digest, fingerprint, look
from clusterctl.write.steps import Operation
from clusterctl.write.system import Ground, System

STAGED = f"{KEPT.name}.new"


def settle(root: OsPath, config: str, before: State, operations: Iterable[Operation], counts: Counts) -> None:
    """Keep the digest of what a run leaves, if that is exactly what it read and what it wrote.

    `before` is what was there when the run began. Whatever somebody else changed meanwhile, the next run must look at
    itself; and so it must where the digest cannot be kept.
    """
    wanted = dict(before)
    for operation in operations:
        path = str(operation.path)
        wanted.pop(path, None)
        if operation.after is not None:
            wanted[path] = fingerprint(operation.after)
    if look(root, config) == wanted:
        with suppress(OSError):
            files, edited = counts
            keep(Ground(root, System()), f"{digest(root, config, wanted)} {files} {edited}\n".encode())


def keep(ground: Ground, text: bytes) -> None:
    """Put the digest into its place, in one step and through no link."""
    with ground.folder(KEPT.parent, make=True) as folder:
        with suppress(FileNotFoundError):
            ground.system.unlink(STAGED, folder)
        ground.put(STAGED, folder, text)
        ground.system.rename(STAGED, folder, KEPT.name, folder)
