"""The proof of a sealing: nothing that sops made is believed before it has been looked at."""

from __future__ import annotations

from clusterctl.problem import Problem, Span, ToolError
from clusterctl.render.tree import Path, Rule
from clusterctl.write.block import Block, read_block
from clusterctl.write.codes import UNPROVED


def check_sealed(path: Path, sealed: bytes, rule: Rule) -> None:
    """Raise a ToolError unless a file has the rule's recipients and every value that it covers is encrypted."""
    block = read_block(path, sealed)
    if block is None:
        raise unproved(path, "it has no sops block")
    if not block.same_recipients(rule):
        raise unproved(path, "it is sealed for other recipients than those of age_recipients")
    if not block.same_rule(rule):
        raise unproved(path, "it is encrypted by another rule")
    if clear := block.in_clear():
        raise unproved(path, f"{', '.join(clear)} would be readable by everyone")


def check_same(path: Path, opened: object, wanted: object) -> None:
    """Raise a ToolError unless a sealed file opens to what went into it."""
    if opened != wanted:
        raise unproved(path, "it opens to something else than what was sealed")


def check_rekeyed(path: Path, before: bytes, after: bytes) -> None:
    """Raise a ToolError unless a change of recipients left every value as it was."""
    old, new = values(read_block(path, before)), values(read_block(path, after))
    if old != new:
        raise unproved(path, "its values changed with its recipients")


def values(block: Block | None) -> object:
    """The values of a sealed file with their tokens."""
    return None if block is None else block.values


def unproved(path: Path, why: str) -> ToolError:
    """The error for a sealing that went wrong; nothing of it has been written."""
    return ToolError([Problem(UNPROVED, f"{path}: {why}", Span(str(path)), UNPROVED.fix, quotable=False)])
