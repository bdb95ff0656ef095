"""Values of cluster.yaml laid over an app's own: maps merge, lists replace, null removes."""

from __future__ import annotations

from collections.abc import Mapping

from clusterctl.config.source import plain_value, read_source
from clusterctl.problem import ConfigError, Problem
from clusterctl.render import codes


def merge(low: Mapping[str, object], high: Mapping[str, object]) -> dict[str, object]:
    """`high` over `low`; keys keep their order, new ones come last."""
    merged = dict(low)
    for key, value in high.items():
        below = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = merge(below if isinstance(below, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def parse_values(path: str, text: str, key: str) -> Mapping[str, object]:
    """The rendered values of an app as data; a ConfigError says which override wanted to read them."""
    if is_blank(text):
        return {}
    try:
        source = read_source(path, text.encode())
    except ConfigError as error:
        at = error.problems[0].at
        reason = error.problems[0].message
        message = f"{path} renders no YAML map, so {key} cannot be laid over it: {reason}"
        raise ConfigError([Problem(codes.VALUES, message, at, codes.VALUES.fix, key=key)]) from error
    return {name: plain_value(value) for name, value in source.data.items()}


def spliced(text: str, indent: int) -> str:
    """Values as text, comments kept, as they stand below their key."""
    margin = " " * indent
    lines = text.removeprefix("---\n").rstrip("\n").split("\n")
    return "".join(f"{margin}{line}\n" if line.strip() else "\n" for line in lines)


def is_blank(text: str) -> bool:
    """Whether a text has nothing but comments."""
    lines = (line.strip() for line in text.splitlines())
    return not any(line and not line.startswith("#") and line != "---" for line in lines)
