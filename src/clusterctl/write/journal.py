"""Many file operations as one: staged, recorded, then carried out, so that a crash at any point leaves a whole set.

1. Every new content is written into `.clusterctl/journal/`, and the old one that it replaces gets a second name there:
   nothing is changed yet. It is not copied, for it may be a secret that somebody left in clear.
2. `todo.jsonl` names all operations with the blob ids before and after: from here on the run counts as decided.
3. The operations are carried out one by one, each by a rename or an unlink; the ledger is the last of them.
4. The journal is removed.

A run that dies before 2 is discarded by the next one, a run that dies after it is finished. A run that the system
refuses after 2 takes its operations back: `todo.jsonl` becomes `undo.jsonl`, and the old contents return. Doing any of
this twice is harmless, since what is done is told from what is not by the blob ids.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from contextlib import suppress

from clusterctl import where
from clusterctl.problem import ConflictError, Problem, Span
from clusterctl.render.tree import Path
from clusterctl.write.codes import CHANGED_MEANWHILE
from clusterctl.write.steps import STAGED, Operation, Step, id_of, read_record, record, steps_of
from clusterctl.write.system import NO_LINKS, Ground

TODO = "todo.jsonl"
UNDO = "undo.jsonl"
DRAFT = "draft.jsonl"
NOT_A_FILE = frozenset({errno.ELOOP, errno.ENOTDIR, errno.EISDIR})


class Journal:
    """The journal of one repository. Its methods let an OSError of the system through; `at` is then the path it met."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._system = ground.system
        self.at = where.JOURNAL

    def pending(self) -> bool:
        """Whether a decided run waits to be finished or taken back."""
        return bool({TODO, UNDO}.intersection(self._ground.names(where.JOURNAL) or ()))

    def commit(self, operations: Sequence[Operation]) -> None:
        """Stage the operations and decide for them. Whatever fails here leaves the tree as it was."""
        self.recover()
        steps = steps_of(operations)
        try:
            with self._ground.folder(where.JOURNAL, make=True) as folder:
                for step, operation in zip(steps, operations, strict=True):
                    self._stage(step, operation, folder)
                self._ground.put(DRAFT, folder, record(steps))
                self._system.rename(DRAFT, folder, TODO, folder)
                self._system.fsync(folder)
        except BaseException:
            with suppress(OSError):
                self.discard()
            raise

    def finish(self) -> tuple[Path, ...]:
        """Carry out what is decided. Paths that somebody else changed meanwhile are left alone and returned.

        The ledger comes last, and only when nothing was left: it must not say that an edit has been accepted.
        """
        steps = self._steps(TODO)
        files = [step for step in steps if step.path != where.LEDGER]
        left = [step.path for step in files if not self._forward(step)]
        self._settle(step.path for step in files)
        ledger = [step for step in steps if step.path == where.LEDGER and not left]
        left += [step.path for step in ledger if not self._forward(step)]
        self._settle(step.path for step in ledger)
        self._sweep(step.path for step in steps if not step.after)
        self.discard()
        return tuple(left)

    def take_back(self) -> tuple[Path, ...]:
        """Undo what was carried out. Paths that somebody else changed meanwhile are left alone and returned."""
        if TODO in (self._ground.names(where.JOURNAL) or ()):
            with self._ground.folder(where.JOURNAL) as folder:
                self._system.rename(TODO, folder, UNDO, folder)
                self._system.fsync(folder)
        steps = self._steps(UNDO)
        left = tuple(step.path for step in reversed(steps) if not self._backward(step))
        self._settle(step.path for step in steps)
        self._sweep(step.path for step in steps if not step.before)
        self.discard()
        return left

    def recover(self) -> tuple[Path, ...]:
        """Finish or take back what an interrupted run had decided, and forget what it had only staged."""
        names = self._ground.names(where.JOURNAL)
        if names is None:
            return ()
        if UNDO in names:
            return self.take_back()
        if TODO in names:
            return self.finish()
        self.discard()
        return ()

    def discard(self) -> None:
        """Remove the journal: first what decides, then what is staged. Files that are not ours stay."""
        self.at = where.JOURNAL
        names = self._ground.names(where.JOURNAL)
        if names is None:
            return
        with self._ground.folder(where.JOURNAL) as folder:
            for name in sorted({TODO, UNDO}.intersection(names)):
                self._system.unlink(name, folder)
            # from here on the run is over; what is left behind goes with the next one
            with suppress(OSError):
                self._system.fsync(folder)
                for name in names:
                    if name == DRAFT or STAGED.fullmatch(name):
                        self._system.unlink(name, folder)
        self._sweep([where.JOURNAL / TODO])

    def _stage(self, step: Step, operation: Operation, folder: int) -> None:
        self.at = step.path
        if self._current(step.path) != step.before:
            message = f"{step.path} changed while this run was at work; nothing was written"
            raise ConflictError([Problem(CHANGED_MEANWHILE, message, Span(str(step.path)), CHANGED_MEANWHILE.fix)])
        mode = self._ground.mode(step.path) if step.before else None
        if operation.after is not None:
            self._ground.put(step.new, folder, operation.after, mode)
        if operation.before is not None:
            self._keep(step, operation.before, mode, folder)

    def _keep(self, step: Step, content: bytes, mode: int | None, folder: int) -> None:
        """Give the old file a second name; where the file system has none to give, copy it."""
        try:
            with self._ground.folder(step.path.parent) as source:
                self._system.link(step.path.name, source, step.old, folder)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            self._ground.put(step.old, folder, content, mode)

    def _forward(self, step: Step) -> bool:
        """Carry out a step; False when the path is neither as it was nor as it should be."""
        return self._turn(step.path, step.before, step.after, step.new)

    def _backward(self, step: Step) -> bool:
        """Undo a step; False when the path is neither as it was nor as the step made it."""
        return self._turn(step.path, step.after, step.before, step.old)

    def _turn(self, path: Path, current: str, wanted: str, staged: str) -> bool:
        self.at = path
        found = self._current(path)
        if found == wanted:
            return True
        if found != current:
            return False
        if wanted:
            with self._ground.folder(where.JOURNAL) as source, self._ground.folder(path.parent, make=True) as target:
                self._system.rename(staged, source, path.name, target)
        else:
            with self._ground.folder(path.parent) as target:
                self._system.unlink(path.name, target)
        return True

    def _current(self, path: Path) -> str | None:
        """The blob id at a path, "" for nothing, None for something that is no plain file."""
        try:
            return id_of(self._ground.read(path))
        except OSError as error:
            if error.errno in NOT_A_FILE:
                return None
            raise

    def _steps(self, name: str) -> tuple[Step, ...]:
        self.at = where.JOURNAL / name
        return read_record(name, self._ground.read(self.at) or b"")

    def _settle(self, paths: Iterable[Path]) -> None:
        """Wait until the names of files, and of the folders made for them, are on the disk."""
        for folder in sorted({parent for path in paths for parent in path.parents}):
            with suppress(FileNotFoundError, NotADirectoryError), self._ground.folder(folder) as handle:
                self._system.fsync(handle)

    def _sweep(self, paths: Iterable[Path]) -> None:
        """Remove the folders that are empty now that files are gone, from the inside out."""
        for path in paths:
            for folder in path.parents[:-1]:
                try:
                    with self._ground.folder(folder.parent) as handle:
                        self._system.rmdir(folder.name, handle)
                except FileNotFoundError:
                    continue
                except OSError:
                    # it is not empty, or may not go: it stays, and so do those around it
                    break
