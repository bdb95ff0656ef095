"""What must hold for a catalogue as a whole, each rule a small function that yields problems at their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from clusterctl import where
from clusterctl.catalog import codes
from clusterctl.catalog.check_conditions import conditions
from clusterctl.catalog.check_secrets import secrets
from clusterctl.catalog.entries import Catalog, CatalogApp
from clusterctl.catalog.need import Unit, circle, parse_need, units_needed
from clusterctl.catalog.version import is_range
from clusterctl.catalog.words import Words, words
from clusterctl.config.source import Loc
from clusterctl.config.suggest import suggest
from clusterctl.problem import Code, Problem

_RESERVED: Final = frozenset({"id", "name", "namespace", "version", "images"})
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_WORKLOADS: Final = ("Deployment/", "DaemonSet/", "StatefulSet/")
_HEALTH_WORDS: Final = (3, 4)


def check(catalog: Catalog) -> list[Problem]:
    """Everything that is wrong with a catalogue whose files could all be read."""
    known = words()
    problems = [problem for app in catalog.apps.values() for rule in _RULES for problem in rule(app, catalog, known)]
    problems += conditions(catalog, known)
    problems += secrets(catalog, known)
    problems += _former_ids(catalog)
    return problems + list(_circles(catalog))


def _files(app: CatalogApp, _: Catalog, __: Words) -> Iterator[Problem]:
    below = {str(path.relative_to(app.folder)) for path in app.files}
    for name in app.app.files:
        if name not in below:
            near = suggest(name, below)
            hint = f"did you mean {near}?" if near else "keys of `files` are output paths, such as app/pool.yaml"
            yield _problem(codes.PLACE, app, ("files", name), f"there is no file {name}", hint)
    if app.app.bootstrap == "crds-only" and (app.files or app.values or app.app.secrets):
        yield _problem(codes.PLACE, app, ("bootstrap",), "has files, and crds-only renders none", "take the files away")
    elif not app.files and not app.app.chart:
        yield _problem(codes.SHAPE, app, (), "has neither a chart nor a file", "give it one of the two")


def _parts(app: CatalogApp, _: Catalog, __: Words) -> Iterator[Problem]:
    folders = [app.folder / part.path for part in app.parts]
    for path in app.files:
        if path != app.folder / where.KS and app.parts and not any(path.is_relative_to(one) for one in folders):
            message = f"{path} lies in no part of the app, so nothing would apply it"
            yield _problem(codes.PLACE, app, ("parts",), message, "move it to app/, or add a part with that path")
    for what, values in (("name", [part.name for part in app.parts]), ("path", [part.path for part in app.parts])):
        for value, count in Counter(values).items():
            if count > 1:
                yield _problem(codes.TWICE, app, ("parts",), f"two parts have the {what} {value}", codes.TWICE.fix)


def _chart(app: CatalogApp, _: Catalog, __: Words) -> Iterator[Problem]:
    if app.app.chart:
        return
    if app.values:
        yield _problem(codes.SHAPE, app, (), "has _values.yaml.j2 and no chart", "add `chart`, or delete the file")
    for key, is_set in (("bootstrap", app.app.bootstrap), ("features", app.app.features)):
        if is_set:
            yield _problem(codes.SHAPE, app, (key,), f"{key} needs a chart", f"add `chart`, or take {key} away")


def _channels(app: CatalogApp, _: Catalog, known: Words) -> Iterator[Problem]:
    maps: list[tuple[Loc, object]] = []
    if chart := app.app.chart:
        maps += [(("chart", "url"), chart.url), (("chart", "version"), chart.version)]
    for name, image in app.app.images.items():
        maps += [(("images", name, "repository"), image.repository), (("images", name, "tag"), image.tag)]
    for loc, value in maps:
        for channel in value if isinstance(value, Mapping) else ():
            if channel not in known.channels:
                hint = f"channels are {', '.join(known.channels)}"
                yield _problem(codes.CHANNEL, app, (*loc, channel), f"there is no channel {channel}", hint)


def _names(app: CatalogApp, _: Catalog, __: Words) -> Iterator[Problem]:
    for name, bounds in app.app.features.items():
        if name in _RESERVED or not _NAME.fullmatch(name):
            yield _problem(
                codes.SHAPE, app, ("features", name), f"{name!r} cannot name a feature", "choose another word"
            )
        if not is_range(bounds):
            hint = 'write ">=1.20", or ">=1.20,<2"'
            yield _problem(codes.SHAPE, app, ("features", name), f"{bounds!r} is no range of versions", hint)
    for name in app.app.images:
        if not _NAME.fullmatch(name):
            yield _problem(codes.SHAPE, app, ("images", name), f"{name!r} cannot name an image", "choose another word")


def _health(app: CatalogApp, _: Catalog, known: Words) -> Iterator[Problem]:
    lists: list[tuple[Loc, list[str]]] = [(("flux", "health"), app.app.flux.health)]
    lists += [(("parts", index, "health"), part.health) for index, part in enumerate(app.app.parts)]
    for loc, entries in lists:
        for index, text in enumerate(entries):
            if problem := _health_fault(text, app, known):
                yield _problem(codes.SHAPE, app, (*loc, index), f"{text!r} {problem}", "write it in one of these forms")


def _health_fault(text: str, app: CatalogApp, known: Words) -> str:
    if text == "helmrelease":
        return "" if app.app.chart else "names a release, and the app has no chart"
    for word in text.split():
        if word.startswith("cluster.") and word.removeprefix("cluster.") not in known.values:
            return f"names {word}, which the model does not have"
    if text.startswith(_WORKLOADS) or len(text.split()) in _HEALTH_WORDS:
        return ""
    return "is neither helmrelease, nor Deployment/NAME, nor APIVERSION KIND NAME [NAMESPACE]"


def _needs(app: CatalogApp, catalog: Catalog, _: Words) -> Iterator[Problem]:
    lists: list[tuple[Loc, list[str]]] = [(("needs",), app.app.needs)]
    lists += [(("parts", index, "needs"), part.needs) for index, part in enumerate(app.app.parts)]
    for loc, entries in lists:
        for index, text in enumerate(entries):
            if fault := _need_fault(text, app, catalog):
                yield _problem(codes.NEED, app, (*loc, index), fault[0], fault[1])


def _need_fault(text: str, app: CatalogApp, catalog: Catalog) -> tuple[str, str] | None:
    need = parse_need(text, app.id)
    if need is None:
        return f"{text!r} is no need", codes.NEED.why
    target = catalog.apps.get(need.app)
    if target is None:
        near = nearest(need.app, catalog.apps)
        return f"needs {need.app}, and there is no such app", f"did you mean {near}?" if near else codes.NEED.fix
    parts = [part.name for part in target.parts]
    if need.part and need.part not in parts:
        return f"needs {need.app}#{need.part}, and that app has no such part", f"its parts are {', '.join(parts)}"
    return None


def nearest(wanted: str, known: Mapping[str, object]) -> str:
    """The app that was perhaps meant: the same name in another namespace, or a near word."""
    name = PurePosixPath(wanted).name
    same = [one for one in known if PurePosixPath(one).name == name]
    return same[0] if same else suggest(wanted, known)


def _former_ids(catalog: Catalog) -> Iterator[Problem]:
    owners: dict[str, str] = dict.fromkeys(catalog.apps, "")
    for app in catalog.apps.values():
        for index, former in enumerate(app.app.was):
            if former in owners:
                message = f"{former} is an app, or was already another one"
                yield _problem(codes.TWICE, app, ("was", index), message, "take it away from one of them")
            owners[former] = app.id


def _circles(catalog: Catalog) -> Iterator[Problem]:
    units: dict[Unit, frozenset[Unit]] = {}
    for app in catalog.apps.values():
        for part in app.parts:
            units[app.id, part.name] = frozenset(unit for unit, _ in units_needed(app, part.name, catalog.apps))
    path = circle(units)
    if path:
        shown = " → ".join(_shown(unit, catalog) for unit in path)
        yield _problem(codes.CYCLE, catalog.apps[path[0][0]], ("needs",), f"needs itself: {shown}", codes.CYCLE.fix)


def _shown(unit: Unit, catalog: Catalog) -> str:
    app, part = unit
    return app if len(catalog.apps[app].parts) == 1 else f"{app}#{part}"


def _problem(code: Code, app: CatalogApp, loc: Loc, message: str, hint: str) -> Problem:
    key = ".".join(map(str, loc))
    return Problem(code, f"{app.id}: {message}", app.source.locate(loc), hint, key=key)


Rule = Callable[[CatalogApp, Catalog, Words], Iterator[Problem]]
_RULES: Final[tuple[Rule, ...]] = (_files, _parts, _chart, _channels, _names, _health, _needs)
