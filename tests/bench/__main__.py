"""Prints the report; with names of scenes, only theirs."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench.measure import lines
from tests.bench.scenes import SCENES


def main(wanted: list[str]) -> None:
    """Run the scenes in a temporary folder."""
    scenes = [scene for scene in SCENES if not wanted or scene.__name__ in wanted]
    with tempfile.TemporaryDirectory(prefix="clusterctl-bench-") as folder:
        for line in lines(row for scene in scenes for row in scene(Path(folder))):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
