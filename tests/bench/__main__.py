"""Prints the report; with names of scenes, only theirs. Ends with 1 when a bar is broken."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.measure import Scene, report
from tests.bench.scenes import SCENES


def main(wanted: Sequence[str], scenes: Sequence[Scene] = SCENES) -> int:
    """Run the scenes in a temporary folder and answer with an exit code."""
    names = [scene.__name__ for scene in scenes]
    if unknown := [name for name in wanted if name not in names]:
        print(f"no such scene: {', '.join(unknown)}; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="clusterctl-bench-") as folder:
        rows = (row for scene in scenes if not wanted or scene.__name__ in wanted for row in scene(Path(folder)))
        broken = [row.what.strip() for row in report(rows)]
    if broken:
        print(f"broken bars: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
