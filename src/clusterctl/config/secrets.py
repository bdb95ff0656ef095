"""secrets.sops.yaml without any key: which secrets there are, their ciphertext, and for whom they are encrypted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from clusterctl.config.codes import secrets as codes
from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.source import Loc, Source, Value, read_source
from clusterctl.config.suggest import suggest
from clusterctl.config.value import dotted
from clusterctl.problem import Code, Problem

TOKEN = re.compile(r"ENC\[AES256_GCM,data:[^\s\]]*\]")
EXTRA, META = "extra", "sops"
EXTRA_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
SEAL = "run clusterctl secrets adopt, and replace what was ever pushed in clear"
LOST = "restore it from Git"
SecretName: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Secrets:
    """The names in secrets.sops.yaml and the ciphertext of each; never a value.

    `blank` names those that are there and empty, `clear` those that anybody could read. `source` is None when the file
    is not there.
    """

    path: str
    present: bool
    tokens: Mapping[SecretName, str] = field(default_factory=dict, repr=False)
    blank: frozenset[SecretName] = frozenset()
    clear: frozenset[SecretName] = frozenset()
    recipients: frozenset[str] = frozenset()
    source: Source | None = field(default=None, repr=False)

    @property
    def sealed(self) -> bool:
        """Whether sops sealed the file, if perhaps not everything in it."""
        return self.source is not None and is_sealed(self.source)

    def has(self, name: str) -> bool:
        """Whether a secret (`cloudflare_token`, `extra.foo`) is there, whole and not blank."""
        path = tuple(name.split("."))
        spec = SECRETS.get(name)
        if spec and spec.fields:
            return all((*path, part) in self.tokens for part in spec.fields)
        return path in self.tokens

    def names(self, name: str) -> bool:
        """Whether a secret is there at all, blank or broken as it may be."""
        path = tuple(name.split("."))
        return self.source is not None and path in self.source.places


def read_secrets(path: str, raw: bytes | None) -> tuple[Secrets, tuple[Problem, ...]]:
    """Read the file as it is committed; None when there is none. What is no YAML is a ConfigError."""
    if raw is None:
        return Secrets(path, present=False), ()
    source = read_source(path, raw)
    reader = _Reader(source)
    reader.read()
    tokens = MappingProxyType(reader.tokens)
    secrets = Secrets(
        path,
        present=True,
        tokens=tokens,
        blank=frozenset(reader.blank),
        clear=frozenset(reader.clear),
        recipients=frozenset(recipients_of(source.data.get(META))),
        source=source,
    )
    return secrets, tuple(reader.problems)


def is_sealed(source: Source) -> bool:
    """Whether a file has the block that sops adds."""
    return isinstance(source.data.get(META), dict)


def is_extra(name: str) -> bool:
    """Whether a name such as `extra.foo` can be that of a secret of the user's own."""
    top, _, rest = name.partition(".")
    return top == EXTRA and EXTRA_NAME.fullmatch(rest) is not None


class _Reader:
    """Walks the names of one file and tells every problem; no message ever holds a value."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens: dict[SecretName, str] = {}
        self.blank: set[SecretName] = set()
        self.clear: set[SecretName] = set()
        self.problems: list[Problem] = []

    def read(self) -> None:
        for name, value in self.source.data.items():
            if name == EXTRA:
                self._extra(value)
            elif name in SECRETS:
                self._known(name, value)
            elif name != META:
                self._unknown(name)
        if not is_sealed(self.source):
            self._unsealed()

    def _unsealed(self) -> None:
        what, hint = ("has lost its sops block", LOST) if self.tokens else ("is not encrypted by sops", SEAL)
        self._tell(codes.NOT_ENCRYPTED, (), f"{self.source.path} {what}", hint)

    def _known(self, name: str, value: Value) -> None:
        spec = SECRETS[name]
        if not spec.fields:
            self._leaf((name,), value)
        elif not isinstance(value, dict):
            wanted = ", ".join(spec.fields)
            self._tell(codes.SECRET_SHAPE, (name,), f"{name} must be a map of {wanted}", f"take {spec.where}")
        else:
            self._fields(name, value)

    def _fields(self, name: str, value: dict[str, Value]) -> None:
        spec = SECRETS[name]
        for part, leaf in value.items():
            if part in spec.fields:
                self._leaf((name, part), leaf)
            elif part not in spec.optional:
                near = suggest(part, spec.fields)
                hint = f"did you mean {near}?" if near else f"its fields are {', '.join(spec.fields)}"
                self._tell(codes.UNKNOWN_SECRET, (name, part), f"{dotted((name, part))} is not known", hint)
        for part in spec.fields:
            if part not in value:
                self._tell(codes.SECRET_SHAPE, (name, part), f"{name}.{part} is missing", f"take {spec.where}")

    def _extra(self, value: Value) -> None:
        if value is None or value == "":
            return
        if not isinstance(value, dict):
            self._tell(codes.SECRET_SHAPE, (EXTRA,), "extra must be a map of names", "write name: value below it")
            return
        for name, leaf in value.items():
            if EXTRA_NAME.fullmatch(name):
                self._leaf((EXTRA, name), leaf)
            else:
                hint = "use letters, digits, _ and -, beginning with a letter"
                self._tell(codes.SECRET_SHAPE, (EXTRA, name), "a name below extra has other characters", hint)

    def _leaf(self, path: SecretName, value: Value) -> None:
        name = dotted(path)
        command = f"clusterctl secrets set {name if path[0] == EXTRA else path[0]}"
        if value is None or value == "":
            self.blank.add(path)
            self._tell(codes.BLANK_SECRET, path, f"{name} is blank", f"run {command}")
        elif isinstance(value, list | dict):
            self._tell(codes.SECRET_SHAPE, path, f"{name} must be one text", f"run {command}")
        elif isinstance(value, str) and TOKEN.fullmatch(value):
            self.tokens[path] = value
        else:
            self.clear.add(path)
            if is_sealed(self.source):
                self._tell(codes.NOT_ENCRYPTED, path, f"{name} stands in clear text", SEAL)

    def _unknown(self, name: str) -> None:
        near = suggest(name, SECRETS)
        hint = f"did you mean {near}?" if near else "secrets of your own go below extra"
        self._tell(codes.UNKNOWN_SECRET, (name,), f"{dotted((name,))} is not the name of a secret", hint)

    def _tell(self, code: Code, loc: Loc, message: str, hint: str) -> None:
        problem = Problem(code, message, self.source.locate(loc), hint, key=dotted(loc), quotable=False)
        self.problems.append(problem)


def recipients_of(meta: object) -> Iterator[str]:
    """The age recipients that a sops block names."""
    entries = meta.get("age") if isinstance(meta, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        recipient = entry.get("recipient") if isinstance(entry, dict) else None
        if isinstance(recipient, str):
            yield recipient
