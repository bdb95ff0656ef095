"""The peer of `render`: makejinja over as many files of the same size, made from the rendered tree itself.

Wherever a value of the description stands in a rendered file, its template has an expression, so that makejinja has the
same places to fill in. What it does not do, we do within the same time: validate, lint, guard secrets and edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.support.tree import read_tree, write_tree

ROOTS = ("bootstrap/", "kubernetes/", "talos/")
SETTINGS = """\
[makejinja]
inputs = ["./templates"]
output = "./output"
data = ["./cluster.yaml"]
jinja_suffix = ".j2"
force = true

[makejinja.delimiter]
block_start = "#%"
block_end = "%#"
comment_start = "#|"
comment_end = "|#"
variable_start = "#{"
variable_end = "}#"
"""


def make_peer(root: Path, folder: Path) -> tuple[int, int]:
    """Make makejinja's project from a rendered repository; how many files and bytes it has to write."""
    rendered = {path: text for path, text in read_tree(root).items() if path.startswith(ROOTS)}
    description = (root / "cluster.yaml").read_bytes()
    values = sorted(set(_values(yaml.safe_load(description), "")), key=lambda pair: -len(pair[1]))
    templates = {f"templates/{path}.j2": _template(text.decode(), values) for path, text in rendered.items()}
    write_tree(folder, {"makejinja.toml": SETTINGS, "cluster.yaml": description, **templates})
    return len(rendered), sum(map(len, rendered.values()))


def _values(data: object, name: str) -> Iterator[tuple[str, str]]:
    """Every text of the description that is long enough to be found again, with the expression that gives it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _values(value, f"{name}[{index}]")
    elif isinstance(data, str) and len(data) > 5:
        yield name, data


def _template(text: str, values: list[tuple[str, str]]) -> str:
    for name, value in values:
        text = text.replace(value, f"#{{ {name} }}#")
    return text
