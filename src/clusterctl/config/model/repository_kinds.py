"""Git URLs and repository names."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from clusterctl.config.codes import reading, repository
from clusterctl.config.model.kind import quoted, refuse
from clusterctl.config.model.network_kinds import CREDENTIALS
from clusterctl.config.model.scalars import text_of

HOST = r"(?P<host>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)"
GIT_URL = re.compile(rf"(https?://|ssh://git@){HOST}(:[0-9]{{1,5}})?/[^\s/][^\s]*")
SHORT_FORM = re.compile(r"(ssh://)?(?P<user>[a-z][a-z0-9_-]*)@(?P<host>[A-Za-z0-9.-]+):/?(?P<path>[^\s:]+)")
OTHER_USER = re.compile(r"ssh://([^@/\s]*@)?(?P<rest>[A-Za-z0-9.-]+(:[0-9]+)?/[^\s]+)")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")


def git_url(text: str) -> str:
    """An https:// or ssh://git@ URL."""
    if text.startswith("http") and CREDENTIALS.match(text):
        hint = "use ssh://git@ with a deploy key; make a new token if this one is real"
        raise refuse(repository.REPOSITORY_URL, "holds a user name or a token", hint, quotable=False)
    if GIT_URL.fullmatch(text):
        return text
    meant = _meant(text)
    hint = f"did you mean {meant}?" if meant else "write https://HOST/PATH or ssh://git@HOST/PATH"
    raise refuse(repository.REPOSITORY_URL, f"{quoted(text)} is not a URL that Flux can use", hint)


def _meant(text: str) -> str:
    if short := SHORT_FORM.fullmatch(text):
        return f"ssh://git@{short['host']}/{short['path']}"
    if other := OTHER_USER.fullmatch(text):
        return f"ssh://git@{other['rest']}"
    return ""


def host_of(url: str) -> str:
    """The host that a Git URL names, in lower case."""
    found = GIT_URL.fullmatch(url)
    return found["host"].lower() if found else ""


def short_name(text: str) -> str:
    """`owner/name` of a repository at GitHub."""
    if not NAME.fullmatch(text) or text.endswith(".git"):
        hint = (
            "for another Git host, or to give a URL, use repository_url"
            if ":" in text
            else "write it like example/home"
        )
        raise refuse(reading.FORM, f"{quoted(text)} is not owner/name", hint)
    return text


GitUrl: TypeAlias = Annotated[
    str,
    text_of(
        git_url, "Git URL", "https:// or ssh://git@", {"type": "string", "pattern": "^(https?://[^@]+|ssh://git@.+)$"}
    ),
]
RepositoryName: TypeAlias = Annotated[
    str, text_of(short_name, "owner/name", "a repository at GitHub", {"type": "string", "pattern": f"^{NAME.pattern}$"})
]
