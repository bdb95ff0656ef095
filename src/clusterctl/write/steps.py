"""The steps of a journal as data, and how they are written down."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from clusterctl import where
from clusterctl.problem import Problem, Span, ToolError
from clusterctl.render.tree import Path
from clusterctl.write.blob import blob_id
from clusterctl.write.codes import JOURNAL
from clusterctl.write.guard import unsafe

STAGED = re.compile(r"[0-9]{6}\.(new|old)")
BLOB = re.compile(r"([0-9a-f]{40})?")


@dataclass(frozen=True, slots=True)
class Operation:
    """A file to write (`after` are its bytes) or to delete (None). `before` is what must be there now."""

    path: Path
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """An operation as the journal records it: by blob ids, "" for no file, and by the number of its staged contents."""

    number: int
    path: Path
    before: str
    after: str

    @property
    def new(self) -> str:
        """The name of the staged new content."""
        return f"{self.number:06}.new"

    @property
    def old(self) -> str:
        """The name of the staged old content."""
        return f"{self.number:06}.old"


def id_of(content: bytes | None) -> str:
    """The blob id of a content, "" for no file."""
    return "" if content is None else blob_id(content)


def steps_of(operations: Sequence[Operation]) -> tuple[Step, ...]:
    """The steps of a run, in its order."""
    return tuple(
        Step(number, operation.path, id_of(operation.before), id_of(operation.after))
        for number, operation in enumerate(operations)
    )


def record(steps: Sequence[Step]) -> bytes:
    """The steps as the journal keeps them, one a line."""
    lines = ({"path": str(step.path), "before": step.before, "after": step.after} for step in steps)
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def read_record(name: str, raw: bytes) -> tuple[Step, ...]:
    """The steps of a journal. Raises a ToolError for one that clusterctl did not write."""
    try:
        lines = [json.loads(line) for line in raw.splitlines()]
        return tuple(read_step(number, line) for number, line in enumerate(lines))
    except (ValueError, KeyError, TypeError, RecursionError):
        at = Span(str(where.JOURNAL / name))
        raise ToolError(
            [Problem(JOURNAL, f"{where.JOURNAL}/{name} is not a journal of clusterctl", at, JOURNAL.fix)]
        ) from None


def read_step(number: int, line: dict[str, str]) -> Step:
    """One step; ValueError when it could lead anywhere that clusterctl does not write."""
    path, before, after = line["path"], line["before"], line["after"]
    if unsafe(path) or where.JOURNAL in Path(path).parents or not all(BLOB.fullmatch(blob) for blob in (before, after)):
        raise ValueError
    return Step(number, Path(path), before, after)
