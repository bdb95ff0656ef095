"""Conditions of the catalogue: each must ask for a boolean that the model has, or for a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clusterctl.catalog import codes
from clusterctl.catalog.condition import parse_condition
from clusterctl.catalog.entries import Catalog, CatalogApp
from clusterctl.catalog.model import SecretFile
from clusterctl.catalog.words import Words
from clusterctl.config.source import Loc, Source
from clusterctl.problem import Problem, Span


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition where it stands; `each_node` ones may ask a node, too."""

    text: str
    at: Span
    key: str
    each_node: bool = False


def conditions(catalog: Catalog, known: Words) -> Iterator[Problem]:
    """The conditions that ask for what does not exist, each once."""
    for asked in dict.fromkeys(_all(catalog)):
        parsed = parse_condition(asked.text)
        name = parsed.name if parsed else asked.text
        of_node = asked.each_node and known.is_node_condition(name)
        if asked.text and not (of_node or (parsed and known.is_condition(name))):
            near = known.near(name)
            hint = f"did you mean {near}?" if near else codes.CONDITION.fix
            message = f"{asked.at.path}: there is no condition {name!r}"
            yield Problem(codes.CONDITION, message, asked.at, hint, key=asked.key)


def _all(catalog: Catalog) -> Iterator[Asked]:
    for app in catalog.apps.values():
        yield from _of_app(app)
    for other in catalog.secrets.values():
        yield from _of_secret(other.secret, other.source, other.loc)
    for file in catalog.files.values():
        yield Asked(file.rule.when, file.rule_place, "", each_node=file.rule.each == "node")


def _of_app(app: CatalogApp) -> Iterator[Asked]:
    yield _asked(app.app.when, app.source, ("when",))
    for name, text in app.app.files.items():
        yield _asked(text, app.source, ("files", name))
    for name, secret in app.app.secrets.items():
        yield from _of_secret(secret, app.source, ("secrets", name))


def _of_secret(secret: SecretFile, source: Source, loc: Loc) -> Iterator[Asked]:
    yield _asked(secret.when, source, (*loc, "when"))
    for key, leaf in secret.data.items():
        yield _asked(leaf.when, source, (*loc, "data", key, "when"))


def _asked(text: str, source: Source, loc: Loc) -> Asked:
    return Asked(text, source.locate(loc), ".".join(map(str, loc)))
