"""From a failure inside a template to a problem that names the line, the expression and the key of cluster.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

from clusterctl.catalog.text import Text
from clusterctl.config.source import Loc, Source
from clusterctl.problem import Code, Problem, Span
from clusterctl.render import codes
from clusterctl.render.sandbox import RefusedError, Sandbox
from clusterctl.render.syntax import chains, expressions

if TYPE_CHECKING:
    from jinja2 import nodes

_OBJECT = re.compile(r"'[\w. ]*?(\w+)( object)?' has no attribute '(\w+)'")
BEGIN = "#{"
OWN = "vars."
"""The keys of the user's own, which no model knows."""
_DECIDED_BY_VALUE = frozenset({codes.BLANK.id, codes.INLINE.id, codes.UNWRITABLE.id})


@dataclass(frozen=True, slots=True)
class Spot:
    """A #{ }# of a template: its text, its place, and the tree of its expression."""

    text: str
    line: int
    column: int
    tree: nodes.Expr


@dataclass(frozen=True)
class Blame:
    """What is known while one template is rendered; it costs nothing until something fails."""

    template: Text
    context: Mapping[str, object]
    settings: Source | None = None

    def syntax(self, error: TemplateSyntaxError) -> Problem:
        """A template that cannot be read."""
        return Problem(
            codes.SYNTAX, f"{self.template.source} cannot be read: {error.message}", self._line(error.lineno)
        )

    def failure(self, error: BaseException, sandbox: Sandbox) -> Problem:
        """A template that fails with these values."""
        line = _template_line(error.__traceback__)
        spot = self._spot(error, line, sandbox)
        key = _key(spot, self.context) if spot else ""
        code, reason, hint = _reason(error, key)
        at = Span(self.template.source, spot.line, spot.column) if spot else self._line(line)
        message = f"#{{ {spot.text} }}# {reason}" if spot else f"{self.template.source}: {reason}"
        place = self._place(key) if code.id in _DECIDED_BY_VALUE else None
        if place is None:
            return Problem(code, message, at, hint=hint, key=key)
        return Problem(code, f"{key} {reason} (used by {at})", place, hint=hint, key=key, related=(at,))

    def _spot(self, error: BaseException, line: int, sandbox: Sandbox) -> Spot | None:
        index = error.index if isinstance(error, RefusedError) else None
        if index is None and not line:
            return None
        found = list(spots(sandbox, self.template.content))
        if index is not None:
            return found[index]
        near = [spot for spot in found if spot.line == line]
        named = [spot for spot in near if (word := _missing(error)) and word in spot.text]
        return next(iter(named or near), None)

    def _place(self, key: str) -> Span | None:
        """Where the key stands in cluster.yaml, if its value was written there."""
        loc = _loc(key)
        if self.settings is None or not loc or loc not in self.settings.places:
            return None
        return self.settings.locate(loc)

    def _line(self, line: int) -> Span:
        return Span(self.template.source, line, 1 if line else 0)


def spots(sandbox: Sandbox, source: str) -> Iterator[Spot]:
    """Every #{ }# of a template, in the order of the text."""
    trees = expressions(sandbox.parse(source))
    lines = source.split("\n")
    text, line, column = "", 0, 0
    for number, kind, value in sandbox.lex(source):
        if kind == "variable_begin":
            after = column if number == line else 0
            text, line, column = "", number, lines[number - 1].find(BEGIN, after) + 1
        elif kind == "variable_end":
            yield Spot(" ".join(text.split()), line, column, next(trees))
        else:
            text += value


def _template_line(traceback: TracebackType | None) -> int:
    """The line of the innermost template frame; 0 when no template was running."""
    line = 0
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            line = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return line


def _reason(error: BaseException, key: str) -> tuple[Code, str, str]:
    """What is wrong, in code, words and help; `key` is what the expression reads."""
    if isinstance(error, UndefinedError) and key.startswith(OWN):
        name = key.removeprefix(OWN)
        return codes.NAME, f"uses {key}, which cluster.yaml does not have", f"write {name} below vars in cluster.yaml"
    code, reason = _failure(error)
    return code, reason, code.fix


def _failure(error: BaseException) -> tuple[Code, str]:
    if isinstance(error, RefusedError):
        return error.code, error.reason
    if isinstance(error, SecurityError):
        return codes.FORBIDDEN, f"is not allowed: {error}"
    if isinstance(error, UndefinedError):
        return codes.NAME, f"uses a name that does not exist: {_readable(error)}"
    if isinstance(error, RecursionError | MemoryError):
        return codes.LIMIT, "needs more room than a template may take"
    words = str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
    return codes.FAILED, f"cannot be computed: {words}"


def _readable(error: UndefinedError) -> str:
    found = _OBJECT.search(error.message or "")
    return f"{found[1].lower()} has no {found[3]!r}" if found else str(error.message)


def _missing(error: BaseException) -> str:
    """The last word in quotes of a message: the name that was not there."""
    words = re.findall(r"'(\w+)'", str(error))
    return words[-1] if words else ""


def _key(spot: Spot, context: Mapping[str, object]) -> str:
    """The key of cluster.yaml that an expression reads: the first chain that begins with cluster or node."""
    for names in chains(spot.tree):
        if len(names) > 1 and names[0] == "cluster":
            return _dotted(names[1:])
        if len(names) > 1 and names[0] == "node":
            return _dotted(("nodes", str(_node_index(context)), *names[1:]))
    return ""


def _node_index(context: Mapping[str, object]) -> int:
    nodes_of_cluster = getattr(context.get("cluster"), "nodes", ())
    node = context.get("node")
    return next((index for index, one in enumerate(nodes_of_cluster) if one is node), 0)


def _dotted(names: tuple[str, ...]) -> str:
    return "".join(f"[{name}]" if name.isdigit() else f".{name}" for name in names).removeprefix(".")


def _loc(key: str) -> Loc:
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", key))
