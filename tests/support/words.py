"""The style of what the program says."""

from __future__ import annotations

import re

CAPITAL = re.compile(r"[A-Z][a-z]")
"""The beginning of a sentence; an acronym or a name in capitals is none."""


def reads_like_help(text: str) -> bool:
    """Whether a text reads on behind "help:": it begins in lower case and ends without a full stop."""
    first, last = text.partition("\n")[0], text.rstrip()
    return bool(last) and not CAPITAL.match(first) and not last.endswith(".")
