"""Files of the user's that stay alone in a folder where everything of ours goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from clusterctl.problem import Problem, Severity, Span
from clusterctl.render.tree import Path
from clusterctl.write.change import Action, Change
from clusterctl.write.codes import LEFT_BEHIND

TOP = 2
"""kubernetes/apps and talos/patches, like all folders above them, are never left behind."""


def leftovers(changes: Sequence[Change], files: Callable[[Path], Iterable[Path]]) -> tuple[Problem, ...]:
    """A note for each folder that loses all our files and keeps others. `files` lists what is below a folder."""
    deleted = {change.path for change in changes if change.action is Action.DELETE}
    used = {folder for change in changes if change.entry is not None for folder in change.path.parents}
    notes = []
    for folder in sorted({deserted(path, used) for path in deleted} - {Path()}):
        yours = [str(path) for path in files(folder) if path not in deleted]
        if yours:
            message = f"nothing is rendered in {folder} any more; yours and left there: {', '.join(yours)}"
            notes.append(Problem(LEFT_BEHIND, message, Span(yours[0]), LEFT_BEHIND.fix, Severity.NOTE))
    return tuple(notes)


def deserted(path: Path, used: set[Path]) -> Path:
    """The outermost folder around a deleted file that holds nothing of ours any more; Path() when there is none."""
    folders = [folder for folder in path.parents if len(folder.parts) > TOP and folder not in used]
    return folders[-1] if folders else Path()
