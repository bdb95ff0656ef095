"""What stops a plan: an error on any of its changes."""

from __future__ import annotations

from collections.abc import Iterable

from clusterctl.problem import ConflictError, Exit, Problem, ToolError, errors
from clusterctl.write.change import Change
from clusterctl.write.codes import NEEDS_KEY


def refusals(changes: Iterable[Change]) -> tuple[Problem, ...]:
    """All errors of a plan: conflicts, deletions that need a permission, secrets that need the key."""
    return errors(change.why for change in changes if change.why is not None)


def exit_of(changes: Iterable[Change]) -> Exit:
    """The exit code of a plan: fine, a conflict, or, when all that is missing is a key, that of a tool that failed."""
    problems = refusals(changes)
    if not problems:
        return Exit.FINE
    return Exit.TOOL if all(problem.code is NEEDS_KEY for problem in problems) else Exit.CONFLICT


def stop_on_refusals(changes: Iterable[Change]) -> None:
    """Raise when a plan must not be carried out: a ToolError for want of a key, else a ConflictError."""
    refused = tuple(changes)
    match exit_of(refused):
        case Exit.FINE:
            return
        case Exit.TOOL:
            raise ToolError(refusals(refused))
        case _:
            raise ConflictError(refusals(refused))
