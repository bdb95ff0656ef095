"""All templates of a catalogue, each checked against the names that it knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.catalog.entries import Catalog, Path
from clusterctl.problem import Problem
from clusterctl.render.kinds import Kind, app_kinds, file_kinds
from clusterctl.render.names import check_names
from clusterctl.render.sandbox import Sandbox


def check_templates(catalog: Catalog, *, own: bool = True) -> tuple[Problem, ...]:
    """Problems of names and positions in the user's own templates; with `own` false in all of them."""
    sandbox = Sandbox()
    return tuple(
        problem
        for path, kinds in _templates(catalog)
        if path.suffix == ".j2" and (catalog.templates[path].own or not own)
        for problem in check_names(catalog.templates[path], kinds, sandbox)
    )


def _templates(catalog: Catalog) -> Iterator[tuple[Path, dict[str, Kind]]]:
    for app in catalog.apps.values():
        kinds = app_kinds(app)
        for template in (*app.files.values(), *((app.values,) if app.values else ())):
            yield template, kinds
    for file in catalog.files.values():
        yield file.template, file_kinds(each_node=file.rule.each == "node")
