"""What a sealed file says about itself without a key: its recipients, its rule, and which values are encrypted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clusterctl.config.secrets import recipients_of
from clusterctl.config.source import Loc, plain_value, read_source
from clusterctl.config.value import dotted
from clusterctl.problem import ConfigError
from clusterctl.render.tree import Path, Rule

SEALED = "ENC["
OTHER_KEYS = ("pgp", "kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "key_groups")
"""Kinds of keys besides age that sops can seal for; no description asks for them."""
OTHER_RULES = ("unencrypted_regex", "encrypted_suffix", "encrypted_comment_regex", "unencrypted_comment_regex")
DEFAULT_SUFFIX = "_unencrypted"


@dataclass(frozen=True, slots=True)
class Block:
    """The sops block of a file and the file's values with their tokens; `foreign` are keys and rules of other kinds."""

    recipients: frozenset[str]
    encrypted_regex: str
    mac_only_encrypted: bool
    foreign: frozenset[str]
    values: Mapping[str, object]

    def same_recipients(self, rule: Rule) -> bool:
        """Whether exactly the recipients of the rule can open the file."""
        return self.recipients == frozenset(rule.recipients) and not self.foreign.intersection(OTHER_KEYS)

    def same_rule(self, rule: Rule) -> bool:
        """Whether the file is encrypted as the rule says."""
        mine = (self.encrypted_regex, self.mac_only_encrypted)
        return mine == (rule.encrypted_regex, rule.mac_only_encrypted) and not self.foreign.difference(OTHER_KEYS)

    def in_clear(self) -> tuple[str, ...]:
        """The dotted keys of values that should be encrypted and are not."""
        covered = re.compile(self.encrypted_regex)
        return tuple(
            dotted(loc) for loc, value in leaves(self.values) if not is_hidden(value) and is_covered(covered, loc)
        )


def read_block(path: Path, raw: bytes) -> Block | None:
    """The sops block of a file; None when it is no sealed YAML file."""
    try:
        data = {key: plain_value(value) for key, value in read_source(str(path), raw).data.items()}
    except ConfigError:
        return None
    block = data.get("sops")
    if not isinstance(block, dict):
        return None
    return Block(
        frozenset(recipients_of(block)),
        str(block.get("encrypted_regex") or ""),
        block.get("mac_only_encrypted") is True,
        frozenset(foreign(block)),
        {key: value for key, value in data.items() if key != "sops"},
    )


def foreign(block: Mapping[str, object]) -> Iterator[str]:
    """The kinds of keys and rules in a sops block that we never write."""
    yield from (name for name in (*OTHER_KEYS, *OTHER_RULES) if block.get(name))
    if block.get("unencrypted_suffix", DEFAULT_SUFFIX) != DEFAULT_SUFFIX:
        yield "unencrypted_suffix"


def is_covered(regex: re.Pattern[str], loc: Loc) -> bool:
    """Whether sops encrypts a value: some key on the way to it matches; an empty rule matches everything."""
    return any(regex.search(part) for part in loc if isinstance(part, str))


def is_hidden(value: object) -> bool:
    """Whether a value shows nothing: sops leaves null and empty text as they are."""
    return value is None or value == "" or (isinstance(value, str) and value.startswith(SEALED))


def leaves(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, object]]:
    """Every scalar of plain data with its place."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*loc, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*loc, index))
    else:
        yield loc, value
