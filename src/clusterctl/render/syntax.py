"""A template's syntax tree: read, checked for what templates may not do, and made to quote and to count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from clusterctl.render.sandbox import Sandbox

_STATEMENTS: Final = (nodes.Template, nodes.Output, nodes.If, nodes.For, nodes.Assign)


def prepare(environment: Sandbox, source: str) -> nodes.Template:
    """The syntax tree in which every #{ }# ends in `node` or `inline`, every ~ in `text` and every loop in `rounds`."""
    tree = environment.parse(source)
    refuse_statements(tree)
    count = 0
    for output in tree.find_all(nodes.Output):
        wrapped: list[nodes.Expr] = []
        for part in output.nodes:
            wrapped.append(part if isinstance(part, nodes.TemplateData) else _ending(part, count))
            count += not isinstance(part, nodes.TemplateData)
        output.nodes = wrapped
    _wrap_loops(tree)
    return tree


def refuse_statements(tree: nodes.Template) -> None:
    """Templates know `if`, `for` and `set`; a TemplateSyntaxError names the line of anything else."""
    for statement in tree.find_all(nodes.Stmt):
        if not isinstance(statement, _STATEMENTS):
            word = type(statement).__name__.lower()
            raise TemplateSyntaxError(f"templates do not know {word!r}", statement.lineno)
        if isinstance(statement, nodes.For) and statement.recursive:
            raise TemplateSyntaxError("templates do not know 'recursive'", statement.lineno)


def expressions(tree: nodes.Template) -> Iterator[nodes.Expr]:
    """What stands in each #{ }#, in the order of the text."""
    for output in tree.find_all(nodes.Output):
        yield from (part for part in output.nodes if not isinstance(part, nodes.TemplateData))


def chain(expression: nodes.Node) -> tuple[str, ...]:
    """`cluster.nodes[0].name` as ("cluster", "nodes", "0", "name"); () for anything that is no such chain."""
    if isinstance(expression, nodes.Name):
        return (expression.name,)
    if isinstance(expression, nodes.Getattr):
        last = expression.attr
    elif isinstance(expression, nodes.Getitem) and isinstance(expression.arg, nodes.Const):
        last = str(expression.arg.value)
    else:
        return ()
    above = chain(expression.node)
    return (*above, last) if above else ()


def chains(expression: nodes.Node) -> Iterator[tuple[str, ...]]:
    """The longest chains of names in an expression, from left to right."""
    found = chain(expression)
    if found:
        yield found
        return
    for child in expression.iter_child_nodes():
        yield from chains(child)


def _ending(expression: nodes.Expr, index: int) -> nodes.Expr:
    expression = _join(expression, index)
    name = "node"
    if isinstance(expression, nodes.Filter) and expression.name == "inline" and expression.node is not None:
        expression, name = expression.node, "inline"
    return _filter(expression, name, nodes.Const(index))


def _join(expression: nodes.Expr, index: int | None) -> nodes.Expr:
    """Replace every ~ below an expression."""
    for field, child in expression.iter_fields():
        if isinstance(child, nodes.Expr):
            setattr(expression, field, _join(child, index))
        elif isinstance(child, list):
            setattr(expression, field, [_join(one, index) if isinstance(one, nodes.Expr) else one for one in child])
    if isinstance(expression, nodes.Concat):
        return _filter(nodes.List(expression.nodes, lineno=expression.lineno), "text", nodes.Const(index))
    return expression


def _wrap_loops(tree: nodes.Template) -> None:
    for loop in tree.find_all(nodes.For):
        loop.iter = _filter(_join(_expression(loop.iter), None), "rounds")
    for assignment in tree.find_all(nodes.Assign):
        assignment.node = _join(_expression(assignment.node), None)


def _expression(node: nodes.Node) -> nodes.Expr:
    if not isinstance(node, nodes.Expr):
        raise TemplateSyntaxError("an expression is wanted here", node.lineno)
    return node


def _filter(expression: nodes.Expr, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(expression, name, list(arguments), [], None, None, lineno=expression.lineno)
