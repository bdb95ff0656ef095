"""A data file of the templates folder as its type; every fault is a problem at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from clusterctl.catalog import codes
from clusterctl.catalog.model import (
    FOLDER,
    NAME,
    TIME,
    App,
    Chart,
    Entry,
    FileRule,
    Files,
    Flux,
    Image,
    Leaf,
    Namespace,
    Part,
    PodSecurity,
    SecretFile,
)
from clusterctl.catalog.text import Text
from clusterctl.config.source import Loc, Plain, Source, Value, read_source
from clusterctl.config.suggest import suggest
from clusterctl.problem import ConfigError, Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

E = TypeVar("E", bound=Entry)

_MODELS = (App, Chart, FileRule, Files, Flux, Image, Leaf, Namespace, Part, PodSecurity, SecretFile)
_KEYS = frozenset(field.alias or name for model in _MODELS for name, field in model.model_fields.items())
_FORMS = {
    TIME: "must be a time such as 30m or 1h30m",
    NAME: "must be a name of small letters, digits, - and .",
    FOLDER: "must be a folder below the app's, of small letters, digits, - and _",
}
_WORDS = {
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "dict_type": "must be a map",
    "model_type": "must be a map",
    "list_type": "must be a list",
    "missing": "is missing",
    "string_too_long": "is longer than 63 characters",
}


def read_entry(text: Text, model: type[E]) -> tuple[E, Source]:
    """Read a data file.

    Raises:
        ConfigError: with every fault that the file has.
    """
    source = read_source(text.source, text.content.encode())
    try:
        return model.model_validate(_untyped(source.data)), source
    except ValidationError as error:
        raise ConfigError(_problems(error.errors(include_url=False, include_context=True), source)) from None


def _untyped(value: Value | Mapping[str, Value]) -> object:
    """The value with numbers as they were typed: the catalogue knows text and booleans only."""
    if isinstance(value, Plain):
        return value.value if isinstance(value.value, bool) else value.text
    if isinstance(value, Mapping):
        return {key: _untyped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_untyped(item) for item in value]
    return value


def _problems(errors: list[ErrorDetails], source: Source) -> Iterator[Problem]:
    seen: set[Loc] = set()
    for error in errors:
        loc = _known(error["loc"], source) if error["type"] != "missing" else error["loc"]
        if loc in seen:
            # A key that may be text or a map fails as both.
            continue
        seen.add(loc)
        key = ".".join(map(str, loc))
        hint = codes.SHAPE.fix
        if error["type"] == "extra_forbidden" and (near := suggest(str(loc[-1]), _KEYS)):
            hint = f"did you mean {near}?"
        message = f"{source.path}: {key} {_reason(error)}"
        yield Problem(codes.SHAPE, message, source.locate(loc), hint, key=key)


def _known(loc: Loc, source: Source) -> Loc:
    while loc and loc not in source.places:
        loc = loc[:-1]
    return loc


def _reason(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return "is not known"
    if kind == "literal_error":
        return f"must be one of {error['ctx']['expected']}".replace("'', ", "").replace("'", "")
    if kind == "string_pattern_mismatch":
        return _FORMS[error["ctx"]["pattern"]]
    return _WORDS.get(kind) or error["msg"]
