"""secrets.sops.yaml where values stand in clear: which those are, and the file without them. All of it in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from clusterctl import where
from clusterctl.config.codes.secrets import BLANK_SECRET, NOT_ENCRYPTED
from clusterctl.config.edit import remove_value
from clusterctl.config.secrets import EXTRA, SecretName, Secrets, read_secrets
from clusterctl.config.source import Loc, Source, Value
from clusterctl.config.text import decode
from clusterctl.problem import ConfigError, Span
from clusterctl.start.draft import text_of
from clusterctl.start.secret_values import tidy

CURABLE = (NOT_ENCRYPTED, BLANK_SECRET)
"""What is wrong with a file in clear and is not once it is sealed: blanks are left out."""


@dataclass(frozen=True, slots=True)
class Clear:
    """The values that anybody could read, each at its place, and the sealed rest of the file; None when there is none.

    `found` says whether there is a file to seal, be it an empty one.
    """

    found: bool
    values: Mapping[SecretName, str] = field(default_factory=dict, repr=False)
    rest: bytes | None = field(default=None, repr=False)
    places: Mapping[SecretName, Span] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The secrets that stand in clear, as `secrets set` names them."""
        return tuple(dict.fromkeys(".".join(place) if place[0] == EXTRA else place[0] for place in self.values))


def clear_of(raw: bytes | None) -> Clear:
    """What stands in clear in secrets.sops.yaml.

    Raises a ConfigError for what is wrong with it beside that, and for a file whose sops block is lost.
    """
    secrets, problems = read_secrets(str(where.SECRETS), raw)
    source = secrets.source
    if source is None or raw is None or (secrets.sealed and not secrets.clear):
        return Clear(found=False, rest=raw)
    lost = secrets.tokens and not secrets.sealed
    if wrong := [problem for problem in problems if lost or problem.code not in CURABLE]:
        raise ConfigError(wrong)
    values = clear_values(source, secrets.clear)
    rest = without_clear(raw, secrets) if secrets.sealed else None
    return Clear(found=True, values=values, rest=rest, places={place: source.locate(place) for place in values})


def clear_values(source: Source, places: frozenset[SecretName]) -> dict[SecretName, str]:
    """The values at these places, in the order of the file; those of blanks alone are none."""
    texts = {tuple(map(str, place)): typed(source, place) for place in source.places if place in places}
    return {place: tidy(text) for place, text in texts.items() if text.strip()}


def typed(source: Source, place: Loc) -> str:
    """The text of a value as somebody typed it."""
    value: Value = dict(source.data)
    for part in place:
        value = value.get(str(part)) if isinstance(value, dict) else None
    return text_of(value)


def without_clear(raw: bytes, secrets: Secrets) -> bytes:
    """The file as sops sealed it. Raises a ConfigError where a value cannot be taken out without other lines."""
    text = decode(str(where.SECRETS), raw)
    for place in emptied(secrets):
        text = remove_value(text, place, str(where.SECRETS))
    return text.encode()


def emptied(secrets: Secrets) -> list[SecretName]:
    """What is to be taken out: a map whose values all stand in clear goes with them."""
    groups: defaultdict[str, list[SecretName]] = defaultdict(list)
    for place in sorted(secrets.clear):
        groups[place[0]].append(place)
    kept = {place[0] for place in (*secrets.tokens, *secrets.blank)}
    return [place for name, places in groups.items() for place in (places if name in kept else [(name,)])]
