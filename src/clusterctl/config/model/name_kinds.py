"""Names, paths and keys: what becomes a host name, a folder, a branch, a disk, a recipient."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from clusterctl.config.bech32 import is_bech32
from clusterctl.config.codes import nodes, reading, secrets
from clusterctl.config.model.kind import quoted, refuse
from clusterctl.config.model.network_kinds import LABEL
from clusterctl.config.model.scalars import TYPED_TEXT, text_of
from clusterctl.where import PATCH_FOLDERS

RESERVED_NAMES = PATCH_FOLDERS
"""A node's patches lie beside these."""
SCHEMATIC = re.compile(r"[0-9a-f]{64}")
MODULE = re.compile(r"[A-Za-z0-9_-]+")
BRANCH = re.compile(r"(?![-/.])(?!.*(\.\.|//|@\{|\.lock$))[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])")
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
BARE_DEVICE = re.compile(r"(sd|vd|hd|xvd)[a-z]{1,2}|nvme[0-9]+n[0-9]+|mmcblk[0-9]+")
X25519_LENGTH = 62
PRIVATE_KEY = "AGE-SECRET-KEY-"
POST_QUANTUM = "age1pq1"


def label(text: str) -> str:
    """An RFC 1123 label."""
    if not re.fullmatch(LABEL, text):
        raise refuse(
            reading.FORM, f"{quoted(text)} is not a name of lower-case letters, digits and dashes", _lower(text)
        )
    return text


def node_name(text: str) -> str:
    """A host name that is not the name of a patch folder."""
    if text in RESERVED_NAMES:
        raise refuse(nodes.NODE_NAME, f"{text} is reserved for a folder of patches", "give the node another name")
    if not re.fullmatch(LABEL, text):
        raise refuse(nodes.NODE_NAME, f"{quoted(text)} is not a host name", _lower(text))
    return text


def _lower(text: str) -> str:
    meant = re.sub(r"[^a-z0-9-]+", "-", text.lower()).strip("-")
    fits = re.fullmatch(LABEL, meant)
    return f"use lower-case letters, digits and dashes{f', like {meant}' if fits else ''}"


def disk(text: str) -> str:
    """A device path or a serial number."""
    if text != text.strip() or not text.isprintable():
        raise refuse(nodes.DISK, f"{quoted(text)} has blanks or invisible characters around it")
    if text.startswith("/"):
        if not re.fullmatch(r"/dev/[^\s/]+(/[^\s/]+)*", text):
            raise refuse(nodes.DISK, f"{quoted(text)} is not a device path", "begin it with /dev/")
    elif BARE_DEVICE.fullmatch(text):
        raise refuse(nodes.DISK, f"{text} is a device name, not a serial number", f"did you mean /dev/{text}?")
    return text


def schematic_id(text: str) -> str:
    """The id of a schematic of the Image Factory."""
    if not SCHEMATIC.fullmatch(text):
        found = f"has {len(text)} characters" if SCHEMATIC.fullmatch(text[:64].ljust(64, "0")) else "is not hexadecimal"
        message = f"{quoted(text)} {found}; a schematic id is 64 hexadecimal digits"
        raise refuse(nodes.SCHEMATIC, message, "copy it again from https://factory.talos.dev")
    return text


def branch(text: str) -> str:
    """The name of a Git branch."""
    if text.startswith("refs/"):
        raise refuse(reading.FORM, f"{quoted(text)} is a full reference", f"write {text.rsplit('/', 1)[-1]}")
    if not BRANCH.fullmatch(text):
        raise refuse(reading.FORM, f"{quoted(text)} is not the name of a Git branch", "write it as git branch shows it")
    return text


def kernel_module(text: str) -> str:
    """The name of a kernel module."""
    if not MODULE.fullmatch(text):
        hint = "write the module's name alone; parameters go into a patch"
        raise refuse(reading.FORM, f"{quoted(text)} is not the name of a kernel module", hint)
    return text


def bucket(text: str) -> str:
    """The name of an S3 bucket."""
    if not BUCKET.fullmatch(text):
        raise refuse(reading.FORM, f"{quoted(text)} is not the name of a bucket", "write its name alone, without s3://")
    return text


def word(text: str) -> str:
    """Text without blanks."""
    if not re.fullmatch(r"[!-~]+", text):
        raise refuse(reading.FORM, f"{quoted(text)} holds blanks or special characters", "write one word")
    return text


def age_recipient(text: str) -> str:
    """The public half of an age key, X25519 or post-quantum."""
    if PRIVATE_KEY in text.upper():
        hint = "put its public half here (age-keygen -y) and make a new key: this one stood in clear text"
        raise refuse(secrets.RECIPIENT, "is the private half of a key", hint, quotable=False)
    if text.startswith(POST_QUANTUM) and is_bech32(text):
        return text
    if not text.startswith("age1"):
        hint = "write the public key itself, which begins with age1"
        raise refuse(secrets.RECIPIENT, f"{quoted(text)} is not an age public key", hint)
    if len(text) != X25519_LENGTH or not is_bech32(text):
        found = f"has {len(text)} of {X25519_LENGTH} characters" if len(text) != X25519_LENGTH else "has a wrong letter"
        raise refuse(secrets.RECIPIENT, f"{quoted(text)} {found}, so it is not an age public key", "copy it again")
    return text


def _text(pattern: str) -> dict[str, object]:
    return {**TYPED_TEXT, "pattern": pattern}


Label: TypeAlias = Annotated[str, text_of(label, "name", "lower-case letters, digits and dashes", _text(f"^{LABEL}$"))]
NodeName: TypeAlias = Annotated[
    str, text_of(node_name, "host name", f"a label; not {', '.join(RESERVED_NAMES)}", _text(f"^{LABEL}$"))
]
Disk: TypeAlias = Annotated[str, text_of(disk, "disk", "a path below /dev/ or a serial number", TYPED_TEXT)]
SchematicId: TypeAlias = Annotated[
    str, text_of(schematic_id, "schematic id", "64 hexadecimal digits", _text(f"^{SCHEMATIC.pattern}$"))
]
Branch: TypeAlias = Annotated[str, text_of(branch, "branch", "a name that Git accepts", TYPED_TEXT)]
KernelModule: TypeAlias = Annotated[
    str, text_of(kernel_module, "kernel module", "letters, digits, _ and -", _text(f"^{MODULE.pattern}$"))
]
Bucket: TypeAlias = Annotated[str, text_of(bucket, "bucket", "a bucket's name", _text(f"^{BUCKET.pattern}$"))]
Word: TypeAlias = Annotated[str, text_of(word, "text", "without blanks", _text("^[!-~]+$"))]
AgeRecipient: TypeAlias = Annotated[
    str,
    text_of(
        age_recipient, "age public key", "begins with age1", {"type": "string", "pattern": "^age1[02-9ac-hj-np-z1]+$"}
    ),
]
