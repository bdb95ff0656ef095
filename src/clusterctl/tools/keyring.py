"""Where private keys are looked for, in which order, and what was found there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clusterctl import where
from clusterctl.problem import Problem, Span
from clusterctl.tools.codes import STRANGER
from clusterctl.tools.keys import Identity, read_identities, recipient_of

KEY_FILE = str(where.AGE_KEY)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The private keys at hand. `tried` says of every place what it holds; `environment` hands the keys to sops."""

    identities: tuple[Identity, ...] = ()
    tried: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The public halves that can be computed."""
        return tuple(identity.recipient for identity in self.identities if identity.recipient)

    def choose(self, recipients: Collection[str] = (), held: str = "") -> str:
        """The key to hand to a cluster: the one it holds while that is a recipient, else the first of ours that is.

        A post-quantum key, whose public half is unknown, and the absence of recipients leave the first of ours.
        "" when none of ours is a recipient.
        """
        if held and public_half_of(held) in recipients:
            return held
        fitting = [key.secret for key in self.identities if not recipients or key.recipient in {"", *recipients}]
        return fitting[0] if fitting else ""


def check_own_key(root: Path, recipients: Collection[str], at: Span) -> tuple[Problem, ...]:
    """The problem of a repository whose own age.key, the one in its folder, belongs to none of the recipients."""
    raw, _ = read_key_file(root / KEY_FILE)
    own = [identity.recipient for identity in read_identities(KEY_FILE, raw)]
    if not own or "" in own or set(own) & set(recipients):
        return ()
    message = f"age_recipients does not name the public half of {KEY_FILE}, {own[0]}"
    return (Problem(STRANGER, message, at, STRANGER.fix, key="age_recipients"),)


def find_keys(root: Path, environ: Mapping[str, str]) -> Keyring:
    """The keys of SOPS_AGE_KEY_FILE, or else of age.key in the repository, and those of SOPS_AGE_KEY.

    Raises a ToolError for a file that is there and holds something else than keys.
    """
    named = environ.get(where.AGE_KEY_FILE_VARIABLE, "")
    file = Path(named) if named else root / KEY_FILE
    typed = environ.get(where.AGE_KEY_VARIABLE, "")
    raw, trouble = read_key_file(file)
    in_file = read_identities(named or KEY_FILE, raw)
    in_variable = read_identities(where.AGE_KEY_VARIABLE, typed.encode())
    file_label = f"{where.AGE_KEY_FILE_VARIABLE}={named}" if named else KEY_FILE
    tried = (
        f"{file_label}: {trouble or holds(in_file)}",
        f"{where.AGE_KEY_VARIABLE}: {holds(in_variable) if typed else 'not set'}",
    )
    environment = {where.AGE_KEY_FILE_VARIABLE: str(file.absolute())} if in_file else {}
    environment |= {where.AGE_KEY_VARIABLE: typed} if in_variable else {}
    return Keyring(in_file + in_variable, tried, environment)


def read_key_file(file: Path) -> tuple[bytes, str]:
    """The bytes of a key file, or why there are none."""
    try:
        return file.read_bytes(), ""
    except FileNotFoundError:
        return b"", "not there"
    except OSError as error:
        return b"", error.strerror or "not readable"


def holds(identities: tuple[Identity, ...]) -> str:
    """The public keys of a place, in words."""
    return ", ".join(key.recipient or "a key whose public half cannot be computed" for key in identities) or "no key"


def public_half_of(secret: str) -> str:
    """The public half of what should be a private key; "" when it is none."""
    try:
        return recipient_of(secret)
    except ValueError:
        return ""
