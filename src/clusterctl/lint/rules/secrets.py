"""No Secret is written in clear."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.lint.codes import SECRET_IN_CLEAR
from clusterctl.lint.objects import Judged, find
from clusterctl.problem import Problem


def in_clear(judged: Judged) -> Iterator[Problem]:
    """A Secret with data in a file that is not sealed."""
    for path, parts in judged.documents.items():
        for part in parts:
            holds = any(find(part.node, key) is not None for key in ("data", "stringData"))
            if part.text("kind") == "Secret" and holds and part.file.rule is None:
                message = f"{path} would hold Secret {part.text('metadata', 'name')} in clear"
                yield Problem(SECRET_IN_CLEAR, message, part.file.source, SECRET_IN_CLEAR.fix)
