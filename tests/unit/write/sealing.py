"""A small world for tests of sealing: a cryptography of nothing, that counts its calls, and one sealed file."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import yaml

from clusterctl.config.secrets import Secrets
from clusterctl.problem import ClosedError, Code, Problem, Span
from clusterctl.render.tree import File, Path, Ref, Rule
from clusterctl.write.block import is_covered
from clusterctl.write.change import Change, Entry, Ledger, Policy
from clusterctl.write.plan import plan
from clusterctl.write.seal import seal
from clusterctl.write.vault import Vault

PATH = Path("kubernetes/apps/network/dns/app/secret.sops.yaml")
SECRETS_PATH = Path("secrets.sops.yaml")
RULE = Rule("^(data|stringData)$", ("age1mine",))
CLOSED = Code("S999", "closed", "why", "fix")
MANIFEST = """\
# yaml-language-server: $schema=https://example.org/secret.json
apiVersion: v1
kind: Secret
metadata:
  name: dns
stringData:
  api-token: MARKER
  fixed: plain
"""
TOKEN_LEAF = ("stringData", "api-token")


def walk(value: object, change: Callable[[tuple[str, ...], object], object], loc: tuple[str, ...] = ()) -> object:
    """Data with every scalar changed."""
    if isinstance(value, dict):
        return {key: walk(item, change, (*loc, str(key))) for key, item in value.items()}
    return change(loc, value)


def reveal(token: object) -> object:
    """The value of a token; other values as they are."""
    if not isinstance(token, str) or not token.startswith("ENC["):
        return token
    return json.loads(base64.b64decode(token[4:-1].partition(",")[2]))


@dataclass
class FakeSops:
    """Seals with base64 for the recipients of a rule, opens with one key; `spoil` changes what it answers."""

    key: str = "age1mine"
    spoil: Callable[[bytes], bytes] = lambda sealed: sealed
    calls: list[str] = field(default_factory=list)

    def has_key(self) -> bool:
        return bool(self.key)

    def age_key(self, recipients: Collection[str] = (), held: str = "") -> str:
        return held if held.removeprefix("KEY-OF-") in recipients else f"KEY-OF-{self.key}"

    def decrypt(self, path: Path, sealed: bytes) -> object:
        self.calls.append(f"decrypt {path}")
        data = yaml.safe_load(sealed)
        if self.key not in [key["recipient"] for key in data["sops"]["age"]]:
            raise ClosedError([Problem(CLOSED, f"{path} cannot be opened", Span(str(path)), "sealed for age1other")])
        return walk({key: value for key, value in data.items() if key != "sops"}, lambda _, value: reveal(value))

    def encrypt(self, path: Path, plain: bytes, rule: Rule) -> bytes:
        self.calls.append(f"encrypt {path}")
        return self.spoil(self.quietly_encrypt(plain, rule))

    def update_keys(self, path: Path, sealed: bytes, rule: Rule) -> bytes:
        self.calls.append(f"update_keys {path}")
        return self.spoil(dump({**yaml.safe_load(sealed), "sops": sops_block(rule)}))

    def quietly_encrypt(self, plain: bytes, rule: Rule) -> bytes:
        """As `encrypt`, for the test itself: every call makes new tokens."""
        regex, made = re.compile(rule.encrypted_regex), len(self.calls)

        def token(loc: tuple[str, ...], value: object) -> object:
            text = base64.b64encode(json.dumps(value).encode()).decode()
            return f"ENC[{made},{text}]" if is_covered(regex, loc) else value

        sealed = walk(yaml.safe_load(plain), token)
        assert isinstance(sealed, dict)
        return dump({**sealed, "sops": sops_block(rule)})


def sops_block(rule: Rule) -> dict[str, object]:
    """What sops writes about a rule."""
    regex = {"encrypted_regex": rule.encrypted_regex} if rule.encrypted_regex else {}
    age = [{"recipient": name} for name in rule.recipients]
    return {"age": age, **regex, "mac_only_encrypted": rule.mac_only_encrypted}


def dump(data: object) -> bytes:
    """Data as YAML in the order given."""
    return yaml.safe_dump(data, sort_keys=False).encode()


@dataclass
class World:
    """One sealed file, its secrets, its ledger. `render` plans and seals, and takes over what was decided."""

    values: dict[str, object] = field(default_factory=lambda: {"cloudflare_token": "hunter2"})
    text: str = MANIFEST
    refs: Mapping[tuple[str | int, ...], Ref] = field(default_factory=lambda: {TOKEN_LEAF: Ref(("cloudflare_token",))})
    rule: Rule = RULE
    sops: FakeSops = field(default_factory=FakeSops)
    have: bytes | None = None
    ledger: Ledger = field(default_factory=dict)
    generation: int = 0

    def secrets(self) -> Secrets:
        """The names and tokens of the secrets; a new generation has new tokens for the same values."""
        tokens: dict[tuple[str, ...], str] = {}
        for name, value in self.values.items():
            parts = value.items() if isinstance(value, dict) else [("", value)]
            tokens |= {(name, part) if part else (name,): f"ENC[{self.generation},{leaf}]" for part, leaf in parts}
        return Secrets(
            path=str(SECRETS_PATH),
            present=True,
            tokens=tokens,
            blank=frozenset(),
            recipients=frozenset({"age1mine"}),
            source=None,
        )

    def file(self) -> File:
        """The sealed file as rendered."""
        return File(PATH, self.text, Span("templates/x/_app.yaml", 3), self.refs, self.rule)

    def render(self, policy: Policy | None = None, *, key: bool = True) -> Change:
        """Decide about the file, with the key or without, and write what was decided."""
        allowed = policy or Policy()
        raw = self.sops.quietly_encrypt(json.dumps(self.values).encode(), Rule("", self.rule.recipients))
        self.sops.calls.clear()
        vault = Vault(self.secrets(), raw, self.sops if key else None)
        changes = plan({PATH: self.file()}, {PATH: self.have}, self.ledger, allowed, {})
        (change,) = seal(changes, {PATH: self.file()}, self.ledger, vault, allowed)
        self.have = change.after or self.have
        if change.entry is not None:
            self.ledger = {PATH: (change.entry,)}
        return change

    def seal_by_hand(self, **data: object) -> None:
        """What a person does who opens the file with sops and changes values."""
        assert self.have is not None
        opened = walk(yaml.safe_load(self.have), lambda _, value: reveal(value))
        assert isinstance(opened, dict)
        del opened["sops"]
        opened["stringData"].update(data)
        self.sops.calls.append("by hand")
        self.have = self.sops.quietly_encrypt(dump(opened), self.rule)

    def held(self) -> dict[str, object]:
        """What the file on disk opens to."""
        assert self.have is not None
        opened = walk(yaml.safe_load(self.have), lambda _, value: reveal(value))
        assert isinstance(opened, dict)
        held: dict[str, object] = opened["stringData"]
        return held

    def entry(self) -> Entry:
        """The one line of the ledger."""
        ((entry,),) = self.ledger.values()
        return entry
