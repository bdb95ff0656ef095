"""`clusterctl render` and `clusterctl diff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from clusterctl.cli.common import Common, within
from clusterctl.cli.progress import Progress
from clusterctl.cli.report import Report, counted
from clusterctl.problem import Exit, Problem

if TYPE_CHECKING:
    from clusterctl.pipeline import Outcome
    from clusterctl.write.change import Change, Policy
    from clusterctl.write.settled import Counts

CHECK_HELP = (
    "Write nothing; exit 4 if a render would change a file. "
    "Without the key this proves consistency, not the content of secrets: `secrets check` proves that."
)
Check = Annotated[bool, typer.Option("--check", help=CHECK_HELP)]
Diff = Annotated[bool, typer.Option("--diff", help="Show what changes in each file; secrets are masked.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done and write nothing.")]
PRUNE_HELP = (
    "Allow a run that deletes many files, a Namespace or a PersistentVolumeClaim, "
    "or moves Flux Kustomizations to another namespace."
)
Prune = Annotated[bool, typer.Option("--prune", help=PRUNE_HELP)]
Overwrite = Annotated[
    list[str],
    typer.Option("--overwrite", metavar="PATH", help="Replace your edited file by the rendered one (may be repeated)."),
]
Adopt = Annotated[
    list[str],
    typer.Option("--adopt", metavar="PATH", help="Keep your file where a rendered one should go (may be repeated)."),
]
Release = Annotated[
    list[str],
    typer.Option(
        "--release", metavar="PATH", help="A file that is no longer rendered becomes yours (may be repeated)."
    ),
]


def render(  # noqa: PLR0917 - Typer hands them over by name
    common: Common,
    check: Check = False,
    diff: Diff = False,
    dry_run: DryRun = False,
    overwrite: Overwrite = [],  # noqa: B006 - Typer copies it
    adopt: Adopt = [],  # noqa: B006
    release: Release = [],  # noqa: B006
    prune: Prune = False,
) -> int:
    """Validate, render, lint and write; print what changed."""
    from clusterctl.write.settled import settled

    plain = not (check or diff or dry_run or overwrite or adopt or release or common.verbose)
    if plain and (counts := settled(common.root, str(common.config))):
        return unchanged(common, counts)
    from clusterctl.write.change import Policy

    policy = Policy(paths(common, overwrite), paths(common, adopt), paths(common, release), prune)
    return show(common, run(common, policy, write=not (check or dry_run)), check=check, diff=diff)


def diff(common: Common) -> int:
    """Show what a render would change, secrets masked.

    The same as `render --diff --dry-run`.
    """
    from clusterctl.write.change import Policy

    return show(common, run(common, Policy(), write=False), diff=True)


def run(common: Common, policy: Policy, *, write: bool) -> Outcome:
    """Render with progress for the person who waits."""
    from clusterctl import pipeline

    Report(common).reading()
    with Progress(common) as progress:
        return pipeline.render(common.root, common.config, policy, write=write, step=progress.step)


def unchanged(common: Common, counts: Counts) -> int:
    """Say that there is nothing to do, as a whole run would."""
    report = Report(common)
    report.problems((), {"changes": []})
    report.talk(nothing(counts))
    return Exit.FINE


def nothing(counts: Counts) -> str:
    """The summary of a run that found everything as it should be."""
    files, edited = counts
    return f"nothing to change: {counted(files - edited, 'file')} as described{kept(edited)}"


def kept(edited: int) -> str:
    """What a summary says of files that stay as the user edited them."""
    return f", {counted(edited, 'edited file')} kept" if edited else ""


def paths(common: Common, given: list[str]) -> frozenset[PurePosixPath]:
    """Paths as the user typed them, relative to the repository."""
    return frozenset(PurePosixPath(within(common.root, Path(path))) for path in given)


def show(
    common: Common,
    outcome: Outcome,
    *,
    check: bool = False,
    diff: bool = False,
    before: Sequence[Problem] = (),
    more: Mapping[str, object] | None = None,
) -> int:
    """Print the outcome of a render, after that of what came before it, and choose the exit code."""
    report = Report(common)
    for change in outcome.changes if common.verbose else outcome.changing:
        report.result(f"{change.action.value:9} {change.path}")
        if diff and (text := difference(change)):
            report.result(text)
    changes = [told(change, diff=diff) for change in outcome.changing]
    report.problems([*before, *outcome.problems], {**(more or {}), "changes": changes})
    if outcome.refused:
        return outcome.refused
    report.talk(summary(outcome))
    return Exit.CHANGES if check and outcome.changing else Exit.FINE


def told(change: Change, *, diff: bool) -> dict[str, str]:
    """A change as one entry of the list `changes`."""
    entry = {"path": str(change.path), "action": change.action.value}
    return {**entry, "difference": difference(change)} if diff else entry


def difference(change: Change) -> str:
    """The lines of one file that change."""
    from clusterctl.write.masks import diff_text

    return diff_text(change).rstrip("\n")


def summary(outcome: Outcome) -> str:
    """One line that says what was done, or would be."""
    total, changing = len(outcome.tree), len(outcome.changing)
    if not changing:
        return nothing((total, outcome.edited))
    done = "changed" if outcome.written else "would change"
    return f"{counted(changing, 'file')} {done}, {total} in all{kept(outcome.edited)}"
