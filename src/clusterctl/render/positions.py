"""Every #{ }# must be one whole YAML node; inside a block scalar it must be `| inline`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import yaml
from jinja2 import nodes

from clusterctl import where
from clusterctl.catalog.text import Text
from clusterctl.problem import Problem, Span
from clusterctl.render import codes
from clusterctl.render.blame import Spot, spots
from clusterctl.render.sandbox import Sandbox

_WORD: Final = "PLACED{}HERE"
_PLACED: Final = re.compile(r"PLACED(\d+)HERE")
_BLOCK_STYLES: Final = ("|", ">")


def check_positions(text: Text, sandbox: Sandbox) -> Iterator[Problem]:
    """The #{ }# that would not be what their author sees; only YAML is checked."""
    if not text.content or not _is_yaml(text.source):
        return
    found = list(spots(sandbox, text.content))
    plain, words = _without_marks(text.content, sandbox)
    try:
        nodes_at, blocks_at = _places(plain)
    except yaml.YAMLError:
        # Branches side by side are no YAML now and then; what they render to is judged by lint.
        return
    for index, spot in enumerate(found):
        inlined = isinstance(spot.tree, nodes.Filter) and spot.tree.name == "inline"
        allowed = (blocks_at | words) if inlined else nodes_at
        if index not in allowed:
            yield _problem(text, spot, inlined=inlined)


def _is_yaml(source: str) -> bool:
    return source.removesuffix(".j2").endswith(where.YAML)


def _without_marks(source: str, sandbox: Sandbox) -> tuple[str, set[int]]:
    """The text with a word in the place of each value and without blocks, and the values that stand in comments."""
    parts: list[str] = []
    count = 0
    inside = False
    for _, kind, value in sandbox.lex(source):
        if kind == "variable_begin":
            parts.append(_WORD.format(count))
            count += 1
        elif kind == "data":
            parts.append(value)
        inside = kind.endswith("_begin") or (inside and not kind.endswith("_end"))
    plain = "".join(parts)
    comments = (line for line in plain.splitlines() if line.lstrip().startswith("#"))
    return plain, {int(number) for line in comments for number in _PLACED.findall(line)}


def _places(plain: str) -> tuple[set[int], set[int]]:
    """The words that are a plain scalar by themselves, and those inside block scalars."""
    whole: set[int] = set()
    blocks: set[int] = set()
    for token in yaml.scan(plain, Loader=yaml.CSafeLoader):
        if not isinstance(token, yaml.ScalarToken):
            continue
        numbers = [int(number) for number in _PLACED.findall(token.value)]
        if token.style in _BLOCK_STYLES:
            blocks.update(numbers)
        elif token.plain and numbers and token.value == _WORD.format(numbers[0]):
            whole.add(numbers[0])
    return whole, blocks


def _problem(text: Text, spot: Spot, *, inlined: bool) -> Problem:
    what = "is inline outside a block scalar" if inlined else "is not a whole YAML value, key or list item"
    at = Span(text.source, spot.line, spot.column)
    return Problem(codes.NODE, f"{text.source}: #{{ {spot.text} }}# {what}", at, codes.NODE.fix)
