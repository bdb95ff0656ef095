"""Changes one value in the text of cluster.yaml and leaves every other byte as it is.

The text is cut at the places that the parser names, never written anew, so comments, order, quotes, indentation and
line ends stay. Each change is proved by reading the result: all other values must be what they were.
"""

from __future__ import annotations

from copy import deepcopy

from clusterctl import where
from clusterctl.config import cut
from clusterctl.config.codes import reading
from clusterctl.config.source import Loc, Plain, Source, Value, read_source
from clusterctl.config.value import dotted
from clusterctl.problem import ConfigError, Problem

PATH = str(where.DESCRIPTION)


def set_value(text: str, loc: Loc, value: object) -> str:
    """The text with another value at a place, or with the key or item added to the map or list around it.

    A line `# key: …` that has the key commented out becomes the key. Raises a ConfigError where that cannot be done
    without touching other lines.
    """
    before = _read(text)
    expected = _with(before, loc, value)
    after = cut.replaced(text, loc, value) if loc in before.places else cut.added(text, loc, value)
    return _proved(text, after, expected, loc)


def remove_value(text: str, loc: Loc, path: str = PATH) -> str:
    """The text without a key or item and its value. Raises a ConfigError where other lines would have to change."""
    before = _read(text, path)
    if loc not in before.places:
        return text
    expected = _copy(before)
    inner, last = _around(expected, loc), loc[-1]
    if isinstance(inner, dict):
        del inner[str(last)]
    elif isinstance(inner, list):
        del inner[int(last)]
    return _proved(text, cut.removed(text, loc), expected, loc, path)


def rename_key(text: str, loc: Loc, name: str) -> str:
    """The text with another name for a key. Raises a ConfigError when that name is taken or there is no such key."""
    before = _read(text)
    expected = _copy(before)
    inner, last = _around(expected, loc), loc[-1]
    if loc not in before.places or not isinstance(inner, dict) or not isinstance(last, str) or name in inner:
        raise _refused(before, loc, f"cannot be renamed to {name}")
    inner[name] = inner.pop(last)
    return _proved(text, cut.renamed(text, loc, name), expected, loc)


def _read(text: str, path: str = PATH) -> Source:
    return read_source(path, text.encode())


def _copy(source: Source) -> dict[str, Value]:
    return deepcopy(dict(source.data))


def _around(data: Value, loc: Loc) -> Value:
    """The map or list that holds a place, None where there is none."""
    for part in loc[:-1]:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _with(source: Source, loc: Loc, value: object) -> dict[str, Value]:
    """The data that is wanted: one value is another one."""
    expected = _copy(source)
    inner, last = _around(expected, loc), loc[-1]
    if isinstance(inner, dict) and isinstance(last, str):
        inner[last] = _typed(value)
    elif isinstance(inner, list) and isinstance(last, int) and last <= len(inner):
        inner[last : last + 1] = [_typed(value)]
    else:
        raise _refused(source, loc, "has nothing around it that it could be written to")
    return expected


def _typed(value: object) -> Value:
    """A plain value as it is read back."""
    if isinstance(value, list | tuple):
        return [_typed(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _typed(item) for key, item in value.items()}
    if isinstance(value, bool):
        return Plain(str(value).lower(), value)
    return None if value is None else str(value)


def _proved(text: str, after: str | None, expected: dict[str, Value], loc: Loc, path: str = PATH) -> str:
    if after is not None:
        try:
            found = _read(after)
        except ConfigError:
            found = None
        if found is not None and _same(found.data, expected):
            return after
    raise _refused(_read(text, path), loc, "cannot be changed here without touching other lines")


def _same(one: object, other: object) -> bool:
    """Whether two values are equal; a number equals its text, since text fields take it as it was typed."""
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    texts = [value.text if isinstance(value, Plain) else value for value in (one, other)]
    return texts[0] == texts[1]


def _refused(source: Source, loc: Loc, says: str) -> ConfigError:
    message = f"{dotted(loc)} {says}"
    hint = "change it in an editor"
    return ConfigError([Problem(reading.EDIT, message, source.locate(loc), hint, key=dotted(loc), quotable=False)])
