"""The keys of a description against those of the model: unknown, renamed, misplaced, blank and repeated ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from clusterctl.config.codes import reading
from clusterctl.config.fault import Fault
from clusterctl.config.model.scalars import named_type
from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.model.section import Section
from clusterctl.config.source import Loc, Plain, Value
from clusterctl.config.suggest import suggest
from clusterctl.problem import Severity

BLANK = (None, "")


@dataclass(frozen=True, slots=True)
class Shape:
    """The settings under the keys of the model, without blank ones.

    `unknown` holds the keys whose value cannot be known, since it was written under another name or left blank.
    """

    data: dict[str, Value]
    faults: list[Fault] = field(default_factory=list)
    unknown: set[Loc] = field(default_factory=set)
    moved: dict[Loc, Loc] = field(default_factory=dict)


def read_shape(model: type[Section], data: Mapping[str, Value]) -> Shape:
    """Sort the keys of a map by the model that they belong to."""
    shape = Shape({})
    shape.data.update(_section(shape, model, data, ()))
    return shape


@cache
def nested(model: type[Section], name: str) -> tuple[type, type[Section]] | None:
    """The model of the items of a list (tuple) or map (dict) of sections."""
    annotation = model.model_fields[name].annotation
    for part in get_args(annotation):
        if isinstance(part, type) and issubclass(part, Section):
            return (tuple if get_origin(annotation) is tuple else dict), part
    return None


@cache
def former_names(model: type[Section]) -> Mapping[str, str]:
    """The former names of keys, each with the present one."""
    return {old: name for name, info in model.model_fields.items() for old in former(info)}


def former(info: FieldInfo) -> list[str]:
    """The former names of one key."""
    extra = info.json_schema_extra
    names = extra.get("was", []) if isinstance(extra, dict) else []
    return [str(name) for name in names] if isinstance(names, list) else []


def _section(shape: Shape, model: type[Section], data: Mapping[str, Value], loc: Loc) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in data.items():
        name = _name(shape, model, data, (*loc, key))
        if not name:
            continue
        if value in BLANK:
            _blank(shape, model.model_fields[name], (*loc, name))
            continue
        found[name] = _value(shape, model, name, value, (*loc, name))
    return found


def _name(shape: Shape, model: type[Section], data: Mapping[str, Value], loc: Loc) -> str:
    """The key of the model that is meant, "" when there is none."""
    key = str(loc[-1])
    if key in model.model_fields:
        return key
    new = former_names(model).get(key, "")
    if not new:
        _unknown(shape, model, data, loc)
    elif new in data:
        hint = f"keep {new} and remove this line"
        shape.faults.append(Fault(reading.TWO_NAMES, loc, f"is the former name of {new}, which is given too", hint))
        new = ""
    else:
        shape.moved[*loc[:-1], new] = loc
        hint = f"rename it to {new}, or run clusterctl migrate"
        fault = Fault(reading.RENAMED, loc, f"is now called {new}", hint, severity=Severity.WARNING, quotable=False)
        shape.faults.append(fault)
    return new


def _unknown(shape: Shape, model: type[Section], data: Mapping[str, Value], loc: Loc) -> None:
    key = str(loc[-1])
    if key in SECRETS:
        says, hint = "is a secret and stands here in clear text", "run clusterctl secrets adopt, which moves it"
        shape.faults.append(Fault(reading.SECRET_IN_CLEAR, loc, says, hint, quotable=False))
        shape.unknown.add(loc)
        return
    near = suggest(key, [*model.model_fields, *SECRETS])
    hint = _instead(model, near, given=near in data)
    shape.faults.append(Fault(reading.UNKNOWN_KEY, loc, "is not a key of this file", hint, quotable=False))
    if near and near not in data:
        shape.unknown.add((*loc[:-1], near))


def _instead(model: type[Section], near: str, *, given: bool) -> str:
    """What to do about a key that does not exist."""
    if not near:
        return "remove it; values for templates of your own go below vars"
    if near not in model.model_fields:
        return f"a secret belongs into secrets.sops.yaml: remove it here and run clusterctl secrets set {near}"
    if given:
        return f"remove it; {near} is given already"
    flag = model.model_fields[near].annotation is bool
    return f"did you mean {near}{': true or false' if flag else ''}?"


def _blank(shape: Shape, info: FieldInfo, loc: Loc) -> None:
    if info.is_required():
        shape.faults.append(
            Fault(reading.MISSING, loc, "is blank and required", f"write a value, like {example(info)}")
        )
        shape.unknown.add(loc)


def example(info: FieldInfo) -> object:
    """The example of a key as YAML would be written on one line."""
    value = (info.examples or [""])[0]
    return str(value).lower() if isinstance(value, bool) else value


def _value(shape: Shape, model: type[Section], name: str, value: Value, loc: Loc) -> Value:
    inner = nested(model, name)
    if inner is None:
        shape.faults.extend(_repeated(value, loc))
        return value
    holder, part = inner
    if holder is tuple and isinstance(value, list):
        return [_item(shape, part, item, (*loc, index)) for index, item in enumerate(value)]
    if holder is dict and isinstance(value, dict):
        return {key: _item(shape, part, {} if item in BLANK else item, (*loc, key)) for key, item in value.items()}
    return value


def _item(shape: Shape, model: type[Section], value: Value, loc: Loc) -> Value:
    return _section(shape, model, value, loc) if isinstance(value, dict) else value


def _repeated(value: Value, loc: Loc) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for index, item in enumerate(value if isinstance(value, list) else ()):
        text = item.text if isinstance(item, Plain) else item
        if not isinstance(text, str):
            continue
        first = seen.setdefault(text.lower(), index)
        if first != index:
            says, hint = f"is the same as {loc[-1]}[{first}]", "remove one of them, or write what was meant"
            yield Fault(reading.REPEATED, (*loc, index), says, hint)


def wrong_type(loc: Loc, value: Value, wanted: str, hint: str) -> Fault:
    """A list or map is wanted and something else stands there."""
    return Fault(reading.TYPE, loc, f"is {named_type(value)} and must be {wanted}", hint)
