"""A description that is not valid, key by key: all faults, and a model that knows which of its values are unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from clusterctl.config.codes import CODES, reading
from clusterctl.config.fault import Fault
from clusterctl.config.model.scalars import named_type
from clusterctl.config.model.section import Section, UnknownValueError
from clusterctl.config.shape import example, nested, wrong_type
from clusterctl.config.source import Loc, Value

Model = TypeVar("Model", bound=Section)
BY_ID = {code.id: code for code in CODES}


class _Known(dict[str, Any]):
    """The values that were read; asking for one that could not be read ends what asks."""

    def __missing__(self, name: str) -> object:
        raise UnknownValueError(name)


def examine(
    model: type[Model], data: Mapping[str, Value], unknown: set[Loc], loc: Loc = ()
) -> tuple[Model, list[Fault]]:
    """Read every key by itself. The model lacks the keys that failed, and those named in `unknown`."""
    values = _Known()
    faults: list[Fault] = []
    for name, info in model.model_fields.items():
        here = (*loc, name)
        if here in unknown:
            continue
        if name in data:
            faults.extend(_read(model, name, data[name], unknown, here, values))
        elif info.is_required():
            faults.append(
                Fault(reading.MISSING, here, "is required and missing", f"add it, like {name}: {example(info)}")
            )
        else:
            _default(name, info, values)
    return model.partly(values, data), faults


def _default(name: str, info: FieldInfo, values: _Known) -> None:
    try:
        values[name] = info.get_default(call_default_factory=True, validated_data=values)
    except UnknownValueError:
        return


def _read(
    model: type[Section], name: str, value: Value, unknown: set[Loc], loc: Loc, values: _Known
) -> Iterator[Fault]:
    inner = nested(model, name)
    if inner is None:
        try:
            values[name] = _adapter(model, name).validate_python(value)
        except ValidationError as error:
            yield from (_fault(details, loc) for details in error.errors(include_url=False))
        return
    holder, part = inner
    if holder is tuple and isinstance(value, list):
        items = [_item(part, item, unknown, (*loc, index)) for index, item in enumerate(value)]
        values[name] = tuple(made for made, _ in items)
    elif holder is dict and isinstance(value, dict):
        items = [_item(part, item, unknown, (*loc, key)) for key, item in value.items()]
        values[name] = dict(zip(value, (made for made, _ in items), strict=True))
    else:
        wanted = "a list" if holder is tuple else "a map"
        yield wrong_type(
            loc, value, wanted, "write - before each item" if holder is tuple else "write key: value lines"
        )
        return
    for _, faults in items:
        yield from faults


def _item(model: type[Section], value: Value, unknown: set[Loc], loc: Loc) -> tuple[Section, list[Fault]]:
    if isinstance(value, dict):
        return examine(model, value, unknown, loc)
    return model.partly({}, ()), [wrong_type(loc, value, "a map", "write its keys, one a line")]


@cache
def _adapter(model: type[Section], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(model.model_fields[name].rebuild_annotation())


def _fault(details: ErrorDetails, loc: Loc) -> Fault:
    """One refusal in our words; only lists and maps are refused by Pydantic itself."""
    here = (*loc, *details["loc"])
    code, context = BY_ID.get(details["type"]), details.get("ctx", {})
    if code is None:
        found = named_type(details["input"])
        return Fault(reading.TYPE, here, f"is {found} and must be a list", "write [ ] around it, or - before each item")
    return Fault(code, here, context["message"], context["hint"], quotable=context["quotable"])
