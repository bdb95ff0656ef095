"""All files that init makes, in the order in which they are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as OsPath

from clusterctl import where
from clusterctl.compat.channels import CHANNELS, NEWEST
from clusterctl.config.schema import json_schema
from clusterctl.config.source import Source
from clusterctl.render.tree import Path
from clusterctl.start.draft import source_of
from clusterctl.start.place import NewFile
from clusterctl.start.present import value_in
from clusterctl.start.scaffold import Names, scaffold

PUBLIC_KEY = Path("deploy_key.pub")
"""Committed, and named after the secret: whoever adds it to a Git host later has nowhere else to find it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The files that are different for everybody; "" where there is none to make."""

    key: str = field(repr=False)
    description: str
    sealed: bytes = field(repr=False)
    public: str


def in_order(root: OsPath, contents: Contents) -> tuple[NewFile, ...]:
    """All files of a repository: first what keeps the key out of Git, then the key, then what is sealed for it."""
    source = source_of(contents.description)
    first, *others = scaffold(names_of(root, source), json_schema())
    own = (
        NewFile(where.AGE_KEY, contents.key.encode(), private=True),
        NewFile(where.DESCRIPTION, contents.description.encode()),
        NewFile(where.SECRETS, contents.sealed),
        NewFile(PUBLIC_KEY, contents.public.encode()),
    )
    return (first, *(file for file in own if file.content), *others)


def targets(files: tuple[NewFile, ...]) -> tuple[Path, ...]:
    """Every path that init may make a file at, also where there is nothing to put there now."""
    return tuple(dict.fromkeys((*(file.path for file in files), where.AGE_KEY, PUBLIC_KEY)))


def names_of(root: OsPath, source: Source) -> Names:
    """What the scaffold is filled in with."""
    channel = value_in(source, "channel", NEWEST.name)
    return Names(
        folder=root.resolve().name,
        channel=channel if channel in CHANNELS else NEWEST.name,
        branch=value_in(source, "repository_branch", "main"),
        repository=value_in(source, "repository_url", ""),
    )
