"""The user's side of a repository, read once: description, secrets, templates, ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as OsPath
from pathlib import PurePosixPath

from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.write.codes import UNREADABLE

SECRETS = "secrets.sops.yaml"
TEMPLATES = "templates"
LEDGER = ".clusterctl/ledger.jsonl"
LARGEST = 4 * 1024 * 1024
"""Bytes of the largest file that is read: far above any real description, far below what would fill the memory."""


@dataclass(frozen=True, slots=True)
class RawRepository:
    """The bytes of everything the user wrote, by path relative to the root. `None` is a file that is not there."""

    root: OsPath
    config: str
    settings: bytes
    secrets: bytes | None
    templates: Mapping[PurePosixPath, bytes]
    ledger: bytes | None


def read_repository(root: OsPath, config: str) -> RawRepository:
    """Read a repository; a missing description is an error, everything else may be absent.

    Raises:
        ConfigError: a file cannot be read; all such files at once.
    """
    faults: list[Problem] = []
    settings = _read(root, config, faults)
    if settings is None and not faults:
        faults.append(
            _fault(
                config,
                "is not there",
                UNREADABLE.fix,
            )
        )
    secrets, ledger = _read(root, SECRETS, faults), _read(root, LEDGER, faults)
    templates = {
        path: text
        for path in _template_paths(root, faults)
        if (text := _read(root, f"{TEMPLATES}/{path}", faults)) is not None
    }
    if faults:
        raise ConfigError(faults)
    return RawRepository(root, config, settings or b"", secrets, templates, ledger)


def _read(root: OsPath, path: str, faults: list[Problem]) -> bytes | None:
    """The bytes of one file, or None and, where it is there and cannot be read, a fault."""
    try:
        with open(root / path, "rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        faults.append(_fault(path, "is a folder, not a file", "move the folder away; a file is wanted there"))
    except OSError as error:
        faults.append(_fault(path, f"cannot be read: {error.strerror}", "check its rights, and where its links lead"))
    else:
        if len(raw) <= LARGEST:
            return raw
        faults.append(
            _fault(
                path,
                f"is larger than {LARGEST // 1024 // 1024} MiB",
                "a description is some kilobytes; is this the right file?",
            )
        )
    return None


def _template_paths(root: OsPath, faults: list[Problem]) -> Iterator[PurePosixPath]:
    """The user's templates, relative to templates/; links are not followed, so that no loop can be entered."""
    top = root / TEMPLATES
    failed: list[OSError] = []
    for folder, folders, names in os.walk(top, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield PurePosixPath(os.path.relpath(os.path.join(folder, name), top))
    faults.extend(
        _fault(TEMPLATES, f"cannot be read: {error.strerror}", "check its rights")
        for error in failed
        if not isinstance(error, FileNotFoundError)
    )


def _fault(path: str, what: str, hint: str) -> Problem:
    return Problem(UNREADABLE, f"{path} {what}", Span(path), hint)
