"""YAML as programs of either version read it: 1.1 by PyYAML, 1.2 by its core schema."""

from __future__ import annotations

import re
from typing import Any

import yaml


class Yaml11(yaml.SafeLoader):
    """PyYAML as it is, but a lone equals sign is text, as every other reader has it."""


class Yaml12(yaml.SafeLoader):
    """The core schema of YAML 1.2.2, section 10.3.2."""


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


Yaml11.add_constructor("tag:yaml.org,2002:value", _text)
Yaml12.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", [*"nN~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", [*"-+0123456789"]),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        [*"-+.0123456789"],
    ),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)
Yaml12.add_constructor("tag:yaml.org,2002:int", _number)

Reader = type[yaml.SafeLoader]
READERS: tuple[Reader, Reader] = (Yaml11, Yaml12)


def documents(text: str, reader: Reader) -> list[Any]:
    """All documents of a text that are not empty."""
    return [data for data in yaml.load_all(text, reader) if data is not None]


def dig(data: Any, path: str) -> list[Any]:  # noqa: ANN401 - whatever YAML holds
    """The value at a path such as `spec.list[0].name`: one, or none where it leads nowhere."""
    for part in re.findall(r"[^.\[\]]+", path):
        try:
            data = data[int(part) if isinstance(data, list) else part]
        except (KeyError, IndexError, TypeError, ValueError):
            return []
    return [data]
