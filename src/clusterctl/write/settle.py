"""Keeps what a run leaves behind, so that the next one knows at once that nothing has changed (`settled.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path as OsPath

from clusterctl.write.settled import KEPT, Counts, State, digest, fingerprint
from clusterctl.write.steps import Operation
from clusterctl.write.system import Ground, System

STAGED = f"{KEPT.name}.new"


def settle(root: OsPath, config: str, before: State, operations: Iterable[Operation], counts: Counts) -> None:
    """Keep the digest of what a run leaves: what was there when it began, and what it wrote.

    What somebody else changed meanwhile is no part of that, so the next run looks at it. Where the digest cannot be
    kept, the next run looks at everything.
    """
    left = dict(before)
    for operation in operations:
        path = str(operation.path)
        left.pop(path, None)
        if operation.after is not None:
            left[path] = fingerprint(operation.after)
    with suppress(OSError):
        files, edited = counts
        keep(Ground(root, System()), f"{digest(config, left)} {files} {edited}\n".encode())


def keep(ground: Ground, text: bytes) -> None:
    """Put the digest into its place, in one step and through no link."""
    with ground.folder(KEPT.parent, make=True) as folder:
        with suppress(FileNotFoundError):
            ground.system.unlink(STAGED, folder)
        ground.put(STAGED, folder, text)
        ground.system.rename(STAGED, folder, KEPT.name, folder)
