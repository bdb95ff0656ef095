"""What there is to know about one key, for `clusterctl explain` and for the questions of `init`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from pydantic.fields import FieldInfo

from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.kind import Kind
from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.model.section import Section
from clusterctl.config.shape import former, nested

FORM_OF: dict[type, str] = {tuple: "{}[]", dict: "{}.<id>"}
INDEX = re.compile(r"\[[0-9]*\]")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One key in words. `key` is written as `nodes[].disk` or `apps.<id>.version`; `aliases` are its former names."""

    key: str
    type: str
    default: str
    constraint: str
    description: str
    example: str
    aliases: tuple[str, ...] = ()


def explain_key(key: str) -> Explanation | None:
    """The explanation of a key, also when it is asked for as `nodes.disk` or `nodes[0].disk`; of a secret too."""
    wanted = _plain(key)
    found = next((each for each in all_keys() if wanted in {_plain(each.key), *each.aliases}), None)
    if found or key not in SECRETS:
        return found
    spec = SECRETS[key]
    shape = f"map of {', '.join(spec.fields)}" if spec.fields else "text"
    about = f"{spec.about} It stands in secrets.sops.yaml: clusterctl secrets set {key}. From: {spec.where}."
    return Explanation(key, f"secret, {shape}", "", "", about, "")


def all_keys() -> tuple[Explanation, ...]:
    """Every key of cluster.yaml, each one followed by the keys inside it."""
    return tuple(_keys(Cluster, ""))


def _keys(model: type[Section], prefix: str) -> Iterator[Explanation]:
    for name, info in model.model_fields.items():
        key = f"{prefix}{name}"
        yield _explain(key, info)
        if inner := nested(model, name):
            holder, part = inner
            yield from _keys(part, f"{FORM_OF[holder].format(key)}.")


def _explain(key: str, info: FieldInfo) -> Explanation:
    kind, listed = _kind(info)
    type_ = f"list of {kind.name}" if listed and kind else kind.name if kind else "list" if listed else "map"
    example = (info.examples or [""])[0]
    constraint = kind.rule if kind else ""
    about = info.description or ""
    return Explanation(key, type_, _default(info), constraint, about, inline(example), tuple(former(info)))


def _kind(info: FieldInfo) -> tuple[Kind | None, bool]:
    """The kind of a key's value, or of the items of its list."""
    found = next((each for each in info.metadata if isinstance(each, Kind)), None)
    listed = getattr(info.annotation, "__origin__", None) is tuple
    for part in get_args(info.annotation):
        found = found or next((each for each in getattr(part, "__metadata__", ()) if isinstance(each, Kind)), None)
    return found, listed


def _default(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    if isinstance(extra, dict) and "shown" in extra:
        return str(extra["shown"])
    return "required" if info.is_required() else inline(info.default)


def inline(value: object) -> str:
    """A value as YAML would have it on one line, "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return f"[{', '.join(inline(item) for item in value)}]"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _plain(key: str) -> str:
    parts = INDEX.sub("", key).split(".")
    return ".".join(parts[:1] + parts[-1:]) if parts[0] == "apps" and len(parts) > 1 else ".".join(parts)
