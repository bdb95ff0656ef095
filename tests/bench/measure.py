"""Running commands and measuring them: the time of the whole command, and the memory of it and its children."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    """A line of the report: what was measured, ours and the peer's number, the bar set for it and whether it holds."""

    what: str
    ours: str
    peer: str
    ratio: str
    bar: str
    holds: bool

    def __str__(self) -> str:
        broken = "" if self.holds else "   BROKEN"
        return f"{self.what:44} {self.ours:>14}   {self.peer:34} {self.ratio:>6}   {self.bar}{broken}"


Scene = Callable[[Path], Iterator[Row]]
"""Measures something in a folder of its own."""
HEAD = Row("what", "ours", "peer", "ratio", "bar", holds=True)


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
    """The seconds of two commands at their best, the runs that the machine disturbed least; taken in turns."""
    pairs = [(run(ours, folder).seconds, run(peer, folder).seconds) for _ in range(times + 1)][1:]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def compared(what: str, ours: float, peer: float, name: str, bar: float) -> Row:
    """A row of two times."""
    ratio = ours / peer
    times = f"{ours * 1000:.0f} ms", f"{peer * 1000:.0f} ms, {name}"
    return Row(what, *times, f"{ratio:.2f}", f"≤ {bar:g}", holds=ratio <= bar)


def limited(what: str, ours: float, bar: float, unit: str = "") -> Row:
    """A row of one number that may not be larger than its bar."""
    return Row(what, f"{ours:.0f}{unit}", "", "", f"≤ {bar:g}{unit}", holds=ours <= bar)


def report(rows: Iterable[Row]) -> Iterator[Row]:
    """Print each row as soon as it is known, and yield those whose bar is broken."""
    print(HEAD, flush=True)
    for row in rows:
        print(row, flush=True)
        if not row.holds:
            yield row
