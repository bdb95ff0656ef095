"""Running commands and measuring them: the time of the whole command, and the memory of it and its children."""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkout import TOP

PYTHON = sys.executable
CLUSTERCTL = (PYTHON, "-c", "import sys; from clusterctl.__main__ import main; sys.exit(main())")
"""What the installed command does, without installing it."""
_FOREIGN = ("CLUSTERCTL_", "SOPS_")
_MINE = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
ENV: Mapping[str, str] = {**_MINE, "PYTHONPATH": str(TOP / "src"), "NO_COLOR": "1"}


@dataclass(frozen=True)
class Row:
    """A line of the report: what was measured, ours and the peer's number, and the bar that is set for it."""

    what: str
    ours: str
    peer: str
    ratio: str
    bar: str


@dataclass(frozen=True)
class Run:
    """One command, run once."""

    seconds: float
    megabytes: float


def run(argv: Sequence[str], folder: Path) -> Run:
    """Run a command that must end well."""
    started = time.perf_counter()
    with subprocess.Popen(argv, cwd=folder, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        said = process.stdout.read() if process.stdout else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(argv)}: exit code {process.returncode}\n{said[-2000:].decode(errors='replace')}")
    return Run(time.perf_counter() - started, used.ru_maxrss / 1024)


def against(ours: Sequence[str], peer: Sequence[str], folder: Path, times: int) -> tuple[float, float]:
    """The median seconds of two commands, taken in turns so that the mood of the machine falls on both."""
    pairs = [(run(ours, folder).seconds, run(peer, folder).seconds) for _ in range(times + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def compared(what: str, ours: float, peer: float, name: str, bar: float) -> Row:
    """A row of two times."""
    return Row(what, f"{ours * 1000:.0f} ms", f"{peer * 1000:.0f} ms, {name}", f"{ours / peer:.2f}", f"≤ {bar:g}")


def lines(rows: Iterator[Row]) -> Iterator[str]:
    """The report, a line as soon as it is known."""
    for row in itertools.chain([Row("what", "ours", "peer", "ratio", "bar")], rows):
        yield f"{row.what:44} {row.ours:>14}   {row.peer:34} {row.ratio:>6}   {row.bar}"
