"""`secrets adopt`: what stands in clear, in cluster.yaml or in secrets.sops.yaml, is sealed in secrets.sops.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from clusterctl import where
from clusterctl.config.edit import remove_value
from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import Source, plain_value, read_source
from clusterctl.config.source import Value as YamlValue
from clusterctl.config.text import decode
from clusterctl.config.value import dotted
from clusterctl.problem import ConfigError, Problem, Severity, Span
from clusterctl.render.tree import Path
from clusterctl.start.codes import PUBLISHED, TWO_VALUES
from clusterctl.start.draft import text_of
from clusterctl.start.secret_values import SETTINGS_TOO, Value, misshapen, place_of, value_of
from clusterctl.start.secrets import written
from clusterctl.start.secrets_clear import Clear, clear_of
from clusterctl.start.secrets_file import Sealer, nested, opened, rule_of, with_values
from clusterctl.write.repository import RawRepository
from clusterctl.write.steps import Operation


def adopt_secrets(raw: RawRepository, sops: Sealer) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Seal every secret that stands in clear, and answer with their names.

    Comments and order of cluster.yaml stay as they are. Both files change together or not at all. A blank one is only
    removed. Raises a ConfigError for one that has another value in secrets.sops.yaml, or not the shape of that secret.
    """
    source = read_source(raw.config, raw.settings)
    clear = clear_of(raw.secrets)
    names = tuple(name for name in source.data if name in SECRETS and name not in SETTINGS_TOO)
    values = dict(values_of(source, names))
    places = {**clear.values, **{place_of(name): text for name, text in unsealed(source, values, clear, sops).items()}}
    operations = []
    if places or clear.found:
        sealed = with_values(clear.rest, places, rule_of(source), sops)
        operations.append(Operation(where.SECRETS, raw.secrets, sealed))
    if names:
        operations.append(Operation(Path(raw.config), raw.settings, without(raw, names)))
    if not operations:
        return (), ()
    said = [published(name, source.locate((name,))) for name in values]
    said += [published(dotted(place), at) for place, at in clear.places.items()]
    return tuple(dict.fromkeys((*names, *clear.names))), (*written(raw, operations), *said)


def values_of(source: Source, names: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    """The secrets of a description that are not blank, in their shape. Raises a ConfigError for another one."""
    for name in names:
        if text := typed(name, source.data[name]):
            yield name, value_of(name, text)


def typed(name: str, value: YamlValue) -> str:
    """A secret as it would be typed: its text, or a map as JSON; "" when it is blank."""
    if isinstance(value, list) or (isinstance(value, dict) and not SECRETS[name].fields):
        raise misshapen(name, "must be one text", "write one value behind the colon")
    if isinstance(value, dict):
        return json.dumps(plain_value(value))
    return "" if value is None else text_of(value).strip()


def unsealed(source: Source, values: Mapping[str, Value], clear: Clear, sops: Sealer) -> dict[str, Value]:
    """Those that secrets.sops.yaml does not hold yet. Raises a ConfigError where it holds another value."""
    secrets, _ = read_secrets(str(where.SECRETS), clear.rest)
    sealed = [name for name in values if secrets.has(name)]
    held = {**(opened(clear.rest, sops) if sealed else {}), **nested(clear.values)}
    both = [name for name in values if name in held]
    different = [name for name in both if held[name] != values[name]]
    if different:
        raise ConfigError(two_values(source, name) for name in different)
    return {name: value for name, value in values.items() if name not in both}


def without(raw: RawRepository, names: tuple[str, ...]) -> bytes:
    """The text of cluster.yaml without these keys."""
    text = decode(raw.config, raw.settings)
    for name in names:
        text = remove_value(text, (name,))
    return text.encode()


def two_values(source: Source, name: str) -> Problem:
    """The problem of a secret with two values."""
    message = f"{name} has another value in {where.SECRETS}"
    return Problem(TWO_VALUES, message, source.locate((name,)), TWO_VALUES.fix, key=name, quotable=False)


def published(name: str, at: Span) -> Problem:
    """The warning that a secret may have been read by others."""
    message = f"{name} stood in clear in {at.path}"
    return Problem(PUBLISHED, message, at, PUBLISHED.fix, Severity.WARNING, key=name, quotable=False)
