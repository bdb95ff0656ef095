"""What must hold for a selection, each rule a small function that yields problems at their places."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl import where
from clusterctl.catalog import codes
from clusterctl.catalog.entries import CatalogApp
from clusterctl.catalog.model import SecretFile
from clusterctl.catalog.need import needs_of
from clusterctl.catalog.pins import Owner, Pins
from clusterctl.catalog.selection import Choice, Selection
from clusterctl.catalog.version import leaves_out
from clusterctl.config.model.apps import CHART_VERSION
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.secrets import AGE_KEY
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc, Source
from clusterctl.problem import Problem, Severity, Span


def judge(selection: Selection, cluster: Cluster, secrets: Secrets, settings: Source, found: Pins) -> Iterator[Problem]:
    """Everything that keeps a selection from being rendered, and what should be said about it."""
    for choice in selection.choices.values():
        yield from _cannot_be_on(choice, cluster, settings)
    yield from _off_and_needed(selection, settings)
    yield from _without_version(selection, cluster)
    yield from _floating(selection)
    yield from _hops(selection, settings)
    yield from _twice(selection, cluster)
    yield from _without_secret(selection, cluster, secrets)
    yield from _patches_of_nobody(cluster, found)


def _cannot_be_on(choice: Choice, cluster: Cluster, settings: Source) -> Iterator[Problem]:
    written = choice.key.removeprefix("apps.")
    entry = cluster.apps.get(written)
    if entry and entry.enabled and not choice.on:
        at = settings.locate(("apps", written, "enabled"))
        message = (
            f"{choice.key}.enabled: {choice.id} cannot be on: {choice.why} (its condition is {choice.app.app.when})"
        )
        yield Problem(codes.CANNOT_BE_ON, message, at, codes.CANNOT_BE_ON.fix, key=f"{choice.key}.enabled")


def _off_and_needed(selection: Selection, settings: Source) -> Iterator[Problem]:
    for choice in selection.choices.values():
        if choice.on:
            continue
        dependents = [other for other in selection.on if _needs(other.app, choice.id)]
        if not dependents:
            continue
        names = ", ".join(other.id for other in dependents)
        verb = "needs" if len(dependents) == 1 else "need"
        message = f"{choice.key}: {choice.id} is off ({choice.why}), and {names} {verb} it"
        at = settings.locate(("apps", choice.key.removeprefix("apps."), "enabled"))
        if "apps" not in settings.data or choice.key.removeprefix("apps.") not in _written(settings):
            at = dependents[0].app.place("needs")
        hint = f"switch {choice.id} on, or switch {names} off"
        yield Problem(codes.NEEDED, message, at, hint, key=choice.key)


def _written(settings: Source) -> frozenset[str]:
    apps = settings.data.get("apps")
    return frozenset(apps) if isinstance(apps, dict) else frozenset()


def _needs(app: CatalogApp, other: str) -> bool:
    return any(need.app == other and not need.optional for need in needs_of(app))


def _without_version(selection: Selection, cluster: Cluster) -> Iterator[Problem]:
    for choice in selection.on:
        missing: list[Loc] = []
        if choice.app.app.chart and not choice.version:
            missing.append(("chart", "version"))
        elif choice.app.app.chart and not choice.chart:
            missing.append(("chart", "url"))
        for name, image in choice.images.items():
            missing += [("images", name, what) for what in ("repository", "tag") if not getattr(image, what)]
        for loc in missing:
            key = ".".join(map(str, loc))
            message = f"{choice.id}: {key} has nothing for channel {cluster.channel}"
            yield Problem(codes.CHANNEL, message, choice.app.place(*loc), codes.CHANNEL.fix, key=key)


def _floating(selection: Selection) -> Iterator[Problem]:
    """A tag in the repository that is no version; cluster.yaml and the catalogue are judged by their models."""
    for choice in selection.on:
        if choice.pin and choice.pin.owner is Owner.REPOSITORY and not CHART_VERSION.fullmatch(choice.version):
            path = f"{choice.app.folder}/{choice.app.parts[0].path}/{where.CHART}"
            message = f"{path} names {choice.version}, which is not the version of a chart"
            yield Problem(codes.FLOATING, message, Span(path), codes.FLOATING.fix, key=f"{choice.key}.version")


def _hops(selection: Selection, settings: Source) -> Iterator[Problem]:
    """Charts that are upgraded one minor release at a time, and would leave one out."""
    for choice in selection.on:
        chart, pin = choice.app.app.chart, choice.pin
        if chart and pin and chart.hops == "minor" and pin.before and leaves_out(pin.before, pin.version):
            message = f"{choice.id} would go from {pin.before} to {pin.version} and leave out a minor release"
            hint = f"name the next one as {choice.key}.version, let it run, and go on from there"
            named = pin.owner is Owner.CLUSTER
            at = settings.locate(("apps", choice.key.removeprefix("apps."), "version") if named else ("channel",))
            yield Problem(codes.HOP, message, at, hint, Severity.WARNING, key=f"{choice.key}.version")


def _twice(selection: Selection, cluster: Cluster) -> Iterator[Problem]:
    """Flux Kustomizations of one name in one namespace."""
    owners: dict[tuple[str, str], Choice] = {}
    for choice in selection.on:
        namespace = cluster.kustomizations_of(choice.app.namespace)
        for part in selection.parts(choice):
            other = owners.setdefault((namespace, part.name), choice)
            if other is not choice:
                message = f"{choice.id} and {other.id} both make the Flux Kustomization {part.name} in {namespace}"
                at, related = choice.app.place(), (other.app.place(),)
                yield Problem(codes.TWICE, message, at, "rename the folder of one of them", related=related)


def _without_secret(selection: Selection, cluster: Cluster, secrets: Secrets) -> Iterator[Problem]:
    for choice in selection.on:
        for name, secret in choice.app.app.secrets.items():
            yield from _blank_leaves(secret, choice.app.source, ("secrets", name), (selection, cluster, secrets))
    for other in selection.catalog.secrets.values():
        yield from _blank_leaves(other.secret, other.source, other.loc, (selection, cluster, secrets))


def _blank_leaves(
    secret: SecretFile, source: Source, loc: Loc, known: tuple[Selection, Cluster, Secrets]
) -> Iterator[Problem]:
    selection, cluster, secrets = known
    for key, leaf in secret.data.items():
        if not (selection.holds(secret.when) and selection.holds(leaf.when)):
            continue
        given = leaf.secret == AGE_KEY or (leaf.secret and secrets.has(leaf.secret))
        if not given and not (leaf.value and str(getattr(cluster, leaf.value) or "")):
            wanted = leaf.secret or leaf.value
            message = f"Secret {loc[-1]} needs {wanted} for its key {key}, and it is not set"
            hint = f"clusterctl secrets set {wanted}" if leaf.secret else f"set {wanted} in cluster.yaml"
            yield Problem(codes.NO_SECRET, message, source.locate((*loc, "data", key)), hint, key=wanted)


def _patches_of_nobody(cluster: Cluster, found: Pins) -> Iterator[Problem]:
    known = {*where.PATCH_FOLDERS, *(node.name for node in cluster.nodes)}
    for path in sorted(found.patches):
        if path.parent.name not in known:
            message = f"{path} belongs to no node of cluster.yaml and is applied to no machine"
            yield Problem(codes.NO_NODE, message, Span(str(path)), codes.NO_NODE.fix, Severity.NOTE)
