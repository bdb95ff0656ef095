"""Secrets as people give them: by name, as text, in the shape that the file wants. No error holds a value."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.secrets import SECRETS, TUNNEL_TOKEN_FIELDS, SecretSpec
from clusterctl.config.secrets import EXTRA, is_extra
from clusterctl.config.suggest import suggest
from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.start.codes import SECRET_NAME, SECRET_SHAPE

Value = str | dict[str, str]
"""A text, or named texts."""
VARIABLE = "CLUSTERCTL_"
SETTINGS_TOO = tuple(name for name in SECRETS if name in Cluster.model_fields)
"""Secrets that may stand in cluster.yaml as well."""


def place_of(name: str) -> tuple[str, ...]:
    """Where a secret stands in the file. Raises a ConfigError for a name that none has."""
    if name in SECRETS:
        return (name,)
    if is_extra(name):
        return tuple(name.split("."))
    near = suggest(name, SECRETS)
    hint = f"did you mean {near}?" if near else f"write {EXTRA}.NAME for a secret of your own apps"
    raise ConfigError([Problem(SECRET_NAME, f"there is no secret {name}", Span(""), hint, key=name)])


def value_of(name: str, text: str) -> Value:
    """What a text means as the value of a secret. Raises a ConfigError when it is blank or has another shape."""
    if not text.strip():
        raise misshapen(name, "is blank", "a blank secret is never stored")
    if not is_unicode(text):
        raise misshapen(name, "is not UTF-8 text", "store binary data as Base64")
    spec = SECRETS.get(name)
    if spec and spec.fields:
        return fields_of(name, spec, text)
    return tidy(text)


def tidy(text: str) -> str:
    """A text without what surrounds it; several lines end with a line break, as keys want it."""
    return text.strip() if len(text.strip().splitlines()) == 1 else text.strip() + "\n"


def is_unicode(text: str) -> bool:
    """Whether a text from outside was UTF-8: bytes that are not come as lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8") == text


def fields_of(name: str, spec: SecretSpec, text: str) -> dict[str, str]:
    """The named texts of a secret, from JSON or, for the tunnel, from its token."""
    found = parsed(text)
    found = {TUNNEL_TOKEN_FIELDS.get(key, key): value for key, value in found.items()}
    values = {key: found[key] for key in spec.fields if isinstance(found.get(key), str) and str(found[key]).strip()}
    if len(values) < len(spec.fields):
        lacking = ", ".join(key for key in spec.fields if key not in values)
        raise misshapen(name, f"lacks {lacking}", f"give the text of {spec.where}")
    return {key: str(value) for key, value in values.items()}


def parsed(text: str) -> Mapping[str, object]:
    """A JSON object, also one in Base64; empty when the text is neither."""
    for read in (str.encode, lambda packed: base64.b64decode(packed, validate=True)):
        try:
            found = json.loads(read(text.strip()))
        except (ValueError, binascii.Error, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return {}


def misshapen(name: str, what: str, hint: str) -> ConfigError:
    """The error for a value that a secret cannot have; it never quotes the value."""
    return ConfigError([Problem(SECRET_SHAPE, f"{name} {what}", Span(""), hint, key=name, quotable=False)])


def from_environment(environ: Mapping[str, str]) -> dict[str, Value]:
    """The secrets that variables such as CLUSTERCTL_CLOUDFLARE_TOKEN hold; an empty variable is none."""
    texts = {name: environ.get(f"{VARIABLE}{name.upper()}", "") for name in SECRETS}
    return {name: value_of(name, text) for name, text in texts.items() if text.strip()}


def variable_of(name: str) -> str:
    """The variable that feeds a secret."""
    return f"{VARIABLE}{name.upper().replace('.', '_').replace('-', '_')}"
