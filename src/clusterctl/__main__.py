"""`python -m clusterctl`, and the `clusterctl` command."""

from __future__ import annotations

import gc
import sys

from clusterctl.cli.main import run

GARBAGE = 100_000
"""Objects between two collections: a run is short and makes few circles, so the default of 700 only costs time."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(GARBAGE)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
