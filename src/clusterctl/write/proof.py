"""The proof of a sealed file: a digest of everything that its content follows from, readable without any key.

The path, the manifest with markers in the place of secrets, what the rule encrypts, and for each secret leaf its
reference and the ciphertext tokens of its value in secrets.sops.yaml. Never a hash of a secret: a short one could be
guessed from it. Recipients are not part of it, since they are compared with the file itself.
"""

from __future__ import annotations

import hashlib
import json

from clusterctl.config.model.secrets import AGE_KEY as KEY_NAME
from clusterctl.config.secrets import Secrets
from clusterctl.render.tree import File, Ref
from clusterctl.write.blob import blob_id, lf

AGE_KEY = (KEY_NAME,)
"""The private age key as a reference; its tokens are the recipients that may own it."""


def manifest_id(file: File) -> str:
    """The blob id of a sealed file's manifest with markers."""
    return blob_id(lf(file.text.encode()))


def proof(file: File, secrets: Secrets) -> str:
    """The proof of a sealed file, 64 hex digits."""
    rule = file.rule
    leaves = [
        [*(str(part) for part in loc), ref.transform, tokens(ref, file, secrets)] for loc, ref in sorted_refs(file)
    ]
    covers = [rule.encrypted_regex, rule.mac_only_encrypted] if rule else []
    facts = [str(file.path), manifest_id(file), covers, leaves]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=True).encode()).hexdigest()


def sorted_refs(file: File) -> list[tuple[tuple[str | int, ...], Ref]]:
    """The secret leaves of a file in an order of their own."""
    return sorted(file.refs.items(), key=lambda item: [str(part) for part in item[0]])


def tokens(ref: Ref, file: File, secrets: Secrets) -> list[list[str]]:
    """The names and ciphertext tokens of everything that a reference reads."""
    if ref.secret == AGE_KEY:
        return [["recipient", recipient] for recipient in sorted(file.rule.recipients if file.rule else ())]
    depth = len(ref.secret)
    read = (name for name in secrets.tokens if name[:depth] == ref.secret)
    return [[*name, secrets.tokens[name]] for name in sorted(read)]


def names_of(file: File) -> str:
    """The secrets that a file uses, in words."""
    used = sorted({".".join(ref.secret) for ref in file.refs.values()})
    return ", ".join("the private age key" if (name,) == AGE_KEY else name for name in used) or "no secret"
