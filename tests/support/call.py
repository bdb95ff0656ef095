"""The command line, called as a function: what it answered and what it said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clusterctl.cli.main import run
from tests.support.tree import traces


@dataclass(frozen=True)
class Said:
    """The exit code of a run, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as the one JSON document that it must be."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def codes(self) -> list[str]:
        """The codes of all problems of a JSON document."""
        return [problem["code"] for problem in self.json["problems"]]


Call = Callable[..., Said]


def leaving_alone(call: Call, root: Path, *arguments: str) -> Said:
    """Run a command line that must not touch anything below a root: no byte, no time, no new file."""
    before = traces(root)
    said = call(*arguments, root=root)
    assert traces(root) == before
    return said


def caller(capsys: pytest.CaptureFixture[str]) -> Call:
    """A function that runs a command line in this process: `call("validate", root=folder)`."""

    def call(*arguments: str, root: Path | None = None) -> Said:
        capsys.readouterr()
        code = run([*arguments, *(["-C", str(root)] if root else [])])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call
