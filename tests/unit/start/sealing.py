"""A sops of nothing: it seals with Base64, opens for those who hold a key, and writes down what it was asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import yaml

from clusterctl.problem import ClosedError, Code, Problem, Span
from clusterctl.render.tree import Path, Rule

CLOSED = Code("S999", "closed", "why", "fix")


def walked(value: object, change: Callable[[object], object]) -> object:
    """Data with every scalar changed."""
    if isinstance(value, dict):
        return {key: walked(item, change) for key, item in value.items()}
    return change(value)


def hidden(value: object) -> str:
    """A value as a token."""
    return f"ENC[AES256_GCM,data:{base64.b64encode(json.dumps(value).encode()).decode()},iv:x,tag:x,type:str]"


def shown(token: object) -> object:
    """The value of a token."""
    if not isinstance(token, str) or not token.startswith("ENC["):
        return token
    return json.loads(base64.b64decode(token.partition("data:")[2].partition(",")[0]))


@dataclass
class FakeSops:
    """`held` are the public halves of the keys at hand."""

    held: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list)

    def has_key(self) -> bool:
        return bool(self.held)

    def age_key(self, recipients: Collection[str] = (), held: str = "") -> str:
        return held or f"KEY-OF-{next(iter(recipients), '')}"

    def decrypt(self, path: Path, sealed: bytes) -> object:
        self.calls.append(f"decrypt {path}")
        data = self._open(path, sealed)
        return walked({key: value for key, value in data.items() if key != "sops"}, shown)

    def encrypt(self, path: Path, plain: bytes, rule: Rule) -> bytes:
        self.calls.append(f"encrypt {path}")
        data = walked(yaml.safe_load(plain), hidden)
        assert isinstance(data, dict)
        return dumped({**data, "sops": block_of(rule)})

    def update_keys(self, path: Path, sealed: bytes, rule: Rule) -> bytes:
        self.calls.append(f"update_keys {path}")
        return dumped({**self._open(path, sealed), "sops": block_of(rule)})

    def set_value(self, path: Path, sealed: bytes, where: tuple[str, ...], value: object, rule: Rule) -> bytes:
        self.calls.append(f"set {'.'.join(where)}")
        data = self._open(path, sealed)
        below: dict[str, Any] = data
        for part in where[:-1]:
            below = below.setdefault(part, {})
        below[where[-1]] = walked(value, hidden)
        return dumped({**data, "sops": {**data["sops"], "mac_only_encrypted": rule.mac_only_encrypted}})

    def _open(self, path: Path, sealed: bytes) -> dict[str, Any]:
        data: dict[str, Any] = yaml.safe_load(sealed)
        keys = data["sops"]["age"]
        if not {key["recipient"] for key in keys} & set(self.held):
            raise ClosedError([Problem(CLOSED, f"{path} cannot be opened", Span(str(path)))])
        return data


def block_of(rule: Rule) -> dict[str, object]:
    """The block that sops adds."""
    regex = {"encrypted_regex": rule.encrypted_regex} if rule.encrypted_regex else {}
    keys = [{"recipient": name} for name in rule.recipients]
    return {"age": keys, **regex, "mac_only_encrypted": rule.mac_only_encrypted}


def dumped(data: object) -> bytes:
    """Data as YAML."""
    return yaml.safe_dump(data, sort_keys=False).encode()
