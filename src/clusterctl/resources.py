"""The files that ship with the program, in a wheel and in a checkout alike."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath


def templates() -> Mapping[PurePosixPath, str]:
    """Every file below templates/ as text, by its path there, sorted."""
    return _texts("templates")


def schemas() -> Mapping[PurePosixPath, str]:
    """Every file below schemas/ as text, by its path there, sorted."""
    return _texts("schemas")


def examples() -> Mapping[PurePosixPath, str]:
    """Every file below examples/ as text, by its path there, sorted."""
    return _texts("examples")


def scaffold() -> Mapping[PurePosixPath, str]:
    """Every file below scaffold/, what `init` and `apps new` write, as text, by its path there, sorted."""
    return _texts("scaffold")


@cache
def _texts(folder: str) -> Mapping[PurePosixPath, str]:
    top = os.path.join(_data_folder(), folder)
    return {PurePosixPath(name): _read(os.path.join(top, name)) for name in sorted(_names(top, ""))}


def _data_folder() -> str:
    """Where the folders lie: inside the package in a wheel, at the top of the repository in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "_data")
    return inside if os.path.isdir(inside) else os.path.dirname(os.path.dirname(package))


def _names(top: str, prefix: str) -> Iterator[str]:
    with os.scandir(os.path.join(top, prefix)) as entries:
        for entry in entries:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _names(top, f"{name}/")
            else:
                yield name


def _read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()
