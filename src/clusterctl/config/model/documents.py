"""Talos documents that are written apart and go into one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

Document: TypeAlias = Mapping[str, Any]

_IDENTITY: Final = ("apiVersion", "kind", "name")


def put_together(documents: Iterable[Document]) -> tuple[Document, ...]:
    """One document for each apiVersion, kind and name, in the order of the first of them.

    Talos up to 1.13 refuses a file that holds two parts of one document. They are merged as Talos merges patches:
    maps merge, lists add up, and of two other values the later one counts.
    """
    found: dict[tuple[object, ...], Document] = {}
    for document in documents:
        identity = tuple(str(document.get(key, "")) for key in _IDENTITY)
        found[identity] = _merged(found[identity], document) if identity in found else document
    return tuple(found.values())


def _merged(low: Any, high: Any) -> Any:  # noqa: ANN401 - whatever a document may hold
    if isinstance(low, Mapping) and isinstance(high, Mapping) and "$patch" not in (*low, *high):
        return {**low, **{key: _merged(low[key], value) if key in low else value for key, value in high.items()}}
    return [*low, *high] if isinstance(low, list) and isinstance(high, list) else high
