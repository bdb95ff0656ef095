"""Whose keys open the secrets of a repository, and whether a new key is to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from clusterctl import where
from clusterctl.problem import Problem, Severity, Span, ToolError
from clusterctl.start.codes import KEY_ELSEWHERE, NO_RECIPIENT
from clusterctl.tools.keyring import KEY_FILE, Keyring

MakeIdentity = Callable[[], tuple[str, str]]
"""A new private age key and its public half."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who owns the repository so far.

    `named` are the recipients of cluster.yaml where it is there (`described`), else those of secrets.sops.yaml;
    `added` are given for a new cluster.yaml, such as that of a recovery key.
    """

    named: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    described: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """Everybody who is known by name."""
        return self.named if self.described else tuple(dict.fromkeys((*self.named, *self.added)))


@dataclass(frozen=True, slots=True)
class Owners:
    """The recipients, and the text of age.key where a key was made; "" where none was."""

    recipients: tuple[str, ...]
    key: str = field(default="", repr=False)
    problems: tuple[Problem, ...] = ()


def owners_of(known: Known, keyring: Keyring, make: MakeIdentity) -> Owners:
    """Who the secrets are sealed for: those who are named already, and who holds a key here.

    A key is made only for a repository that has never had one: a second one could not open what is sealed for the
    first. Raises a ToolError for a key file that does not fit.
    """
    if known.named and not keyring.identities:
        message = f"no {KEY_FILE} is here, and none was made: the secrets are sealed for {', '.join(known.named)}"
        problem = Problem(KEY_ELSEWHERE, message, Span(KEY_FILE), KEY_ELSEWHERE.fix, Severity.WARNING)
        return Owners(known.all, problems=(problem,))
    if known.described and known.named:
        return Owners(fitting(known.named, keyring))
    secret, recipient = ("", "") if keyring.identities else make()
    recipients = tuple(name for name in dict.fromkeys((*known.all, *keyring.recipients, recipient)) if name)
    if not recipients:
        hint = "give it by --set age_recipients=[age1…]; `age-keygen -y age.key` prints it"
        raise unfit(f"the public half of the key in {KEY_FILE} cannot be computed", hint)
    text = f"# public key: {recipient}\n{secret}\n" if secret else ""
    return Owners(recipients, text, tuple(unnamed(recipients)) if known.described else ())


def fitting(named: tuple[str, ...], keyring: Keyring) -> tuple[str, ...]:
    """The recipients of cluster.yaml, when a key at hand belongs to one of them, as far as anybody can tell."""
    foreign = all(key.recipient and key.recipient not in named for key in keyring.identities)
    if foreign:
        held = ", ".join(keyring.recipients)
        raise unfit(f"the public half of {KEY_FILE} ({held}) is not in age_recipients", "add it to cluster.yaml")
    return named


def unnamed(recipients: tuple[str, ...]) -> Iterator[Problem]:
    """The warning about a description that names nobody."""
    hint = f"add this line: age_recipients: [{', '.join(recipients)}]"
    message = "cluster.yaml names no age_recipients"
    yield Problem(NO_RECIPIENT, message, Span(str(where.DESCRIPTION)), hint, Severity.WARNING, key="age_recipients")


def unfit(message: str, hint: str) -> ToolError:
    """The error for a key file that cannot be used."""
    return ToolError([Problem(NO_RECIPIENT, message, Span(KEY_FILE), hint)])
