"""The two sides of a conflict as text: what the file has, and what would be written."""

from __future__ import annotations

import difflib

from clusterctl.write.blob import lf

LONGEST = 24
"""Lines of a difference that a hint shows; `render --diff` shows all."""


def difference(before: bytes | None, after: bytes | None, names: tuple[str, str]) -> list[str]:
    """A unified difference of two texts, a line each; one line of words where a side is not text."""
    try:
        old, new = (lf(side or b"").decode().split("\n") for side in (before, after))
    except UnicodeDecodeError:
        return ["(not UTF-8 text)"]
    return list(difflib.unified_diff(trimmed(old), trimmed(new), *names, lineterm=""))


def trimmed(lines: list[str]) -> list[str]:
    """The lines of a text; one that does not end with a line break says so, as diff does."""
    return lines[:-1] if not lines[-1] else [*lines[:-1], lines[-1] + "\n\\ No newline at end of file"]


def shortened(lines: list[str]) -> list[str]:
    """The first lines of a difference, with the number of those left out."""
    left = len(lines) - LONGEST
    return lines if left <= 0 else [*lines[:LONGEST], f"… {left} more lines"]


def both_sides(have: bytes, want: bytes, base: bytes | None) -> list[str]:
    """What a hint shows of a conflict: each side against the base where that is known, else one against the other."""
    if base is None:
        return shortened(difference(have, want, ("the file", "as rendered")))
    yours = difference(base, have, ("as rendered before", "the file"))
    ours = difference(base, want, ("as rendered before", "as rendered now"))
    return [*shortened(yours), *shortened(ours)]
