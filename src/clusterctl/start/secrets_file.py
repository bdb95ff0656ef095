"""secrets.sops.yaml: making it, and changing it through sops. Its text in clear exists in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from clusterctl import where
from clusterctl.config.source import Source
from clusterctl.problem import ConfigError, Problem
from clusterctl.render.emit import emit
from clusterctl.render.sealed import rule_for
from clusterctl.render.tree import Path, Rule
from clusterctl.start.codes import NO_RECIPIENT
from clusterctl.start.secret_values import Value
from clusterctl.write.change import Sops
from clusterctl.write.prove import check_sealed

EMPTY: Mapping[str, object] = {"extra": {}}
"""What a file without secrets holds: sops wants something to seal."""


class Sealer(Sops, Protocol):
    """sops, with the command that changes one value and leaves the tokens of all others."""

    def set_value(self, path: Path, sealed: bytes, where: tuple[str, ...], value: object, rule: Rule) -> bytes:
        """The file with one value, text or a map of texts, put in or replaced."""
        ...


def rule_of(settings: Source) -> Rule:
    """How secrets.sops.yaml is sealed: every value, for the recipients of cluster.yaml.

    It is read from the text alone: a description that is wrong elsewhere, perhaps for want of a secret, will do.
    Raises a ConfigError when nobody is named.
    """
    recipients = recipients_in(settings)
    if not recipients:
        at = settings.locate(("age_recipients",))
        message = f"{settings.path} names no age_recipients"
        raise ConfigError([Problem(NO_RECIPIENT, message, at, NO_RECIPIENT.fix, key="age_recipients")])
    return rule_for(where.SECRETS, recipients)


def recipients_in(settings: Source) -> tuple[str, ...]:
    """The recipients that a description names, without the rest of it being judged."""
    named = settings.data.get("age_recipients")
    return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()


def with_values(raw: bytes | None, values: Mapping[tuple[str, ...], Value], rule: Rule, sops: Sealer) -> bytes:
    """The file with these values in it, each at its place; a new file when there is none.

    Raises a ToolError when sops fails, or what it made does not prove to be sealed.
    """
    if raw is None:
        sealed = sops.encrypt(where.SECRETS, emit(nested(values) or EMPTY).encode(), rule)
        check_sealed(where.SECRETS, sealed, rule)
        return sealed
    for place, value in values.items():
        raw = sops.set_value(where.SECRETS, raw, place, value, rule)
    return raw


def nested(values: Mapping[tuple[str, ...], Value]) -> dict[str, object]:
    """Values by place as one map."""
    found: dict[str, object] = {}
    for place, value in values.items():
        below: dict[str, object] = found
        for part in place[:-1]:
            inner = below.setdefault(part, {})
            if not isinstance(inner, dict):
                raise TypeError(f"{part} is a secret and a group of secrets at once")
            below = inner
        below[place[-1]] = value
    return found


def opened(raw: bytes | None, sops: Sops) -> Mapping[str, object]:
    """What the file holds; nothing when there is none."""
    data = sops.decrypt(where.SECRETS, raw) if raw is not None else {}
    return data if isinstance(data, dict) else {}
