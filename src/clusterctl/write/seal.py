"""Sealed files: which stay, which are sealed anew, and which cannot be decided.

1. A file that is as it was sealed, with an equal proof, stays: no process is started. When only its recipients differ,
   it is re-keyed, and its values keep their tokens.
2. Without the key everything else is refused, naming what changed.
3. With the key the file is opened and compared with what it should hold. Equal: it stays, and the proof is renewed.
   Different and as sealed, or absent: it is sealed. Different and edited, or closed to us: a conflict.
4. Sealing proves itself before anything is written (`vault.py`, `prove.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clusterctl.problem import ClosedError, Problem
from clusterctl.render.tree import File, Rule, Tree
from clusterctl.write.blob import blob_id, lf
from clusterctl.write.block import Block, read_block
from clusterctl.write.change import Action, Change, Entry, Ledger, Policy
from clusterctl.write.policy import names
from clusterctl.write.proof import manifest_id, proof
from clusterctl.write.review import renoted
from clusterctl.write.secret_conflicts import closed, edited, existed, needs_key
from clusterctl.write.touched import touched
from clusterctl.write.vault import OpenVault, Vault


def seal(changes: Sequence[Change], tree: Tree, ledger: Ledger, vault: Vault, policy: Policy) -> tuple[Change, ...]:
    """The changes of a plan with every sealed file decided; the other changes stay as they are.

    Raises a ToolError when sops fails or a sealing does not prove right. A refusal for want of the key, and a
    conflict, are a `why` on their changes, so that all of them are told at once.
    """
    decided = []
    for change in changes:
        file = tree.get(change.path)
        if change.action is Action.SEAL and file is not None and file.rule is not None:
            entries, digest = ledger.get(change.path, ()), proof(file, vault.secrets)
            decided.append(Sealing(file, file.rule, change.before, entries, digest, policy).decide(vault))
        else:
            decided.append(change)
    return renoted(tuple(decided))


@dataclass(frozen=True, slots=True)
class Sealing:
    """One sealed file with everything that decides about it. `have` is the file on disk."""

    file: File
    rule: Rule
    have: bytes | None
    entries: tuple[Entry, ...]
    proof: str
    policy: Policy

    def decide(self, vault: Vault) -> Change:
        """Decide about the file, with as little as that takes."""
        if self.have is not None and (quiet := self._quiet(self.have, vault)) is not None:
            return quiet
        if vault.unlocked is None:
            return self._refused(needs_key(self.file, self.have, self.entries))
        if self.have is None or self._was_plain:
            return self._sealed(vault.unlocked, None)
        return self._compared(vault.unlocked, lf(self.have))

    @property
    def _id(self) -> str:
        """The blob id of the file on disk."""
        return "" if self.have is None else blob_id(lf(self.have))

    @property
    def _as_sealed(self) -> bool:
        """Whether the file is as we sealed it."""
        return any(entry.sealed == self._id for entry in self.entries)

    @property
    def _was_plain(self) -> bool:
        """Whether the file is as we rendered it when it needed no sealing."""
        return any(not entry.proof and entry.base == self._id for entry in self.entries)

    def _quiet(self, have: bytes, vault: Vault) -> Change | None:
        """What can be said without opening anything: None when the file must be looked into."""
        known = [entry.sealed for entry in self.entries if entry.proof == self.proof]
        if self._id in known:
            block = read_block(self.file.path, lf(have))
            if block is None or block.same_recipients(self.rule):
                return self._kept()
            return self._rekeyed(have, block, vault)
        if "" in known and not names(self.policy.overwrite, self.file.path):
            # adopted: the user's own content stands for this state of the secrets
            return self._adopted(Action.KEEP_EDIT)
        return None

    def _rekeyed(self, have: bytes, block: Block, vault: Vault) -> Change:
        if vault.unlocked is None:
            return self._refused(needs_key(self.file, have, self.entries, block))
        sealed = vault.unlocked.rekey(self.file, self.rule, lf(have))
        return self._change(Action.REKEY, sealed)

    def _compared(self, vault: OpenVault, have: bytes) -> Change:
        """Open the file and compare it with what it should hold."""
        block = read_block(self.file.path, have)
        try:
            held = vault.open(self.file.path, have)
        except ClosedError as error:
            return self._replaced_or(closed(self.file, error), vault, None)
        wanted = vault.manifest(self.file, self.rule, held)
        if held != wanted:
            why = None if self._as_sealed else edited(self.file) if self.entries else existed(self.file)
            return self._sealed(vault, held) if why is None else self._replaced_or(why, vault, held)
        if block is None or not block.same_rule(self.rule):
            return self._sealed(vault, held)
        if block.same_recipients(self.rule):
            return self._kept()
        return self._change(Action.REKEY, vault.rekey(self.file, self.rule, have))

    def _replaced_or(self, why: Problem, vault: OpenVault, held: object) -> Change:
        """What the user allowed for a file that must not be replaced unasked, or the conflict."""
        if names(self.policy.overwrite, self.file.path):
            return self._sealed(vault, held)
        if names(self.policy.adopt, self.file.path):
            return self._adopted(Action.ADOPT)
        return self._refused(why, Action.CONFLICT)

    def _sealed(self, vault: OpenVault, held: object) -> Change:
        data = vault.manifest(self.file, self.rule, held)
        action = Action.SEAL if self.have is not None else Action.RECREATE if self.entries else Action.CREATE
        change = self._change(action, vault.seal(self.file, self.rule, data))
        return replace(change, touched=touched(held, data, self.rule))

    def _change(self, action: Action, sealed: bytes) -> Change:
        return Change(self.file.path, action, self.have, sealed, self._entry(blob_id(sealed)), sealed=True)

    def _kept(self) -> Change:
        return Change(self.file.path, Action.KEEP, self.have, None, self._entry(self._id), sealed=True)

    def _adopted(self, action: Action) -> Change:
        """An entry without a sealed id: the file is the user's as long as the proof stays."""
        return Change(self.file.path, action, self.have, None, self._entry(""), sealed=True)

    def _refused(self, why: Problem, action: Action = Action.SEAL) -> Change:
        return Change(self.file.path, action, self.have, why=why, sealed=True)

    def _entry(self, sealed: str) -> Entry:
        return Entry(self.file.path, manifest_id(self.file), sealed, self.proof, self.file.pin)
