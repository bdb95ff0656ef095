"""Which file of the templates folder is what, by its path alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from clusterctl import where
from clusterctl.catalog import codes
from clusterctl.catalog.text import Text, Texts
from clusterctl.config.model.network_kinds import LABEL
from clusterctl.problem import Problem, Span

_FOR_READERS: Final = (".md", ".txt")
_APP_DEPTH: Final = 4
_NAMESPACE_DEPTH: Final = 3


@dataclass
class Layout:
    """The paths of the templates folder by what they are; app folders map to the paths below them."""

    apps: dict[PurePosixPath, list[PurePosixPath]] = field(default_factory=dict)
    namespaces: list[PurePosixPath] = field(default_factory=list)
    rules: list[PurePosixPath] = field(default_factory=list)
    others: list[PurePosixPath] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def lay_over(built_in: Texts, own: Texts) -> Texts:
    """The user's files over the built-in ones: whatever is written to the same path is replaced."""
    outputs = {output_path(path) for path in own}
    return {path: text for path, text in built_in.items() if output_path(path) not in outputs} | dict(own)


def output_path(path: PurePosixPath) -> PurePosixPath:
    """Where a template is written."""
    return path.with_suffix("") if path.suffix == ".j2" else path


def sort_out(texts: Texts) -> Layout:
    """What each file is; one that fits nowhere is a problem at its place."""
    layout = Layout()
    for path, text in sorted(texts.items()):
        problem = _place(path, text, layout)
        if problem:
            layout.problems.append(Problem(codes.PLACE, f"{text.source} {problem}", Span(text.source), codes.PLACE.fix))
    layout.problems.extend(_homeless(layout, texts))
    layout.problems.extend(_doubled(texts))
    return layout


def _place(path: PurePosixPath, text: Text, layout: Layout) -> str:
    """Put one path where it belongs; what is wrong with it, or ""."""
    parts = path.parts
    if path.suffix in _FOR_READERS and text.own:
        return ""
    if parts[0] not in where.ROOTS and len(parts) > 1:
        return f"is in no folder that is rendered ({', '.join(where.ROOTS)})"
    if parts[:2] == where.APPS.parts:
        return _place_app(path, layout)
    if path.name == "_files.yaml":
        layout.rules.append(path)
    elif path.name.startswith("_"):
        return "is not known: outside the apps only _files.yaml begins with _"
    else:
        layout.others.append(path)
    return ""


def _place_app(path: PurePosixPath, layout: Layout) -> str:
    parts = path.parts
    if bad := [part for part in parts[2:_APP_DEPTH][: len(parts) - 3] if not re.fullmatch(LABEL, part)]:
        return f"lies in {bad[0]!r}, which is no name that Kubernetes takes"
    if len(parts) > _APP_DEPTH:
        layout.apps.setdefault(PurePosixPath(*parts[:_APP_DEPTH]), []).append(path)
        known = ("_app.yaml", "_values.yaml.j2", "_values.yaml") if len(parts) == _APP_DEPTH + 1 else ()
        return "is not known: an app has _app.yaml and _values.yaml.j2" if _is_private(path, known) else ""
    if len(parts) <= _NAMESPACE_DEPTH:
        return "lies in kubernetes/apps itself, which holds namespaces only"
    if path.name == "_namespace.yaml":
        layout.namespaces.append(path)
    else:
        layout.others.append(path)
    return "is not known: a namespace has _namespace.yaml" if _is_private(path, ("_namespace.yaml",)) else ""


def _is_private(path: PurePosixPath, known: tuple[str, ...]) -> bool:
    return path.name.startswith("_") and path.name not in known


def _homeless(layout: Layout, texts: Texts) -> Iterator[Problem]:
    """Folders that look like apps and have no _app.yaml."""
    for folder, paths in list(layout.apps.items()):
        if folder / "_app.yaml" not in paths:
            del layout.apps[folder]
            at = Span(texts[paths[0]].source)
            yield Problem(codes.PLACE, f"{at.path} belongs to no app: {folder} has no _app.yaml", at, codes.PLACE.fix)


def _doubled(texts: Texts) -> Iterator[Problem]:
    """Two templates that are written to the same path."""
    seen: dict[PurePosixPath, str] = {}
    for path, text in sorted(texts.items()):
        output = output_path(path)
        if output in seen:
            message = f"{text.source} and {seen[output]} are both written to {output}"
            yield Problem(codes.TWICE, message, Span(text.source), "keep one of them", related=(Span(seen[output]),))
        seen[output] = text.source
