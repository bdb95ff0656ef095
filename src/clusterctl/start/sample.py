"""The commented cluster.yaml: the example with values filled in, its comments left as they are.

The example has one line for each usual key of the top level, and its nodes last. A key without a value becomes a
comment; one that the example does not show stands at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from clusterctl import where
from clusterctl.render.emit import scalar

LINE = re.compile(r"(?:# )?(?P<key>[a-z][a-z0-9_]*): (?P<value>.*)")
NODES = "nodes:"
SCHEMA_LINE = "# yaml-language-server: $schema="
TYPED = re.compile(r"true|false|0|[1-9][0-9]*")
"""What stands without quotes: booleans and numbers."""
COLLECTIONS = ("[", "{")
FURTHER = "# --- Further settings " + "-" * 97


def keys(sample: str) -> tuple[str, ...]:
    """The keys that the example shows, set or as a comment, in its order."""
    return tuple(found["key"] for line in sample.splitlines() if (found := LINE.fullmatch(line)))


def fill(sample: str, settings: Mapping[str, str], nodes: Sequence[Mapping[str, str]]) -> str:
    """The example with these values in place of its own."""
    lines = sample.splitlines()
    head = lines[1 : lines.index(NODES)]
    further = [f"{key}: {written(value)}" for key, value in settings.items() if key not in keys(sample)]
    title = ["", FURTHER] if further else []
    filled = [f"{SCHEMA_LINE}./{where.SCHEMA}", *(setting(line, settings) for line in head), *node_lines(nodes)]
    filled += [*title, *further]
    return "\n".join(filled) + "\n"


def setting(line: str, settings: Mapping[str, str]) -> str:
    """A line with its value, or as a comment when it has none."""
    found = LINE.fullmatch(line)
    if not found:
        return line
    key, example = found["key"], found["value"]
    if key not in settings:
        return line if line.startswith("# ") else f"# {line}"
    collection = example.startswith(COLLECTIONS) and settings[key].startswith(COLLECTIONS)
    return f"{key}: {settings[key] if collection else written(settings[key])}"


def node_lines(nodes: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The list of nodes."""
    yield NODES if nodes else f"{NODES} []"
    for node in nodes:
        for number, (key, value) in enumerate(node.items()):
            yield f"  {'- ' if number == 0 else '  '}{key}: {written(value)}"


def written(value: str) -> str:
    """A value as YAML text on one line."""
    return value if TYPED.fullmatch(value) else scalar(value)
