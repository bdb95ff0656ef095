"""What a folder already holds when init comes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as OsPath

from clusterctl import where
from clusterctl.config.secrets import Secrets, read_secrets
from clusterctl.config.source import Source
from clusterctl.config.text import decode
from clusterctl.problem import ConfigError, Problem, Severity, Span, ToolError
from clusterctl.render.tree import Path
from clusterctl.start.codes import KEPT, KEY_ELSEWHERE, NO_FOLDER
from clusterctl.start.draft import source_of, text_of
from clusterctl.start.scaffold import unignored
from clusterctl.start.secrets_file import recipients_in
from clusterctl.tools.keyring import KEY_FILE, Keyring, find_keys
from clusterctl.write.change import Blocked
from clusterctl.write.disk import Disk

IGNORE = Path(".gitignore")


@dataclass(frozen=True, slots=True)
class Present:
    """The description as text, None when there is none, and the secrets as they are sealed."""

    description: str | None
    sealed: bytes | None = field(repr=False)
    secrets: Secrets

    @property
    def named(self) -> tuple[str, ...]:
        """The recipients that the description names, or, before there is one, those of the secrets."""
        if self.description is None:
            return tuple(sorted(self.secrets.recipients))
        return recipients_in(source_of(self.description))


def look(root: OsPath) -> Present:
    """Read what is there. Raises a ConfigError for what is no file, or cannot be understood at all."""
    disk = Disk(root)
    settings, sealed = (content(disk, path) for path in (where.DESCRIPTION, where.SECRETS))
    secrets, problems = read_secrets(str(where.SECRETS), sealed)
    if problems:
        raise ConfigError(problems)
    return Present(decode(str(where.DESCRIPTION), settings) if settings is not None else None, sealed, secrets)


def content(disk: Disk, path: Path) -> bytes | None:
    """The bytes of a file, None when it is not there."""
    have = disk.have(path)
    if isinstance(have, Blocked):
        message = f"{have.at} is {have.obstacle.value}"
        raise ConfigError([Problem(NO_FOLDER, message, Span(str(path)), "move it away; a file is wanted there")])
    return have


def keyring_of(root: OsPath, environ: Mapping[str, str]) -> Keyring:
    """The keys at hand. Raises a ToolError when a variable names a key file that is not there.

    A key that init makes is age.key of the repository; nobody would look for it there while the variable is set.
    """
    keyring = find_keys(root, environ)
    named = environ.get(where.AGE_KEY_FILE_VARIABLE, "")
    if not keyring.identities and named and OsPath(named).absolute() != (root / KEY_FILE).absolute():
        message = f"{where.AGE_KEY_FILE_VARIABLE} names {named}, which holds no key"
        hint = f"unset {where.AGE_KEY_FILE_VARIABLE} to have a key made, or put the key there"
        raise ToolError([Problem(KEY_ELSEWHERE, message, Span(""), hint)])
    return keyring


def lacking(root: OsPath) -> tuple[Problem, ...]:
    """A warning when a .gitignore of the user's leaves private files to be committed."""
    have = Disk(root).have(IGNORE)
    lines = unignored(have.decode(errors="replace")) if isinstance(have, bytes) else ()
    if not lines:
        return ()
    message = f"{IGNORE} is kept as it is and does not ignore {', '.join(lines)}"
    return (Problem(KEPT, message, Span(str(IGNORE)), f"add to it: {' '.join(lines)}", Severity.WARNING),)


def value_in(source: Source, key: str, default: str) -> str:
    """A setting as text, without the rest of the description being judged."""
    value = source.data.get(key)
    return text_of(value) if value is not None else default
