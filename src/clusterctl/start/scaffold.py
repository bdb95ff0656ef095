"""The files of a new repository that are the same for everybody, but for a few names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clusterctl import __version__, where
from clusterctl.compat.channels import CHANNELS
from clusterctl.config.model.repository_kinds import host_of
from clusterctl.render.tree import Path
from clusterctl.start.pins import mise
from clusterctl.start.place import NewFile
from clusterctl.start.texts import filled

TEXTS = "repository"

EVERYWHERE: Mapping[str, str] = {
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".vscode/settings.json": "vscode-settings.json",
    "README.md": "README.md",
    "Taskfile.yaml": "Taskfile.yaml",
    "renovate.json": "renovate.json",
}
AT_GITHUB: Mapping[str, str] = {
    ".github/workflows/check.yaml": "check.yaml",
    ".github/workflows/render.yaml": "render.yaml",
}
"""Forgejo and Gitea run them too."""
AT_GITLAB: Mapping[str, str] = {".gitlab-ci.yml": "gitlab-ci.yml"}


@dataclass(frozen=True, slots=True)
class Names:
    """What the files are filled in with: the folder's name, the channel, the branch that Flux follows, the Git host."""

    folder: str
    channel: str
    branch: str = "main"
    repository: str = ""


def scaffold(names: Names, schema: Mapping[str, object]) -> Iterator[NewFile]:
    """The files, .gitignore first: from then on no private file can be committed by accident."""
    marks = {"version": __version__, "branch": names.branch, "name": names.folder}
    for path, source in {**EVERYWHERE, **workflows(names.repository)}.items():
        yield NewFile(Path(path), filled(f"{TEXTS}/{source}", marks).encode())
    yield NewFile(Path(".mise.toml"), mise(CHANNELS[names.channel], __version__).encode())
    yield NewFile(where.SCHEMA, f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n".encode())


def workflows(repository: str) -> Mapping[str, str]:
    """The continuous integration for the host that the URL of the repository names."""
    return AT_GITLAB if "gitlab" in host_of(repository) else AT_GITHUB


def unignored(text: str) -> tuple[str, ...]:
    """The lines of our .gitignore that another one lacks."""
    ours = filled(f"{TEXTS}/gitignore", {}).splitlines()
    theirs = {line.strip().strip("/") for line in text.splitlines()}
    return tuple(line for line in ours if line and not line.startswith("#") and line.strip("/") not in theirs)
