"""The states that a folder goes through while a program works in it, as a kill at any moment would leave them.

A process that is killed leaves the files as they are: nothing of it is made later, nothing undone. So the state before
each call that changes something, and that in the middle of each write, are all that a kill can leave.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.support.tracer import GO, Event


@dataclass(frozen=True)
class Kept:
    """A file: its inode, permissions and bytes."""

    inode: int
    mode: int
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class State:
    """Everything below a folder, by path; `about` is the call that was to come next."""

    files: Mapping[str, Kept] = field(repr=False)
    folders: frozenset[str] = field(repr=False)
    about: str

    @classmethod
    def of(cls, root: Path) -> State:
        """What is there now."""
        return Watch(root).look("now")

    @property
    def contents(self) -> dict[str, bytes]:
        """The bytes of each file."""
        return {path: kept.content for path, kept in self.files.items()}

    def restore(self, root: Path) -> Path:
        """Make all of it in a new folder; two names of one file become that again."""
        made: dict[int, Path] = {}
        for path in ("", *sorted(self.folders)):
            (root / path).mkdir()
        for path, kept in self.files.items():
            file = root / path
            if kept.inode in made:
                file.hardlink_to(made[kept.inode])
                continue
            made[kept.inode] = file
            file.write_bytes(kept.content)
            file.chmod(kept.mode)
        return root


class Watch:
    """Looks at a folder before every call that is about it; `decide` is for the tracer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.states: list[State] = []
        self._known: dict[tuple[int, ...], bytes] = {}

    def decide(self, event: Event) -> str:
        """Remember the state before a call, and that in the middle of it when it writes."""
        if not any(Path(path).is_relative_to(self.root) for path in (event.path, event.to)):
            return GO
        self.look(f"{event.call} {event.path} {event.to}".strip())
        name = os.path.relpath(event.path, self.root)
        if event.call == "write" and name in self.states[-1].files and len(event.data) > 1:
            self.states.append(torn(self.states[-1], name, event))
        return GO

    def look(self, about: str) -> State:
        """Remember the state of now, if it is another one than before; the state."""
        entries = list(below(self.root, ""))
        files = {path: self._kept(entry) for path, entry in entries if not entry.is_dir(follow_symlinks=False)}
        now = State(files, frozenset(path for path, entry in entries if entry.is_dir(follow_symlinks=False)), about)
        if not self.states or (now.files, now.folders) != (self.states[-1].files, self.states[-1].folders):
            self.states.append(now)
        return now

    def _kept(self, entry: os.DirEntry[str]) -> Kept:
        found = entry.stat(follow_symlinks=False)
        mark = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if mark not in self._known:
            self._known[mark] = Path(entry.path).read_bytes()
        return Kept(found.st_ino, stat.S_IMODE(found.st_mode), self._known[mark])


def torn(state: State, name: str, event: Event) -> State:
    """The state in the middle of a write: half of it is there."""
    file = state.files[name]
    half = replace(file, content=file.content + event.data[: len(event.data) // 2])
    return replace(state, files={**state.files, name: half}, about=f"half of {state.about}")


def below(root: Path, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below a folder by its path, folders before what is in them; nothing in one that is not there."""
    if not root.is_dir():
        return
    with os.scandir(root / folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = f"{folder}{entry.name}"
            yield path, entry
            if entry.is_dir(follow_symlinks=False):
                yield from below(root, f"{path}/")


def some(states: Sequence[State], most: int) -> list[State]:
    """At most so many of the states, as many before each kind of call as there are, evenly chosen."""
    kinds: dict[str, list[State]] = defaultdict(list)
    for state in states:
        kinds[state.about.partition(" ")[0]].append(state)
    chosen: list[State] = []
    for left, kind in zip(range(len(kinds), 0, -1), sorted(kinds.values(), key=len), strict=True):
        chosen += evenly(kind, (most - len(chosen)) // left)
    return chosen


def evenly(states: Sequence[State], most: int) -> list[State]:
    """At most so many of the states, the first and the last among them."""
    if len(states) <= most:
        return list(states)
    return [states[number * (len(states) - 1) // max(most - 1, 1)] for number in range(most)]
