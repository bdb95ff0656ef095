"""The files of one app: ks.yaml, and per part its kustomization.yaml, chart, Secrets and manifests."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl import where
from clusterctl.catalog.model import Part
from clusterctl.catalog.selection import Choice, Selection
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import Secrets
from clusterctl.problem import Span
from clusterctl.render.context import app_names
from clusterctl.render.emit import emit
from clusterctl.render.flux import kustomization, resources
from clusterctl.render.helm import oci_repository, release_frame
from clusterctl.render.job import FromData, FromRelease, FromTemplate, FromText, Job, Names
from clusterctl.render.sealed import secret_job
from clusterctl.render.tree import Path


def app_jobs(choice: Choice, selection: Selection, cluster: Cluster, secrets: Secrets, names: Names) -> Iterator[Job]:
    """Every file of an app that is on. An authored file at a derived path wins."""
    parts = selection.parts(choice)
    if not parts:
        return
    app = choice.app
    jobs: dict[Path, Job] = {}
    if app.app.chart:
        jobs |= _by_path(_chart_jobs(choice, names))
    jobs |= _by_path(_secret_jobs(choice, selection, cluster, secrets))
    jobs |= _by_path(_authored_jobs(choice, selection, names))
    for part in parts:
        listing = app.folder / part.path / where.KUSTOMIZATION
        jobs.setdefault(listing, Job(listing, FromData(resources(_listed(jobs, listing.parent))), app.place("parts")))
    documents = "".join(emit(kustomization(choice, part, selection, cluster)) for part in parts)
    ks = app.folder / where.KS
    jobs.setdefault(ks, Job(ks, FromText(documents), app.place("flux")))
    yield from jobs.values()


def _by_path(jobs: Iterator[Job]) -> dict[Path, Job]:
    return {job.path: job for job in jobs}


def _first_folder(choice: Choice) -> Path:
    """Where the chart and the Secrets of an app lie."""
    first: Part = choice.app.parts[0]
    return choice.app.folder / first.path


def _chart_jobs(choice: Choice, names: Names) -> Iterator[Job]:
    app, folder = choice.app, _first_folder(choice)
    pin = choice.pin.ours if choice.pin else ""
    yield Job(folder / where.CHART, FromData(oci_repository(choice)), app.place("chart"), pin=pin)
    make = FromRelease(
        frame=release_frame(choice),
        values=app.values,
        names={**names, "app": app_names(choice)},
        override=choice.values,
        key=f"{choice.key}.values",
    )
    yield Job(folder / "helmrelease.yaml", make, app.place("chart"))


def _secret_jobs(choice: Choice, selection: Selection, cluster: Cluster, secrets: Secrets) -> Iterator[Job]:
    app, folder = choice.app, _first_folder(choice)
    known = (cluster, secrets, selection.holds)
    alone = len(app.app.secrets) == 1
    for name, secret in app.app.secrets.items():
        path = folder / ("secret.sops.yaml" if alone else f"{name}.sops.yaml")
        if job := secret_job(path, name, secret, app.place("secrets", name), known):
            yield job


def _authored_jobs(choice: Choice, selection: Selection, names: Names) -> Iterator[Job]:
    app = choice.app
    known = {**names, "app": app_names(choice)}
    templates = selection.catalog.templates
    for path, template in app.files.items():
        if selection.is_written(app, str(path.relative_to(app.folder))):
            yield Job(path, FromTemplate(template, known), Span(templates[template].source))


def _listed(jobs: dict[Path, Job], folder: Path) -> list[str]:
    """The manifests below a folder, without those that a kustomization.yaml of their own lists."""
    inner = {path.parent for path in jobs if path.name == where.KUSTOMIZATION and path.parent != folder}
    names = {
        str(path.relative_to(folder))
        for path in jobs
        if path.suffix in where.YAML
        and path.is_relative_to(folder)
        and not any(path.is_relative_to(one) for one in inner if one.is_relative_to(folder))
    }
    return sorted(names)
