"""A stream of YAML events to one document with places, bounded in depth and in what aliases may repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from clusterctl.config import codes
from clusterctl.config.syntax import explain_syntax, span
from clusterctl.config.value import Loc, Value, core_scalar, dotted
from clusterctl.problem import Code, ConfigError, Problem, Span

DEEPEST = 100
MOST_REPEATED = 20_000
LONGEST_KEY = 300
"""Kustomize fails on a key that with all its escapes has more than 1,024 characters."""
TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "map", "seq"))
UNFIT = re.compile("[\x7f-\x9f\ufeff\ufffe\uffff]")
"""Kustomize fails on these however they are written: it hands data on as JSON, where they stand without an escape.

Only the mark U+FEFF gets through, but a text that begins with it hides its variables from Flux.
"""


def build(path: str, text: str) -> tuple[Value, dict[Loc, Span]]:
    """The one document of a text, and the place of each of its keys and items; an empty text is None."""
    events = _Events(path, text)
    builder = _Builder(events)
    data = builder.document()
    if builder.problems:
        raise ConfigError(builder.problems)
    return data, builder.places


class _Events:
    """The events of a text; a syntax error becomes a problem with a place near its cause."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text
        self._last: Event | None = None
        self._events: Iterator[Event] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def next(self) -> Event:
        try:
            self._last = next(self._events)
        except yaml.MarkedYAMLError as error:
            raise ConfigError([explain_syntax(self.path, self._text, error, self._last)]) from None
        return self._last

    def place(self, event: Event) -> Span:
        return span(self.path, event.start_mark)


class _Builder:
    """Builds values out of events; what can be told beside other problems is collected, the rest is raised."""

    def __init__(self, events: _Events) -> None:
        self.places: dict[Loc, Span] = {}
        self.problems: list[Problem] = []
        self._events = events
        self._anchors: dict[str, tuple[Value, int] | None] = {}
        self._built = 0
        self._repeated = 0

    def document(self) -> Value:
        self._events.next()
        if not isinstance(self._events.next(), DocumentStartEvent):
            return None
        data = self._value(self._events.next(), (), 0)
        self._events.next()
        more = self._events.next()
        if isinstance(more, DocumentStartEvent):
            hint = "keep one document; a line of three dashes begins another one"
            self._tell(codes.reading.STRUCTURE, more, "a second YAML document begins here", hint)
        return data

    def _value(self, event: Event, loc: Loc, depth: int) -> Value:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if depth > DEEPEST:
            message = f"the values are nested more than {DEEPEST} levels deep"
            raise self._refuse(codes.reading.LIMITS, event, message, "look for a bracket that opens again and again")
        anchor = getattr(event, "anchor", None)
        before = self._built + self._repeated
        if anchor is not None:
            self._anchors[anchor] = None
        self._built += 1
        value = self._content(event, loc, depth)
        if anchor is not None:
            self._anchors[anchor] = (value, self._built + self._repeated - before)
        return value

    def _content(self, event: Event, loc: Loc, depth: int) -> Value:
        self._check_tag(event)
        if isinstance(event, ScalarEvent):
            self._check_letters(event)
            typed = event.implicit[0] or event.tag in CORE_TAGS
            return core_scalar(event.value) if typed and event.tag not in TEXT_TAGS else event.value
        if isinstance(event, SequenceStartEvent):
            return self._list(loc, depth)
        return self._map(loc, depth)

    def _list(self, loc: Loc, depth: int) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := self._events.next(), SequenceEndEvent):
            here = (*loc, len(items))
            self.places[here] = self._events.place(event)
            items.append(self._value(event, here, depth + 1))
        return items

    def _map(self, loc: Loc, depth: int) -> dict[str, Value]:
        items: dict[str, Value] = {}
        while not isinstance(event := self._events.next(), MappingEndEvent):
            key = self._key(event)
            here = (*loc, key)
            place = self._events.place(event)
            if key in items:
                self._duplicate(here, place)
                self._value(self._events.next(), (*here, "again"), depth + 1)
                continue
            self.places[here] = place
            items[key] = self._value(self._events.next(), here, depth + 1)
        return items

    def _key(self, event: Event) -> str:
        if isinstance(event, ScalarEvent):
            self._check_letters(event)
            if event.value == "<<":  # In quotes too: kustomize merges all the same.
                hint = "write the keys out: YAML 1.2 has no merge keys"
                self._tell(codes.reading.NOTATION, event, "a merge key << is not read here", hint)
            if len(event.value) > LONGEST_KEY:
                message = f"the key has {len(event.value):,} characters; at most {LONGEST_KEY} are possible"
                self._tell(codes.reading.LIMITS, event, message, "look for a colon that stands too late")
            return event.value
        hint = "quote the value if it holds { or [, as templates of other programs do"
        raise self._refuse(codes.reading.NOTATION, event, "a key must be text, not a list, a map or an alias", hint)

    def _alias(self, event: AliasEvent) -> Value:
        name = event.anchor or ""
        if name not in self._anchors:
            hint = f"put &{name} before the value, or quote the text"
            raise self._refuse(codes.reading.SYNTAX, event, f"*{name} repeats a value that is not there", hint)
        found = self._anchors[name]
        if found is None:
            raise self._refuse(codes.reading.LIMITS, event, f"*{name} repeats itself", "write the value out")
        value, size = found
        self._repeated += size
        if self._repeated > MOST_REPEATED:
            message = f"aliases repeat more than {MOST_REPEATED} values"
            raise self._refuse(codes.reading.LIMITS, event, message, "write the values out where they are needed")
        return value

    def _check_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in TEXT_TAGS and tag not in CORE_TAGS:
            self._tell(codes.reading.NOTATION, event, f"the tag {tag} is not read here", "write the value without it")

    def _check_letters(self, event: ScalarEvent) -> None:
        if found := UNFIT.search(event.value):
            message = f"the text holds the character U+{ord(found[0]):04X}, which cannot get into a cluster"
            self._tell(codes.reading.ENCODING, event, message, "remove it, or its escape")

    def _duplicate(self, loc: Loc, place: Span) -> None:
        first = self.places[loc]
        key = dotted(loc)
        message = f"{key} stands twice; the first one is in line {first.line}"
        hint, code = "remove one of the two lines", codes.reading.DUPLICATE
        self.problems.append(Problem(code, message, place, hint, related=(first,), key=key, quotable=False))

    def _tell(self, code: Code, event: Event, message: str, hint: str) -> None:
        self.problems.append(Problem(code, message, self._events.place(event), hint, quotable=False))

    def _refuse(self, code: Code, event: Event, message: str, hint: str) -> ConfigError:
        return ConfigError([*self.problems, Problem(code, message, self._events.place(event), hint, quotable=False)])
