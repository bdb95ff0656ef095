"""`secrets set`, `secrets edit` and `secrets rekey`: each changes secrets.sops.yaml, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clusterctl import where
from clusterctl.config.codes.secrets import NOT_ENCRYPTED
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import read_source
from clusterctl.problem import ConfigError, Problem, Severity, Span, errors
from clusterctl.render.emit import emit
from clusterctl.render.tree import Path, Rule
from clusterctl.start.codes import STILL_READABLE
from clusterctl.start.secret_values import Value, place_of
from clusterctl.start.secrets_file import EMPTY, Sealer, rule_of, with_values
from clusterctl.write.block import read_block
from clusterctl.write.change import Sops
from clusterctl.write.disk import Disk
from clusterctl.write.repository import RawRepository
from clusterctl.write.steps import Operation
from clusterctl.write.vault import rekeyed

Edit = Callable[[Path, bytes, Rule], bytes]
"""A person with an editor: what the sealed file is afterwards."""
Again = Callable[[tuple[Problem, ...]], bool]
"""Whether that person wants to mend what is wrong."""


def set_secrets(raw: RawRepository, values: Mapping[str, Value], sops: Sealer) -> tuple[Problem, ...]:
    """Put secrets, by name, into secrets.sops.yaml; the file is made when it is not there.

    Only their tokens change, so a render touches exactly the files that use them. Raises a ConfigError for a name
    that none has and for a file that holds secrets in clear, a ToolError without the key.
    """
    refuse_clear(raw)
    places = {place_of(name): value for name, value in values.items()}
    after = with_values(raw.secrets, places, rule_of(read_source(raw.config, raw.settings)), sops)
    return written(raw, [Operation(where.SECRETS, raw.secrets, after)])


def edit_secrets(raw: RawRepository, sops: Sops, edit: Edit, again: Again) -> tuple[bool, tuple[Problem, ...]]:
    """Let a person edit secrets.sops.yaml in clear; answers whether it changed.

    What is wrong with it can be mended at once, when `again` says so. Raises a ConfigError, and keeps the file as it
    was, when it is not, and when the file holds secrets in clear.
    """
    refuse_clear(raw)
    rule = rule_of(read_source(raw.config, raw.settings))
    before = raw.secrets if raw.secrets is not None else sops.encrypt(where.SECRETS, emit(EMPTY).encode(), rule)
    after = edit(where.SECRETS, before, rule)
    while wrong := errors(read_secrets(str(where.SECRETS), after)[1]):
        if not again(wrong):
            raise ConfigError(wrong)
        after = edit(where.SECRETS, after, rule)
    if after == raw.secrets:
        return False, ()
    return True, written(raw, [Operation(where.SECRETS, raw.secrets, after)])


def refuse_clear(raw: RawRepository) -> None:
    """Raise a ConfigError for secrets in clear, each with its way out: sops opens no file that holds one."""
    _, problems = read_secrets(str(where.SECRETS), raw.secrets)
    if clear := [problem for problem in problems if problem.code is NOT_ENCRYPTED]:
        raise ConfigError(clear)


def rekey_secrets(raw: RawRepository, sops: Sops) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Seal secrets.sops.yaml and the cluster's own keys for the recipients of cluster.yaml; values keep their tokens.

    Answers with the files that changed. `render` rekeys what it rendered, by the same recipients.
    """
    rule = rule_of(read_source(raw.config, raw.settings))
    have = {where.SECRETS: raw.secrets, where.TALSECRET: Disk(raw.root).have(where.TALSECRET)}
    operations, said = [], []
    for path, before in have.items():
        block = read_block(path, before) if isinstance(before, bytes) else None
        if not isinstance(before, bytes) or block is None or block.same_recipients(rule):
            continue
        said += removed(path, block.recipients - set(rule.recipients))
        kept = Rule(block.encrypted_regex, rule.recipients, block.mac_only_encrypted)
        operations.append(Operation(path, before, rekeyed(path, before, kept, sops)))
    said += written(raw, operations)
    return tuple(operation.path for operation in operations), tuple(said)


def removed(path: Path, gone: frozenset[str]) -> list[Problem]:
    """A warning for every recipient that a file no longer has."""
    messages = (f"{path} is no longer sealed for {name}, who can still open its history" for name in sorted(gone))
    return [Problem(STILL_READABLE, text, Span(str(path)), STILL_READABLE.fix, Severity.WARNING) for text in messages]


def written(raw: RawRepository, operations: list[Operation]) -> tuple[Problem, ...]:
    """Make all changes, or none, under the repository's lock."""
    disk = Disk(raw.root)
    with disk.lock():
        return (*disk.recover(), *disk.write(operations))
