"""The disk: reads the repository once, and applies a plan as a whole."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path as OsPath

from clusterctl import where
from clusterctl.problem import Code, Problem, Severity, Span, ToolError
from clusterctl.render.tree import Found, Path
from clusterctl.write.blob import lf
from clusterctl.write.change import Action, Change, Have, Ledger
from clusterctl.write.codes import CHANGED_MEANWHILE, DISK, FINISHED, UNFINISHED
from clusterctl.write.find import find
from clusterctl.write.journal import Journal
from clusterctl.write.ledger import ledger_text
from clusterctl.write.leftovers import leftovers
from clusterctl.write.lock import locked
from clusterctl.write.look import Reader
from clusterctl.write.refusals import stop_on_refusals
from clusterctl.write.steps import Operation
from clusterctl.write.system import Ground, System

LINK_IN_THE_WAY = "a symbolic link, or a file in the place of a folder, stands in the way"


class Disk:
    """One repository on disk. Everything that a run writes goes through `apply` or `write`."""

    def __init__(self, root: OsPath, system: System | None = None) -> None:
        self._root = root
        self._ground = Ground(root, system or System())
        self._journal = Journal(self._ground)
        self._reader = Reader(root)

    def lock(self, *, shared: bool = False) -> AbstractContextManager[None]:
        """Hold the repository for this run; `shared` for one that only looks."""
        return locked(self._root, shared=shared)

    def have(self, path: Path) -> Have:
        """What the disk has at a path."""
        return self._reader.have(path)

    def haves(self, paths: Iterable[Path]) -> Mapping[Path, Have]:
        """What the disk has at each of several paths."""
        return {path: self._reader.have(path) for path in paths}

    def bases(self) -> Mapping[Path, bytes]:
        """The kept texts of our output where the file on disk differs from it."""
        kept = ((path, self._reader.have(path)) for path in self._reader.files(where.BASES, hidden=True))
        return {path.relative_to(where.BASES): text for path, text in kept if isinstance(text, bytes)}

    def find(self, ledger: Ledger) -> Found:
        """What the repository holds that rendering must respect."""
        return find(self._reader, ledger)

    def leftovers(self, changes: Sequence[Change]) -> tuple[Problem, ...]:
        """Notes about files of the user's that stay where the plan leaves nothing of ours."""
        return leftovers(changes, self._reader.files)

    def pending(self) -> tuple[Problem, ...]:
        """A warning when an interrupted run waits to be finished; for commands that only look."""
        with self._refusals("nothing was read"):
            waits = self._journal.pending()
        return (said(UNFINISHED, where.JOURNAL, Severity.WARNING),) if waits else ()

    def recover(self) -> tuple[Problem, ...]:
        """Finish, or take back, what an interrupted run left; call it under the lock and before reading anything."""
        with self._refusals("an interrupted run could not be finished"):
            waited = self._journal.pending()
            left = self._journal.recover()
        self._reader = Reader(self._root)
        finished = (said(FINISHED, where.JOURNAL, Severity.NOTE),) if waited else ()
        return finished + changed_meanwhile(left)

    def operations(self, changes: Sequence[Change]) -> tuple[Operation, ...]:
        """Every file operation that `apply` would make, the ledger last; none when there is nothing to do."""
        files = [Operation(change.path, change.before, change.after) for change in changes if writes(change)]
        with self._refusals("nothing was changed"):
            return (*files, *self._base_operations(changes), *self._ledger_operations(changes))

    def apply(self, changes: Sequence[Change]) -> tuple[Problem, ...]:
        """Make all changes or none. Raises for a change that must not be made, and when the system refuses.

        The answer are warnings about files that somebody else changed in the meantime.
        """
        stop_on_refusals(changes)
        return self.write(self.operations(changes))

    def write(self, operations: Sequence[Operation]) -> tuple[Problem, ...]:
        """Make all operations or none, through the journal."""
        if not operations:
            return ()
        with self._refusals("nothing was changed"):
            self._journal.commit(operations)
            left = self._carry_out()
        self._reader = Reader(self._root)
        return changed_meanwhile(left)

    def _carry_out(self) -> tuple[Path, ...]:
        try:
            return self._journal.finish()
        except (OSError, KeyboardInterrupt):
            met = self._journal.at
            with self._refusals("the run stopped half-way; the next `clusterctl render` completes or undoes it"):
                self._journal.take_back()
            self._journal.at = met
            raise

    def _base_operations(self, changes: Sequence[Change]) -> Iterator[Operation]:
        """Keep the text of our output for exactly the files that differ from it."""
        wanted = {change.path: change.base for change in changes if change.base is not None}
        kept = self.bases()
        for path in sorted(wanted.keys() | kept.keys()):
            if wanted.get(path) != kept.get(path):
                yield Operation(where.BASES / path, kept.get(path), wanted.get(path))

    def _ledger_operations(self, changes: Sequence[Change]) -> Iterator[Operation]:
        self._journal.at = where.LEDGER
        before = self._ground.read(where.LEDGER)
        after = ledger_text(change.entry for change in changes if change.entry is not None)
        if lf(before or b"") != after:
            yield Operation(where.LEDGER, before, after or None)

    @contextmanager
    def _refusals(self, outcome: str) -> Iterator[None]:
        """Turn what the system refuses into a problem that says what came of the run."""
        try:
            yield
        except OSError as error:
            at = self._journal.at
            linked = error.errno in (errno.ELOOP, errno.ENOTDIR)
            reason = LINK_IN_THE_WAY if linked else error.strerror or str(error)
            raise ToolError([Problem(DISK, f"{outcome}: {at}: {reason}", Span(str(at)), DISK.fix)]) from None


def writes(change: Change) -> bool:
    """Whether a change touches its file on the disk."""
    return change.after is not None or change.action is Action.DELETE


def changed_meanwhile(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Warnings about files that were left alone."""
    return tuple(said(CHANGED_MEANWHILE, path, Severity.WARNING) for path in paths)


def said(code: Code, path: Path, severity: Severity) -> Problem:
    """A problem that its code tells completely, at a path."""
    return Problem(code, f"{path}: {code.title}", Span(str(path)), code.fix, severity)
