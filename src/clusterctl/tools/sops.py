"""sops: seals, opens and re-keys. No secret is ever put into a file or an argument: text goes through pipes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from os import devnull
from pathlib import Path as OsPath

from clusterctl.problem import Problem, Span, ToolError
from clusterctl.render.tree import Path, Rule
from clusterctl.tools.codes import NO_KEY, NO_ROOM, WRONG_KEY
from clusterctl.tools.keyring import KEY_FILE, Keyring, find_keys
from clusterctl.tools.process import Command, Ended, Runner
from clusterctl.tools.sops_errors import failure
from clusterctl.tools.sops_program import find_sops

TIMEOUT = 60.0
INDENT = 2
STAGED = "staged.sops.yaml"


class SopsTool:
    """The port `Sops` by the real program. `environ` is read for keys and PATH; nothing else of it reaches sops."""

    def __init__(self, root: OsPath, runner: Runner, environ: Mapping[str, str], program: str = "") -> None:
        self._root = root
        self._runner = runner
        self._environ = environ
        self._given = program

    @cached_property
    def keyring(self) -> Keyring:
        """The private keys at hand and where they were looked for."""
        return find_keys(self._root, self._environ)

    @cached_property
    def program(self) -> str:
        """The path of the sops program."""
        return self._given or find_sops(self._environ) or "sops"

    def has_key(self) -> bool:
        """Whether a private key was found, without decrypting anything."""
        return bool(self.keyring.identities)

    def age_key(self, recipients: Collection[str] = (), held: str = "") -> str:
        """The private key that a cluster gets to open the repository with: `held` while it is still a recipient's."""
        key = self.keyring.choose(recipients, held)
        if key:
            return key
        code = WRONG_KEY if self.has_key() else NO_KEY
        message = "none of the private age keys at hand belongs to a recipient of age_recipients"
        raise ToolError([Problem(code, message, Span(KEY_FILE), tried(self.keyring, code.fix), quotable=False)])

    def decrypt(self, path: Path, sealed: bytes) -> object:
        """Open a sealed file into plain data: maps, lists, text, numbers, booleans."""
        command = decrypt_command(self.program, path, sealed)
        data: object = json.loads(self._run(path, sealed, command))
        return data

    def encrypt(self, path: Path, plain: bytes, rule: Rule) -> bytes:
        """Seal YAML text for the recipients of the rule."""
        with private_folder(path) as folder:
            return self._run(path, b"", encrypt_command(self.program, path, plain, rule_file(folder, rule)))

    def update_keys(self, path: Path, sealed: bytes, rule: Rule) -> bytes:
        """The same ciphertext for other recipients; the values keep their tokens."""
        with private_folder(path) as folder:
            staged = folder / STAGED
            staged.write_bytes(sealed)
            self._run(path, sealed, update_keys_command(self.program, path, staged, rule_file(folder, rule)))
            return staged.read_bytes()

    def _run(self, path: Path, sealed: bytes, command: Command) -> bytes:
        if sealed and not self.has_key():
            hint = tried(self.keyring, NO_KEY.fix)
            raise ToolError([Problem(NO_KEY, f"{path} cannot be opened: no age key was found", Span(str(path)), hint)])
        result = self._runner.run(with_environment(command, self.keyring, opens=bool(sealed)))
        if result.ended is Ended.INTERRUPTED:
            raise KeyboardInterrupt
        if result.ended is not Ended.ANSWERED:
            raise failure(path, sealed, result, self.keyring)
        return result.out


def decrypt_command(program: str, path: Path, sealed: bytes) -> Command:
    """Open sealed YAML from standard input as JSON. An empty rule file keeps sops from looking for one around it."""
    argv = (program, "--config", devnull, "decrypt", "--input-type", "yaml", "--output-type", "json")
    return Command(argv, f"open {path}", timeout=TIMEOUT, stdin=sealed)


def encrypt_command(program: str, path: Path, plain: bytes, rule: OsPath) -> Command:
    """Seal YAML from standard input by an explicit rule."""
    types = ("--input-type", "yaml", "--output-type", "yaml")
    argv = (program, "--config", str(rule), "encrypt", "--filename-override", str(path), *types)
    return Command(argv, f"seal {path}", timeout=TIMEOUT, stdin=plain)


def update_keys_command(program: str, path: Path, staged: OsPath, rule: OsPath) -> Command:
    """Re-key a staged copy in place by an explicit rule."""
    argv = (program, "--config", str(rule), "updatekeys", "--yes", "--input-type", "yaml", str(staged))
    return Command(argv, f"change the recipients of {path}", timeout=TIMEOUT)


def with_environment(command: Command, keyring: Keyring, *, opens: bool) -> Command:
    """The command with our keys and no others: a home of nobody hides the user's own age and ssh keys from sops."""
    keys = keyring.environment if opens else {}
    env = {"HOME": devnull, "XDG_CONFIG_HOME": devnull, **keys}
    return replace(command, env=env)


def rule_file(folder: OsPath, rule: Rule) -> OsPath:
    """The rule as a configuration of one creation rule that fits every path; it names public keys only.

    sops reads its configuration twice, so a pipe does not do, and `mac_only_encrypted` has no flag of its own.
    """
    covers = {"encrypted_regex": rule.encrypted_regex} if rule.encrypted_regex else {}
    creation = {"age": ",".join(rule.recipients), "mac_only_encrypted": rule.mac_only_encrypted, **covers}
    file = folder / "rule.yaml"
    settings = {"stores": {"yaml": {"indent": INDENT}}, "creation_rules": [creation]}
    file.write_text(json.dumps(settings), encoding="utf-8")
    return file


@contextmanager
def private_folder(path: Path, place: OsPath | None = None) -> Iterator[OsPath]:
    """A temporary folder that only we can read, gone afterwards; for rules and ciphertext. `place` is where it lies."""
    try:
        with tempfile.TemporaryDirectory(prefix="clusterctl-", dir=place) as folder:
            yield OsPath(folder)
    except OSError as error:
        message = f"{path} cannot be sealed: the temporary folder: {error.strerror or error}"
        raise ToolError([Problem(NO_ROOM, message, Span(str(path)), NO_ROOM.fix)]) from None


def tried(keyring: Keyring, fix: str) -> str:
    """What to do, and where keys were looked for."""
    return "\n".join([fix, *(f"tried {place}" for place in keyring.tried)])
