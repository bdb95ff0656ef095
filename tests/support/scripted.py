"""A runner that plays a script: a command that is not in it fails, and so does an entry that nobody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import EllipsisType, TracebackType
from typing import Self

from clusterctl.tools.process import Command, Ended, Result

Pattern = Sequence[str | EllipsisType]
"""argv as expected; `...` stands for any one argument."""


@dataclass(frozen=True)
class Played:
    """One entry of a script: the command that is expected next and what it answers."""

    argv: Pattern
    out: bytes = b""
    err: bytes = b""
    code: int = 0
    ended: Ended | None = None
    seconds: float = 0.0

    def fits(self, argv: Sequence[str]) -> bool:
        """Whether this entry expects that command."""
        same_length = len(argv) == len(self.argv)
        return same_length and all(wanted in (..., given) for wanted, given in zip(self.argv, argv, strict=True))

    def answer(self, command: Command) -> Result:
        """The result of the command; how it ended follows from its exit code unless the entry says otherwise."""
        usual = Ended.ANSWERED if self.code in command.answers else Ended.FAILED
        return Result(command, self.code, self.out, self.err, self.ended or usual, self.seconds)


@dataclass
class ScriptedRunner:
    """Answers commands in the order of the script and remembers them.

    Use it as a context manager: leaving it without an error asks that the whole script was played.
    """

    script: list[Played]
    commands: list[Command] = field(default_factory=list)

    def run(self, command: Command) -> Result:
        """The scripted answer; an AssertionError when another command, or none, is expected."""
        expected = self.script[len(self.commands)] if len(self.commands) < len(self.script) else None
        assert expected is not None, f"nothing more is scripted, but this was started: {command.argv}"
        assert expected.fits(command.argv), f"scripted next: {expected.argv}; started: {command.argv}"
        self.commands.append(command)
        return expected.answer(command)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        unplayed = [entry.argv for entry in self.script[len(self.commands) :]]
        assert error is not None or not unplayed, f"scripted, but never started: {unplayed}"
