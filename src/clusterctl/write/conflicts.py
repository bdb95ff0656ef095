"""The problems of a plan, in words: what stands where, what is wanted, and the ways out."""

from __future__ import annotations

from clusterctl.problem import Code, Problem, Severity, Span
from clusterctl.render.tree import Path
from clusterctl.write.change import Blocked
from clusterctl.write.codes import BLOCKED, EDITED, EDITED_GONE, EXISTED, NEEDS_PRUNE, RECREATED
from clusterctl.write.find import app_of
from clusterctl.write.sides import both_sides, difference, shortened

SEALED_NAME = ".sops."


def conflict(code: Code, path: Path, message: str, ways: list[str], shown: list[str]) -> Problem:
    """A conflict at a path: the ways out first, then what differs."""
    quotable = SEALED_NAME not in path.name
    return Problem(code, message, Span(str(path)), "\n".join([*ways, *(shown if quotable else [])]), quotable=quotable)


def edited(path: Path, have: bytes, want: bytes, base: bytes | None) -> Problem:
    """The user's edit and our change are both there."""
    message = f"{path} was edited, and what is rendered for it has changed too"
    return conflict(EDITED, path, message, [*keep_or_replace(path), *let_go(path)], both_sides(have, want, base))


def existed(path: Path, have: bytes, want: bytes) -> Problem:
    """A file that we never wrote stands there."""
    message = f"{path} is there already, and clusterctl did not write it"
    return conflict(EXISTED, path, message, keep_or_replace(path), both_sides(have, want, None))


def edited_gone(path: Path, have: bytes, base: bytes | None) -> Problem:
    """A file should go, but the user edited it."""
    message = f"{path} is no longer rendered and should be deleted, but it was edited"
    ways = [f"--overwrite {path} deletes it", f"--release {path} makes it yours"]
    shown = [] if base is None else shortened(difference(base, have, ("as rendered before", "the file")))
    return conflict(EDITED_GONE, path, message, ways, shown)


def keep_or_replace(path: Path) -> list[str]:
    """The ways out where a file stands that is rendered, too."""
    return [f"--overwrite {path} replaces it", f"--adopt {path} keeps it, until what is rendered changes again"]


def let_go(path: Path) -> list[str]:
    """The way out of a file that was rendered before: nothing is rendered there any more, and the file stays."""
    app = app_of(path)
    return [f"or {switched_off(app)}, then --release {path} makes it yours"] if app else []


def switched_off(app: str) -> str:
    """How an app is switched off."""
    return f"switch the app off in cluster.yaml: apps: {{{app}: {{enabled: false}}}}"


def blocked(path: Path, by: Blocked, *, wanted: bool) -> Problem:
    """Something that is no plain file stands where a file should be written or deleted."""
    detail = f" ({by.detail})" if by.detail else ""
    what = "is to be rendered" if wanted else "is no longer rendered"
    message = f"{path} {what}, but {by.at} is {by.obstacle.value}{detail}; nothing is written or deleted through it"
    ways = [f"move {by.at} away and render again"]
    ways += [] if wanted else [f"--release {path} makes it yours"]
    return Problem(BLOCKED, message, Span(str(by.at)), "\n".join(ways), quotable=False)


def recreated(paths: list[Path]) -> Problem:
    """Rendered files, all of one app or of none, that the user deleted and that come back."""
    app = app_of(paths[0])
    what = str(paths[0]) if len(paths) == 1 else f"{len(paths)} files{f' of {app}' if app else ''}, first {paths[0]},"
    verb = "was" if len(paths) == 1 else "were"
    message = f"{what} {verb} deleted and {'is' if len(paths) == 1 else 'are'} rendered again"
    hint = f"to keep it away {switched_off(app)}" if app else "it follows from cluster.yaml"
    return Problem(RECREATED, message, Span(str(paths[0])), hint, Severity.NOTE)


def needs_prune(path: Path, why: str) -> Problem:
    """A deletion that is not made unasked."""
    return Problem(NEEDS_PRUNE, f"{path} would be deleted: {why}", Span(str(path)), NEEDS_PRUNE.fix)
