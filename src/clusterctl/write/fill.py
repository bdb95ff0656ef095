"""A manifest with its secrets filled in: in memory only, and handed on as JSON, which is YAML without any doubt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from clusterctl.config.source import Loc, plain_value, read_source
from clusterctl.problem import ConfigError, Problem
from clusterctl.render.tree import File, Ref
from clusterctl.write.codes import NO_VALUE
from clusterctl.write.proof import AGE_KEY

Data = dict[str, object]
Transforms = Mapping[str, Callable[[object], str]]
# YAML takes these for line breaks or forbids them, where JSON does not
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def fill(file: File, opened: Callable[[], object], age_key: Callable[[], str], transforms: Transforms) -> Data:
    """The data of a sealed file, secrets included. Raises a ConfigError that names every secret that does not fit."""
    source = read_source(str(file.path), file.text.encode())
    data = {key: plain_value(value) for key, value in source.data.items()}
    faults = []
    for loc, ref in file.refs.items():
        if ref.secret == AGE_KEY:
            put(data, loc, age_key())
            continue
        secrets = opened()
        try:
            put(data, loc, value_of(ref, secrets, transforms))
        except (KeyError, TypeError, ValueError):
            name = ".".join(ref.secret)
            message = f"{name} in secrets.sops.yaml is not the text that {file.path} needs"
            hint = f"set it as text: clusterctl secrets set {name}"
            faults.append(Problem(NO_VALUE, message, file.source, hint, key=name))
    if faults:
        raise ConfigError(faults)
    return data


def value_of(ref: Ref, opened: object, transforms: Transforms) -> str:
    """The text of one leaf. KeyError, TypeError or ValueError when the secret has another shape."""
    value = opened
    for part in ref.secret:
        if not isinstance(value, dict):
            raise TypeError
        value = value[part]
    if ref.transform:
        return transforms[ref.transform](value)
    # a number has lost its spelling: 0123 and 1e3 are 83 and 1000 for sops
    if not isinstance(value, str):
        raise TypeError
    return value


def put(data: Data, loc: Loc, value: str) -> None:
    """Set the leaf at a place, which the manifest has."""
    target: object = data
    for part in loc[:-1]:
        target = target[part]  # type: ignore[index]
    target[loc[-1]] = value  # type: ignore[index]


def leaf(data: object, loc: Loc) -> str:
    """The text at a place of plain data; "" when there is none."""
    for part in loc:
        try:
            data = data[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return ""
    return data if isinstance(data, str) else ""


def yaml_text(file: File, data: Mapping[str, object]) -> bytes:
    """The text that sops seals: the comments at the head of the manifest, then its data on one line."""
    body = ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(data, ensure_ascii=False))
    return "".join([*head(file.text), body, "\n"]).encode()


def head(text: str) -> Iterator[str]:
    """The comment lines before the first key of a manifest."""
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            return
        yield line
