"""What stops a plan: an error on any of its changes."""

from __future__ import annotations

from collections.abc import Iterable

from clusterctl.problem import ConflictError, Problem, ToolError, errors
from clusterctl.write.change import Change
from clusterctl.write.codes import NEEDS_KEY


def refusals(changes: Iterable[Change]) -> tuple[Problem, ...]:
    """All errors of a plan: conflicts, deletions that need a permission, secrets that need the key."""
    return errors(change.why for change in changes if change.why is not None)


def stop_on_refusals(changes: Iterable[Change]) -> None:
    """Raise when a plan must not be carried out: a ConflictError, or a ToolError when all that is missing is a key."""
    problems = refusals(changes)
    if problems and all(problem.code is NEEDS_KEY for problem in problems):
        raise ToolError(problems)
    if problems:
        raise ConflictError(problems)
