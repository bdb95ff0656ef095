"""Runs a program under the tracer: what it and all its children write, name and start, call by call."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.support.checkout import TOP
from tests.support.programs import program

GO = "go"
KILL = "kill"
"""Ends all processes on the spot, as SIGKILL does, before the call is made."""

TIMEOUT = 300.0
NONE: Mapping[str, str] = {}


def fail(number: int) -> str:
    """The answer that lets a call fail with an error number of `errno`."""
    return f"fail {number}"


@dataclass(frozen=True)
class Event:
    """A call that is about to be made.

    `mode` and `inode` are those of the file that is written to; `argv` and `environ` those of a program to start.
    """

    call: str
    process: int
    path: str
    to: str
    data: bytes
    mode: int
    inode: int
    argv: tuple[bytes, ...]
    environ: tuple[bytes, ...]


Decide = Callable[[Event], str]
"""What is to become of a call: `GO`, `KILL` or an answer of `fail`. The program stands still meanwhile."""


@dataclass(frozen=True)
class Traced:
    """A program that ran to its end, or to where it was killed."""

    code: int
    out: bytes
    err: bytes
    events: tuple[Event, ...]


def let_go(_: Event) -> str:
    """Let every call be made."""
    return GO


def traced(
    *arguments: str, folder: Path, variables: Mapping[str, str] = NONE, decide: Decide = let_go, stdin: bytes = b""
) -> Traced:
    """Run the command line of this checkout in a folder, with few variables beside those that are given."""
    environ = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": str(TOP / "src")}
    return trace((sys.executable, "-m", "clusterctl", *arguments), folder, {**environ, **variables}, decide, stdin)


def trace(
    argv: Sequence[str | Path], folder: Path, environ: Mapping[str, str], decide: Decide = let_go, stdin: bytes = b""
) -> Traced:
    """Run a program in a folder, with exactly these variables.

    Its umask is 0: whoever makes a file for its owner alone must say so.
    """
    with ExitStack() as opened:
        (events_in, events_out), (answers_in, answers_out) = os.pipe(), os.pipe()
        events, answers = opened.enter_context(os.fdopen(events_in)), opened.enter_context(os.fdopen(answers_out, "w"))
        process = opened.enter_context(
            subprocess.Popen(
                (program("tracer-1"), str(events_out), str(answers_in), *argv),
                cwd=folder,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(events_out, answers_in),
                umask=0,
            )
        )
        os.close(events_out)
        os.close(answers_in)
        talk = opened.enter_context(ThreadPoolExecutor(1)).submit(process.communicate, stdin, TIMEOUT)
        try:
            seen = tuple(watched(events, answers, decide))
        finally:
            # should `decide` have failed: a tracer without answers ends, and everything with it
            answers.close()
        out, err = talk.result()
    return Traced(process.returncode, out, err, seen)


def watched(events: TextIO, answers: TextIO, decide: Decide) -> Iterator[Event]:
    """Answer every event, and hand it on."""
    for line in events:
        event = read(line)
        print(decide(event), file=answers, flush=True)
        yield event


def read(line: str) -> Event:
    """An event as the tracer tells it."""
    told = json.loads(line)
    argv, environ = (tuple(base64.b64decode(text) for text in told[key] or ()) for key in ("argv", "environ"))
    data = base64.b64decode(told["data"] or "")
    names = (told["call"], told["process"], told["path"], told["to"])
    return Event(*names, data, told["mode"], told["inode"], argv, environ)
