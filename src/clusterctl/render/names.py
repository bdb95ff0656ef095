"""Every name in a template is checked against the model, also in branches that nobody renders."""

from __future__ import annotations

from typing import Any, Final

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from clusterctl.catalog.text import Text
from clusterctl.config.suggest import suggest
from clusterctl.problem import Problem, Span
from clusterctl.render import codes
from clusterctl.render.kinds import Kind, Shape, attribute, attributes, element, title
from clusterctl.render.positions import check_positions
from clusterctl.render.sandbox import Sandbox
from clusterctl.render.syntax import refuse_statements

_LOOP: Final = Shape(
    "loop", dict.fromkeys(("first", "index", "index0", "last", "length", "revindex", "revindex0"), Any)
)
_KEEPING: Final = ("list", "reject", "rejectattr", "select", "selectattr", "sort", "unique")
"""Filters whose result has the same items as what they are given."""


def check_names(text: Text, kinds: dict[str, Kind], sandbox: Sandbox | None = None) -> list[Problem]:
    """What a template names that does not exist, and every #{ }# that is no whole YAML node.

    `kinds` are the names that it knows, from `kinds.app_kinds` or `kinds.file_kinds`.
    """
    sandbox = sandbox or Sandbox()
    try:
        tree = sandbox.parse(text.content)
        refuse_statements(tree)
    except TemplateSyntaxError as error:
        message = f"{text.source} cannot be read: {error.message}"
        return [Problem(codes.SYNTAX, message, Span(text.source, error.lineno, 1))]
    except (RecursionError, SyntaxError):
        return [Problem(codes.LIMIT, f"{text.source} is nested too deeply", Span(text.source), codes.LIMIT.fix)]
    walk = _Walk(text.source, sandbox)
    walk.body(tree.body, dict(kinds))
    return [*walk.problems, *check_positions(text, sandbox)]


class _Walk:
    def __init__(self, source: str, sandbox: Sandbox) -> None:
        self._source = source
        self._sandbox = sandbox
        self.problems: list[Problem] = []

    def body(self, statements: list[nodes.Node], known: dict[str, Kind]) -> None:
        """Statements in order; what `set` names is known from there on."""
        for statement in statements:
            self._statement(statement, known)

    def _statement(self, statement: nodes.Node, known: dict[str, Kind]) -> None:
        if isinstance(statement, nodes.Assign):
            self._bind(statement.target, self.kind(statement.node, known), known)
        elif isinstance(statement, nodes.For):
            self._loop(statement, known)
        elif isinstance(statement, nodes.If):
            self._if(statement, known)
        else:
            for child in statement.iter_child_nodes():
                self.kind(child, known)

    def _if(self, statement: nodes.If, known: dict[str, Kind]) -> None:
        self.kind(statement.test, known)
        self.body(statement.body, known)
        for branch in statement.elif_:
            self._if(branch, known)
        self.body(statement.else_, known)

    def _loop(self, loop: nodes.For, known: dict[str, Kind]) -> None:
        inner = dict(known)
        self._bind(loop.target, element(self.kind(loop.iter, known)), inner)
        inner["loop"] = _LOOP
        if loop.test is not None:
            self.kind(loop.test, inner)
        self.body(loop.body, inner)
        self.body(loop.else_, dict(known))

    def _bind(self, target: nodes.Node, kind: Kind, known: dict[str, Kind]) -> None:
        if isinstance(target, nodes.Name):
            known[target.name] = kind
        for child in target.iter_child_nodes():
            self._bind(child, Any, known)

    def kind(self, expression: nodes.Node, known: dict[str, Kind]) -> Kind:
        """The kind of an expression; what it names wrongly becomes a problem."""
        if isinstance(expression, nodes.Name):
            return self._name(expression, known)
        if isinstance(expression, nodes.Getattr):
            return self._attribute(self.kind(expression.node, known), expression.attr, expression)
        if isinstance(expression, nodes.Getitem):
            return self._item(expression, known)
        kinds = [self.kind(child, known) for child in expression.iter_child_nodes()]
        if isinstance(expression, nodes.Filter | nodes.Test):
            self._filter(expression)
        return kinds[0] if isinstance(expression, nodes.Filter) and expression.name in _KEEPING else Any

    def _filter(self, used: nodes.Filter | nodes.Test) -> None:
        known = self._sandbox.filters if isinstance(used, nodes.Filter) else self._sandbox.tests
        if used.name not in known:
            near = suggest(used.name, known)
            hint = f"did you mean {near}?" if near else "values are placed; defaults and sums belong into the model"
            self._report(f"there is no {type(used).__name__.lower()} {used.name!r}", used, hint)

    def _name(self, name: nodes.Name, known: dict[str, Kind]) -> Kind:
        if name.name not in known:
            near = suggest(name.name, known)
            hint = f"did you mean {near}?" if near else f"a template here knows {', '.join(sorted(known))}"
            self._report(f"there is no {name.name!r}", name, hint)
            return Any
        return known[name.name]

    def _attribute(self, kind: Kind, name: str, at: nodes.Node) -> Kind:
        allowed = attributes(kind)
        if allowed is not None and name not in allowed:
            near = suggest(name, allowed)
            self._report(f"{title(kind)} has no {name!r}", at, f"did you mean {near}?" if near else codes.NAME.fix)
            return Any
        return attribute(kind, name)

    def _item(self, item: nodes.Getitem, known: dict[str, Kind]) -> Kind:
        kind = self.kind(item.node, known)
        if isinstance(item.arg, nodes.Const):
            if isinstance(item.arg.value, str):
                return self._attribute(kind, item.arg.value, item)
            return element(kind)
        self.kind(item.arg, known)
        return attribute(kind, "")

    def _report(self, message: str, at: nodes.Node, hint: str) -> None:
        self.problems.append(Problem(codes.NAME, f"{self._source}: {message}", Span(self._source, at.lineno, 1), hint))
