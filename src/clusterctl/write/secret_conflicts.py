"""The problems of sealed files, in words, and never a value."""

from __future__ import annotations

from clusterctl.problem import ClosedError, Code, Problem, Span
from clusterctl.render.tree import File
from clusterctl.write.blob import blob_id, lf
from clusterctl.write.block import Block, read_block
from clusterctl.write.change import Entry
from clusterctl.write.codes import EXISTED, NEEDS_KEY, SECRET_CLOSED, SECRET_EDITED
from clusterctl.write.proof import manifest_id, names_of


def edited(file: File) -> Problem:
    """The file was edited, but its source is secrets.sops.yaml."""
    message = f"{file.path} holds other values than it should: the source of rendered secrets is secrets.sops.yaml"
    return problem(SECRET_EDITED, file, message, [f"put the value there ({names_of(file)}): clusterctl secrets edit"])


def existed(file: File) -> Problem:
    """A sealed file that we never wrote stands there and holds something else."""
    message = f"{file.path} is there already with other values, and clusterctl did not write it"
    return problem(EXISTED, file, message, [f"its source is secrets.sops.yaml ({names_of(file)})"])


def closed(file: File, error: ClosedError) -> Problem:
    """A sealed file that does not open."""
    reasons = [line for cause in error.problems for line in (cause.message, *cause.hint.splitlines())]
    return problem(SECRET_CLOSED, file, f"{file.path} cannot be compared with secrets.sops.yaml", reasons)


def problem(code: Code, file: File, message: str, lines: list[str]) -> Problem:
    """A conflict of a sealed file with its ways out."""
    ways = [
        f"--overwrite {file.path} seals it anew from secrets.sops.yaml",
        f"--adopt {file.path} keeps it, until one of its secrets changes",
    ]
    return Problem(code, message, Span(str(file.path)), "\n".join([*lines, *ways]), quotable=False)


def needs_key(file: File, have: bytes | None, entries: tuple[Entry, ...], block: Block | None = None) -> Problem:
    """The refusal for want of the key, which names what changed. `block` is that of a file with other recipients."""
    why = recipients_changed(file, block) if block else changed(file, have, entries)
    message = f"{file.path} must be sealed, and the private age key is not at hand: {why}"
    return Problem(NEEDS_KEY, message, Span(str(file.path)), NEEDS_KEY.fix, quotable=False)


def changed(file: File, have: bytes | None, entries: tuple[Entry, ...]) -> str:
    """What changed of a sealed file, as far as it can be known without the key."""
    if have is None:
        return f"it is {'gone' if entries else 'new'} (it uses {names_of(file)})"
    if not entries:
        return "it was not sealed by clusterctl, so it has to be opened once"
    if blob_id(lf(have)) not in {entry.sealed for entry in entries}:
        return "the file itself was changed since it was sealed"
    if manifest_id(file) not in {entry.base for entry in entries}:
        return "what is rendered into it has changed"
    return sealing_changed(file, have) or f"in secrets.sops.yaml this has changed: {names_of(file)}"


def sealing_changed(file: File, have: bytes) -> str:
    """What changed of how a file is sealed; "" when nothing did."""
    block = read_block(file.path, lf(have))
    if block is None or file.rule is None:
        return ""
    if not block.same_rule(file.rule):
        return "the encryption rule has changed"
    return "" if block.same_recipients(file.rule) else recipients_changed(file, block)


def recipients_changed(file: File, block: Block) -> str:
    """The recipients that come and go."""
    wanted = frozenset(file.rule.recipients if file.rule else ())
    come = [f"+ {name}" for name in sorted(wanted - block.recipients)]
    go = [f"- {name}" for name in sorted(block.recipients - wanted)]
    others = [f"- keys of the kind {name}" for name in sorted(block.foreign)]
    return f"age_recipients in cluster.yaml changed: {', '.join([*come, *go, *others])}"
