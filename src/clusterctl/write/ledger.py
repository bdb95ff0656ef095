"""The ledger `.clusterctl/ledger.jsonl`: what was rendered at each path when it was last accepted.

One JSON object per line, sorted by path, without time, version or counter, so that branches merge line by line. A
merge may leave several lines for a path: several acceptable bases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from clusterctl import where
from clusterctl.problem import Problem, Severity, Span
from clusterctl.render.tree import Path
from clusterctl.write.change import Entry, Ledger
from clusterctl.write.codes import LEDGER_LINE, LEDGER_PATH
from clusterctl.write.guard import refusal

SHAPES = {
    "base": re.compile(r"[0-9a-f]{40}"),
    "sealed": re.compile(r"([0-9a-f]{40})?"),
    "proof": re.compile(r"([0-9a-f]{64})?"),
    "pin": re.compile(r"[!-~]{0,200}"),
}
MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def read_ledger(raw: bytes | None) -> tuple[Ledger, tuple[Problem, ...]]:
    """The ledger and what is wrong with it: broken lines are skipped with a warning, hostile paths are errors."""
    entries: dict[Path, tuple[Entry, ...]] = {}
    problems: list[Problem] = []
    for number, line in enumerate((raw or b"").splitlines(), 1):
        found = read_line(line, Span(str(where.LEDGER), number))
        if isinstance(found, Problem):
            problems.append(found)
        elif found and found not in entries.get(found.path, ()):
            entries[found.path] = (*entries.get(found.path, ()), found)
    return entries, tuple(problems)


def read_line(line: bytes, at: Span) -> Entry | Problem | None:
    """One line as an entry, as what is wrong with it, or as nothing."""
    text = line.decode("utf-8", errors="replace").strip()
    if not text:
        return None
    if text.startswith(MARKERS):
        return skipped(at, "a conflict marker of a merge")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return skipped(at, "a line that is not JSON")
    return entry_of(data, at)


def entry_of(data: object, at: Span) -> Entry | Problem:
    """The entry that a line's data stands for. Keys of later versions are ignored."""
    path = data.get("path") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(path, str):
        return skipped(at, "a line without a path")
    if why := refusal(path):
        return Problem(LEDGER_PATH, f"the ledger names {path!r}: {why}", at, LEDGER_PATH.fix)
    values = {key: data.get(key, "") for key in SHAPES}
    wrong = [key for key, shape in SHAPES.items() if not fits(shape, values[key])]
    if wrong:
        return skipped(at, f"a line whose {wrong[0]} is not what it should be")
    return Entry(Path(path), **values)


def fits(shape: re.Pattern[str], value: object) -> bool:
    """Whether a value of a line has its shape."""
    return isinstance(value, str) and shape.fullmatch(value) is not None


def skipped(at: Span, what: str) -> Problem:
    """The warning about a line that does not count."""
    return Problem(LEDGER_LINE, f"the ledger holds {what}; it is skipped", at, LEDGER_LINE.fix, Severity.WARNING)


def ledger_text(entries: Iterable[Entry]) -> bytes:
    """The ledger as it is written: sorted, a line each."""
    return b"".join(line_of(entry) for entry in sorted(entries))


def line_of(entry: Entry) -> bytes:
    """One line; what is empty is left out."""
    optional = {"sealed": entry.sealed, "proof": entry.proof, "pin": entry.pin}
    data = {"path": str(entry.path), "base": entry.base, **{key: value for key, value in optional.items() if value}}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
