"""Counts what a run of the command line starts and writes, from inside, by the interpreter's own events."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import ENV, PYTHON
from tests.support.guard import STARTING
from tests.support.tree import differences, read_tree, traces

_PROBE = f"""
import json, os, sys
from clusterctl.__main__ import main
seen = {{"started": 0, "opened": []}}
def watch(event, arguments):
    if event in {set(STARTING)!r}:
        seen["started"] += 1
    elif event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        seen["opened"].append(str(arguments[0]))
sys.addaudithook(watch)
sys.argv[0] = "clusterctl"
try:
    main()
finally:
    print(json.dumps(seen), file=sys.stderr)
"""


@dataclass(frozen=True)
class Watched:
    """What one run did: processes started, files opened for writing, bytes of files new or rewritten."""

    processes: int
    opened: tuple[str, ...]
    written: int


def watch(root: Path, *arguments: str) -> Watched:
    """Run the command line over a repository and count."""
    traced, before = traces(root), read_tree(root)
    argv = (PYTHON, "-c", _PROBE, *arguments)
    done = subprocess.run(argv, cwd=root, env=ENV, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    seen = json.loads(done.stderr.splitlines()[-1])
    after = read_tree(root)
    touched = {path for path, trace in traces(root).items() if traced.get(path) != trace} & after.keys()
    written = sum(len(after.get(path, b"")) for path in touched | differences(before, after))
    return Watched(seen["started"], tuple(seen["opened"]), written)
