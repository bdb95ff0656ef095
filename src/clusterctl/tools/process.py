"""The one place that starts processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from clusterctl.problem import Problem, Span, TerminatedError, ToolError
from clusterctl.tools.codes import DRY_RUN

PASSED = frozenset({"PATH", "HOME", "TMPDIR", "LANG", "LANGUAGE"})
PASSED_FAMILIES = ("LC_", "XDG_")
GRACE = 30.0
"""Seconds that a program has to tidy up after an interrupt: helm then marks its release failed."""
LAST_WORDS = 5.0
"""Seconds after each harder signal."""
NOT_FOUND_CODE = 127
NOT_RUNNABLE_CODE = 126


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
    """A process to start.

    Secrets go through `stdin` or `env`, which no repr shows; `answers` are the exit codes that are no failure.
    """

    argv: tuple[str, ...]
    about: str
    effect: Effect = Effect.READS
    timeout: float = 30.0
    stdin: bytes = field(default=b"", repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
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


class ProcessRunner:
    """Runs commands for real, each in a process group of its own and with an environment of allowed names only."""

    def __init__(self, environ: Mapping[str, str], grace: float = GRACE) -> None:
        self._environ = {name: value for name, value in environ.items() if passes(name)}
        self._grace = grace

    def run(self, command: Command) -> Result:
        """Run the command to its end; a missing program, a timeout and Ctrl-C are results too."""
        begun = time.monotonic()
        try:
            process = self._start(command)
        except FileNotFoundError:
            return Result(command, NOT_FOUND_CODE, b"", b"", Ended.NOT_FOUND, time.monotonic() - begun)
        except OSError as error:
            said = (error.strerror or "").encode()
            return Result(command, NOT_RUNNABLE_CODE, b"", said, Ended.FAILED, time.monotonic() - begun)
        out, err, ended = self._converse(process, command)
        return Result(command, process.returncode, out, err, ended, time.monotonic() - begun)

    def _start(self, command: Command) -> subprocess.Popen[bytes]:
        # a session of its own: Ctrl-C reaches the child only through us, and it cannot ask on the terminal
        return subprocess.Popen(
            command.argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self._environ, **command.env},
            start_new_session=True,
        )

    def _converse(self, process: subprocess.Popen[bytes], command: Command) -> tuple[bytes, bytes, Ended]:
        try:
            out, err = process.communicate(command.stdin, timeout=command.timeout)
        except subprocess.TimeoutExpired:
            return *self._stop(process), Ended.TIMED_OUT
        except KeyboardInterrupt:
            return *self._stop(process), Ended.INTERRUPTED
        return out, err, Ended.ANSWERED if process.returncode in command.answers else Ended.FAILED

    def _stop(self, process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
        """End the whole group, gently first; a second Ctrl-C ends the patience with the gentle signal."""
        steps = ((signal.SIGINT, self._grace), (signal.SIGTERM, LAST_WORDS), (signal.SIGKILL, LAST_WORDS))
        for sign, patience in steps:
            signal_group(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                return process.communicate(timeout=patience)
        return abandoned(process)


class TerminalRunner:
    """Runs a command that talks with the person at the terminal, such as an editor; nothing of it is caught."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)

    def run(self, command: Command) -> Result:
        """Hand the terminal over until the command ends by itself; Ctrl-C is the business of the command."""
        begun = time.monotonic()
        try:
            process = subprocess.Popen(command.argv, env={**self._environ, **command.env})
        except FileNotFoundError:
            return Result(command, NOT_FOUND_CODE, b"", b"", Ended.NOT_FOUND, time.monotonic() - begun)
        while process.returncode is None:
            try:
                process.wait()
            except TerminatedError:
                process.terminate()
                process.wait()
                raise
            except KeyboardInterrupt:
                # the command got it too, and decides for itself
                continue
        ended = Ended.ANSWERED if process.returncode in command.answers else Ended.FAILED
        return Result(command, process.returncode, b"", b"", ended, time.monotonic() - begun)


class DryRunner:
    """Runs commands that only look, and refuses those that change anything."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def run(self, command: Command) -> Result:
        """Run a command that reads; raise a ToolError for one that changes something."""
        if command.effect is Effect.CHANGES:
            raise ToolError([Problem(DRY_RUN, f"refused in a dry run: {command.about}", Span(""), DRY_RUN.fix)])
        return self._runner.run(command)


def passes(name: str) -> bool:
    """Whether a variable of our own environment is handed on to children."""
    return name in PASSED or name.startswith(PASSED_FAMILIES)


def signal_group(leader: int, sign: signal.Signals) -> None:
    """Signal a process and all its children; none being left is fine."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, sign)


def abandoned(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Leave a killed process whose output a grandchild in another session still holds open."""
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.wait()
    return b"", b""
