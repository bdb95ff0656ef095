"""Secrets of the catalogue: every key of each must come from a place that exists."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.catalog import codes
from clusterctl.catalog.entries import Catalog
from clusterctl.catalog.model import Leaf, SecretFile
from clusterctl.catalog.words import Words
from clusterctl.config.model.secrets import AGE_KEY
from clusterctl.config.source import Loc, Source
from clusterctl.config.suggest import suggest
from clusterctl.problem import Problem


def secrets(catalog: Catalog, known: Words) -> Iterator[Problem]:
    """What is wrong with the Secrets of apps and of other folders."""
    for app in catalog.apps.values():
        for name, secret in app.app.secrets.items():
            yield from _secret(secret, app.source, ("secrets", name), known)
    for other in catalog.secrets.values():
        yield from _secret(other.secret, other.source, other.loc, known)


def _secret(secret: SecretFile, source: Source, loc: Loc, known: Words) -> Iterator[Problem]:
    for key, leaf in secret.data.items():
        for inner, message, hint in _faults(leaf, known):
            yield _problem(source, (*loc, "data", key, *inner), message, hint)


def _faults(leaf: Leaf, known: Words) -> Iterator[tuple[Loc, str, str]]:
    if not leaf.secret and not leaf.value:
        yield (), "comes from nowhere", "give it `secret` or `value`"
    if leaf.secret and leaf.secret != AGE_KEY and not known.is_secret(leaf.secret):
        near = suggest(leaf.secret, known.secrets)
        hint = f"did you mean {near}?" if near else "secrets of your own stand under extra: `secret: extra.NAME`"
        yield ("secret",), f"there is no secret {leaf.secret!r}", hint
    if leaf.value and leaf.value not in known.values:
        near = suggest(leaf.value, known.values)
        yield ("value",), f"the model has no text {leaf.value!r}", f"did you mean {near}?" if near else ""
    if leaf.transform and leaf.transform not in known.transforms:
        yield (
            ("as",),
            f"there is no transformation {leaf.transform!r}",
            f"there are {', '.join(sorted(known.transforms))}",
        )


def _problem(source: Source, loc: Loc, message: str, hint: str) -> Problem:
    key = ".".join(map(str, loc))
    return Problem(
        codes.SECRET, f"{source.path}: {key} {message}", source.locate(loc), hint or codes.SECRET.fix, key=key
    )
