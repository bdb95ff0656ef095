"""The one place that starts processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Effect(StrEnum):
    """Whether a command only looks or changes something outside this program."""

    READS = "reads"
    CHANGES = "changes"


class Ended(StrEnum):
    """How a process came to its end."""

    ANSWERED = "answered"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    INTERRUPTED = "interrupted"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Command:
    """A process to start. Secrets go through `stdin`, which no repr shows; `answers` are the exit codes that are no failure."""

    argv: tuple[str, ...]
    about: str
    effect: Effect = Effect.READS
    timeout: float = 30.0
    stdin: bytes = field(default=b"", repr=False)
    env: Mapping[str, str] = field(default_factory=dict)
    answers: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a command. `out` and `err` may hold secrets, so no repr shows them."""

    command: Command
    code: int
    out: bytes = field(repr=False)
    err: bytes = field(repr=False)
    ended: Ended
    seconds: float


class Runner(Protocol):
    """Runs commands: for real, as a dry run, or scripted in a test."""

    def run(self, command: Command) -> Result:
        """Run the command to its end, within its timeout."""
        ...
