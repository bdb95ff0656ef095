"""The templates folder as a catalogue: pure, the texts are handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from clusterctl.catalog import codes
from clusterctl.catalog.check import check
from clusterctl.catalog.entries import Catalog, CatalogApp, OtherFile, OtherSecret
from clusterctl.catalog.layout import Layout, lay_over, output_path, sort_out
from clusterctl.catalog.model import App, Entry, FileRule, Files, Namespace
from clusterctl.catalog.shape import read_entry
from clusterctl.catalog.text import Text, Texts
from clusterctl.config.source import Source
from clusterctl.problem import ConfigError, Problem, Span

__all__ = ["Catalog", "CatalogApp", "Text", "Texts", "lay_over", "read_catalog"]

E = TypeVar("E", bound=Entry)
Rules = Mapping[PurePosixPath, tuple[Files, Source]]


def read_catalog(texts: Texts) -> Catalog:
    """Read and check a whole templates folder; `lay_over` puts a user's own over the built-in one.

    Raises:
        ConfigError: with all problems of all files at once.
    """
    layout = sort_out(texts)
    problems = list(layout.problems)
    apps = {app.id: app for app in _apps(layout, texts, problems)}
    namespaces = _read(layout.namespaces, texts, Namespace, problems)
    rules = _read(layout.rules, texts, Files, problems)
    catalog = Catalog(
        apps=apps,
        namespaces={path.parent.name: namespace for path, (namespace, _) in namespaces.items()},
        files={file.path: file for file in _others(layout, texts, rules)},
        secrets={secret.path: secret for secret in _secrets(rules)},
        templates=texts,
    )
    problems += _unmatched(rules, catalog)
    if not problems:
        problems += check(catalog)
    if problems:
        raise ConfigError(problems)
    return catalog


def _read(
    paths: list[PurePosixPath], texts: Texts, model: type[E], problems: list[Problem]
) -> dict[PurePosixPath, tuple[E, Source]]:
    found = {}
    for path in paths:
        try:
            found[path] = read_entry(texts[path], model)
        except ConfigError as error:
            problems.extend(error.problems)
    return found


def _apps(layout: Layout, texts: Texts, problems: list[Problem]) -> Iterator[CatalogApp]:
    read = _read([folder / "_app.yaml" for folder in layout.apps], texts, App, problems)
    for path, (app, source) in read.items():
        folder = path.parent
        namespace, name = folder.parts[-2:]
        below = [one for one in layout.apps[folder] if not one.name.startswith("_")]
        values = [one for one in layout.apps[folder] if output_path(one).name == "_values.yaml"]
        yield CatalogApp(
            id=f"{namespace}/{name}",
            namespace=namespace,
            name=name,
            folder=folder,
            app=app,
            source=source,
            files={output_path(one): one for one in below},
            values=values[0] if values else None,
            own=texts[path].own,
        )


def _others(layout: Layout, texts: Texts, rules: Rules) -> Iterator[OtherFile]:
    for template in layout.others:
        path, place = output_path(template), Span(texts[template].source)
        unruled = FileRule(each="node" if "{node}" in path.parts else "")
        rule, rule_place = next(_rules_of(path, rules), (unruled, place))
        yield OtherFile(path, template, rule, place, rule_place)


def _rules_of(path: PurePosixPath, rules: Rules) -> Iterator[tuple[FileRule, Span]]:
    """The rules of _files.yaml that name the file or a folder around it, the nearest first."""
    for folder in path.parents:
        if found := rules.get(folder / "_files.yaml"):
            files, source = found
            around = (part for part in (path, *path.parents) if part.is_relative_to(folder))
            for name in (str(part.relative_to(folder)) for part in around):
                if name in files.files:
                    yield files.files[name], source.locate(("files", name, "when"))


def _secrets(rules: Rules) -> Iterator[OtherSecret]:
    for path, (files, source) in rules.items():
        for name, secret in files.secrets.items():
            yield OtherSecret(path.parent / f"{name}.sops.yaml", name, secret, source, ("secrets", name))


def _unmatched(rules: Rules, catalog: Catalog) -> Iterator[Problem]:
    """Rules for files that are not there, and rules for each node without a path for each."""
    for path, (files, source) in rules.items():
        for name, rule in files.files.items():
            target = path.parent / name
            place = source.locate(("files", name))
            if not any(file.is_relative_to(target) for file in catalog.files):
                yield Problem(codes.PLACE, f"{source.path}: there is no file {name} here", place, key=name)
            elif (rule.each == "node") != ("{node}" in target.parts):
                message = f"{source.path}: {name} is rendered for each node, so its path needs the folder {{node}}"
                yield Problem(codes.SHAPE, message, place, "`each: node` and {node} in the path go together", key=name)
