"""A file of the templates folder as text, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Text:
    """A template or data file. `source` is its path for messages, `own` says that the user wrote it."""

    source: str
    content: str
    own: bool = False


Texts = Mapping[PurePosixPath, Text]
"""Files by their path below the templates folder."""
