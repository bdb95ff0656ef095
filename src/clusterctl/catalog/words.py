"""The words that the catalogue may use: conditions, values and secrets, as the model of cluster.yaml has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from clusterctl.compat.channels import CHANNELS
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node
from clusterctl.config.model.secrets import SECRETS, TRANSFORMS
from clusterctl.config.secrets import is_extra
from clusterctl.config.suggest import suggest


@dataclass(frozen=True)
class Words:
    """Names by kind; `channels` are the columns of pins, newest first."""

    conditions: frozenset[str]
    node_conditions: frozenset[str]
    values: frozenset[str]
    secrets: frozenset[str]
    transforms: frozenset[str]
    channels: tuple[str, ...]

    def is_condition(self, name: str) -> bool:
        """Whether `when` may ask this."""
        return name in self.conditions or (name.startswith("has.") and self.is_secret(name.removeprefix("has.")))

    def is_node_condition(self, name: str) -> bool:
        """Whether `when` may ask this of a file that is rendered for each node: `node.encrypt_disk`."""
        return name.startswith("node.") and name.removeprefix("node.") in self.node_conditions

    def is_secret(self, name: str) -> bool:
        """Whether secrets.sops.yaml has a place for this name."""
        return name in self.secrets or is_extra(name)

    def near(self, name: str) -> str:
        """A word that was perhaps meant, or ""."""
        if name.startswith("has."):
            found = suggest(name.removeprefix("has."), self.secrets)
            return f"has.{found}" if found else ""
        return suggest(name, self.conditions | self.values)


@cache
def words() -> Words:
    """The words of the model."""
    hints = dict(attributes_of(Cluster))
    return Words(
        conditions=_booleans(Cluster),
        node_conditions=_booleans(Node),
        values=frozenset(name for name, hint in hints.items() if _is_text(hint)),
        secrets=frozenset(SECRETS),
        transforms=frozenset(TRANSFORMS),
        channels=tuple(sorted(CHANNELS, reverse=True)),
    )


def _booleans(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, hint in attributes_of(model) if _members(hint) == {bool})


def attributes_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Every public field and property of a model with its type."""
    for name, field in model.model_fields.items():
        yield name, field.annotation
    for name, getter in _properties(model).items():
        yield name, get_type_hints(getter).get("return", object)


def _properties(model: type[BaseModel]) -> Mapping[str, Callable[..., object]]:
    found: dict[str, Callable[..., object]] = {}
    for above in reversed(model.__mro__):
        if above is not BaseModel and issubclass(above, BaseModel):
            found |= {name: value.fget for name, value in vars(above).items() if _is_property(name, value)}
    return found


def _is_property(name: str, value: object) -> bool:
    return isinstance(value, property) and not name.startswith("_")


def _members(hint: object) -> set[object]:
    """The types of a union without None; for anything else the type itself."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return {member for member in members if member is not NoneType}


def _is_text(hint: object) -> bool:
    """Whether a value of this type can be one text: no bool, no collection, no section of the model."""
    members = _members(hint)
    if bool in members:
        return False
    return all(
        get_origin(one) is Literal or (isinstance(one, type) and not issubclass(one, _NO_TEXT)) for one in members
    )


_NO_TEXT: Final = (BaseModel, list, tuple, dict, set, frozenset)
