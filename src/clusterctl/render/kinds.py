"""What templates may name, as types: the attributes of the model, and of the few objects beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Any, Final, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from clusterctl import where
from clusterctl.catalog.entries import CatalogApp
from clusterctl.catalog.words import attributes_of, words
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node


@dataclass(frozen=True)
class Shape:
    """An object with named attributes; `free` allows names that are not listed, all of kind `rest`."""

    name: str
    attributes: Mapping[str, Kind] = field(default_factory=dict)
    free: bool = False
    rest: Any = Any


Kind: TypeAlias = Any
"""A type annotation or a Shape; `Any` is a value of which nothing is known."""

TEXT: Final = str


def cluster_kinds() -> dict[str, Kind]:
    """The names that every template knows."""
    secrets: dict[str, Kind] = dict.fromkeys(words().secrets, bool)
    return {"cluster": Cluster, "has": Shape("has", {**secrets, "extra": Shape("has.extra", free=True, rest=bool)})}


def app_kinds(app: CatalogApp) -> dict[str, Kind]:
    """The names in the templates of an app."""
    image = Shape("image", {"repository": TEXT, "tag": TEXT})
    images = Shape("app.images", dict.fromkeys(app.app.images, image))
    known = dict.fromkeys(("id", "name", "namespace", "version"), TEXT)
    features = dict.fromkeys(app.app.features, bool)
    return {**cluster_kinds(), "app": Shape("app", {**known, "images": images, **features})}


def file_kinds(*, each_node: bool) -> dict[str, Kind]:
    """The names in templates outside the apps."""
    folders = dict.fromkeys(where.PATCH_FOLDERS, list[str])
    patches = Shape("patches", {**folders, "node": dict[str, list[str]]})
    node = {"node": Node} if each_node else {}
    return {**cluster_kinds(), "patches": patches, **node}


def attributes(kind: Kind) -> frozenset[str] | None:
    """The names that a value of this kind has; None when any name may be right."""
    kind = _without_none(kind)
    if isinstance(kind, Shape):
        return None if kind.free else frozenset(kind.attributes)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return frozenset(name for name, _ in attributes_of(kind))
    if kind is Any or _origin(kind) in (dict, Mapping, Union, UnionType) or kind in (dict, object):
        return None
    plain = _origin(kind) or kind
    return frozenset(name for name in dir(plain) if not name.startswith("_"))


def attribute(kind: Kind, name: str) -> Kind:
    """The kind of an attribute that is there."""
    kind = _without_none(kind)
    if isinstance(kind, Shape):
        return kind.attributes.get(name, kind.rest)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return dict(attributes_of(kind)).get(name, Any)
    if _origin(kind) in (dict, Mapping):
        return get_args(kind)[1]
    return Any


def element(kind: Kind) -> Kind:
    """The kind of what a loop over a value gives."""
    kind = _without_none(kind)
    if _origin(kind) in (tuple, list, frozenset, set, Sequence):
        return get_args(kind)[0]
    if _origin(kind) in (dict, Mapping):
        return get_args(kind)[0]
    return Any


def title(kind: Kind) -> str:
    """What a kind is called in a message."""
    kind = _without_none(kind)
    if isinstance(kind, Shape):
        return kind.name
    return str(getattr(_origin(kind) or kind, "__name__", kind)).lower()


def _origin(kind: object) -> object:
    return get_origin(kind)


def _without_none(kind: Kind) -> Kind:
    if _origin(kind) not in (Union, UnionType):
        return kind
    members = [member for member in get_args(kind) if member is not NoneType]
    return members[0] if len(members) == 1 else Any
