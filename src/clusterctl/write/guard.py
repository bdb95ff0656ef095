"""Which paths may be written or deleted at all; judged by their text alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from clusterctl import where
from clusterctl.problem import Problem, Span
from clusterctl.render.tree import Path
from clusterctl.write.codes import PATH_REFUSED, PATHS_CLASH

GIT = ".git"
DEEPEST = 64
"""Parts of the longest path that is looked at; a rendered one has about ten."""


def unsafe(text: str) -> str:
    """Why a path, as it is spelt, may lead out of the repository or into Git's own folder; "" when it does not."""
    path = Path(text)
    if not text or path.is_absolute() or str(path) != text or text == ".":
        return "it is not a plain relative path"
    if len(path.parts) > DEEPEST:
        return "it is deeper than any rendered path"
    if ".." in path.parts:
        return "it leads upwards"
    if not text.isprintable() or "\\" in text:
        return "it has characters that no rendered path has"
    if GIT in (part.casefold() for part in path.parts):
        return "it leads into Git's own folder"
    return ""


def refusal(text: str) -> str:
    """Why a rendered file may not stand at a path; "" when it may."""
    path = Path(text)
    if why := unsafe(text):
        return why
    if path != where.SOPS_RULES and (path.parts[0] not in where.ROOTS or len(path.parts) == 1):
        return "it is not below talos/, kubernetes/ or bootstrap/"
    if where.MACHINES in (path, *path.parents):
        return f"{where.MACHINES}/ is not rendered"
    return ""


def check_paths(paths: Iterable[Path]) -> Iterator[Problem]:
    """The faults of rendered paths: outside the folders we own, or clashing where capital letters do not count."""
    known = list(paths)
    for path in known:
        if why := refusal(str(path)):
            yield Problem(PATH_REFUSED, f"{path} cannot be rendered: {why}", Span(str(path)), PATH_REFUSED.fix)
    yield from clashes(known)


def clashes(paths: Iterable[Path]) -> Iterator[Problem]:
    """Paths that one file or folder would have to be shared by on a file system that ignores capital letters."""
    spellings: defaultdict[str, set[Path]] = defaultdict(set)
    files = set(paths)
    for path in files:
        for part in (path, *path.parents):
            spellings[str(part).casefold()].add(part)
    for same in spellings.values():
        first, *others = sorted(same)
        for other in others:
            message = f"{first} and {other} differ only in capital letters"
            yield Problem(PATHS_CLASH, message, Span(str(other)), PATHS_CLASH.fix, related=(Span(str(first)),))
    for path in sorted(files):
        for folder in files.intersection(path.parents):
            message = f"{folder} is rendered as a file, and {path} needs it as a folder"
            yield Problem(PATHS_CLASH, message, Span(str(path)), PATHS_CLASH.fix, related=(Span(str(folder)),))
