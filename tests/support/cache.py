"""Where built things are kept between runs, outside the checkout, and how two runs share them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ENVIRON: Mapping[str, str] = dict(os.environ)
"""The environment as it was before the tests moved HOME away."""

CACHE = Path(
    ENVIRON.get("CLUSTERCTL_CACHE")
    or Path(ENVIRON.get("XDG_CACHE_HOME") or Path(ENVIRON.get("HOME", "~")).expanduser() / ".cache", "clusterctl")
)


def keep(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made once: built beside its place and renamed when whole, by one run at a time."""
    if folder.is_dir():
        return folder
    with _alone(folder):
        if not folder.is_dir():
            half = folder.with_name(f".{folder.name}.half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            make(half)
            half.rename(folder)
    return folder


def keep_in_place(folder: Path, make: Callable[[Path], None]) -> Path:
    """As `keep`, for what may not be moved once it is made: a mark inside says that it is whole."""
    whole = folder / ".whole"
    if whole.is_file():
        return folder
    with _alone(folder):
        if not whole.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            whole.touch()
    return folder


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
