"""The texts that a new repository or app begins with, as they lie in scaffold/, filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from clusterctl import resources

MARK = re.compile(r"@([a-z]+)@")


def filled(path: str, marks: Mapping[str, str]) -> str:
    """The text at a path below scaffold/; every mark such as @name@ gives way to its value."""
    text = resources.scaffold()[PurePosixPath(path)]
    return MARK.sub(lambda found: marks.get(found[1], found[0]), text)
