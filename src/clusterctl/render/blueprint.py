"""Which files exist, from which template or data, knowing what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from clusterctl import where
from clusterctl.catalog.condition import holds_for_node
from clusterctl.catalog.entries import OtherFile
from clusterctl.catalog.model import Namespace
from clusterctl.catalog.selection import Selection
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import Secrets
from clusterctl.problem import Span
from clusterctl.render.app_files import app_jobs
from clusterctl.render.context import Has
from clusterctl.render.flux import namespace_object, namespace_resources
from clusterctl.render.helm import BOOTSTRAP, VALUES, VALUES_TEXT, apps_helmfile, crds_helmfile
from clusterctl.render.job import FromData, FromTemplate, FromText, Job, Names
from clusterctl.render.sealed import creation_rules, secret_job
from clusterctl.render.substitution import for_flux
from clusterctl.render.talos import patch_names
from clusterctl.render.tree import Found, Path

_OURS: Final = Span(str(where.DESCRIPTION))
"""Where a file that follows from the description as a whole comes from."""


def blueprint(cluster: Cluster, secrets: Secrets, selection: Selection, found: Found) -> tuple[Job, ...]:
    """Every file of the tree as a job, sorted by path. An authored file at a derived path wins."""
    plan = _Plan(cluster, secrets, selection, found, {"cluster": cluster, "has": Has(secrets)})
    jobs = {job.path: job for job in plan.derived()}
    jobs |= {job.path: job for job in plan.authored()}
    return tuple(jobs[path] for path in sorted(jobs))


@dataclass(frozen=True)
class _Plan:
    cluster: Cluster
    secrets: Secrets
    selection: Selection
    found: Found
    names: Names

    def derived(self) -> Iterator[Job]:
        """Files that are data."""
        known = (self.cluster, self.secrets, self.selection.holds)
        for secret in self.selection.catalog.secrets.values():
            if job := secret_job(secret.path, secret.name, secret.secret, secret.source.locate(secret.loc), known):
                yield job
        names = {**self.names, "cluster": for_flux(self.cluster)}
        for choice in self.selection.on:
            yield from app_jobs(choice, self.selection, self.cluster, self.secrets, names)
        for namespace in sorted(self._namespaces()):
            yield from self._namespace(namespace)
        yield from self._bootstrap()
        yield Job(where.SOPS_RULES, FromData(creation_rules(self.cluster)), _OURS)

    def authored(self) -> Iterator[Job]:
        """Files outside the apps that are templates."""
        rendered = self._namespaces()
        files = [file for file in self.selection.catalog.files.values() if self._is_on(file, rendered)]
        patches = [job for file in files if self._is_patch(file) for job in self._jobs(file, self.names)]
        yield from patches
        written = [job.path for job in patches]
        names = {**self.names, "patches": patch_names(self.cluster, written, self.found.patches)}
        for file in files:
            if not self._is_patch(file):
                yield from self._jobs(file, names)

    def _namespaces(self) -> set[str]:
        """Those of our apps, and those that we rendered before and in which apps of the user's own live."""
        ours = {choice.app.namespace for choice in self.selection.on if self.selection.parts(choice)}
        return ours | {path.parts[2] for path in self.found.apps} & self.found.namespaces

    def _is_on(self, file: OtherFile, namespaces: set[str]) -> bool:
        if file.path.is_relative_to(where.APPS) and file.path.parent.name not in namespaces:
            return False
        return self.selection.holds(file.rule.when)

    def _is_patch(self, file: OtherFile) -> bool:
        return file.path.is_relative_to(where.PATCHES)

    def _jobs(self, file: OtherFile, names: Names) -> Iterator[Job]:
        if file.rule.each != "node":
            yield Job(file.path, FromTemplate(file.template, names), file.place)
            return
        for node in self.cluster.nodes:
            if not holds_for_node(file.rule.when, node):
                continue
            parts = (node.name if part == "{node}" else part for part in file.path.parts)
            yield Job(Path(*parts), FromTemplate(file.template, {**names, "node": node}), file.place)

    def _namespace(self, name: str) -> Iterator[Job]:
        folder = where.APPS / name
        settings = self.selection.catalog.namespaces.get(name, Namespace())
        data = namespace_resources(name, self._listed(name), self.cluster)
        yield Job(folder / where.NAMESPACE, FromData(namespace_object(name, settings)), _OURS)
        yield Job(folder / where.KUSTOMIZATION, FromData(data), _OURS)

    def _listed(self, name: str) -> list[str]:
        """What a namespace's kustomization.yaml lists: the namespace, our apps, the user's own, other files."""
        apps = {choice.app.name for choice in self.selection.on if choice.app.namespace == name}
        ours = {f"{app}/{where.KS}" for app in apps if self.selection.parts(self.selection.choices[f"{name}/{app}"])}
        folder = where.APPS / name
        foreign = {str(path.relative_to(folder)) for path in self.found.apps if path.parent.parent == folder}
        others = {
            file.path.name
            for file in self.selection.catalog.files.values()
            if file.path.parent == folder and self._is_on(file, {name})
        }
        return [where.NAMESPACE, *sorted((ours | foreign | others) - {where.NAMESPACE, where.KUSTOMIZATION})]

    def _bootstrap(self) -> Iterator[Job]:
        on = self.selection.on
        crds = [choice for choice in on if choice.app.app.bootstrap in ("crds", "crds-only")]
        apps = [choice for choice in on if choice.app.app.bootstrap == "apps"]
        yield Job(BOOTSTRAP / "00-crds.yaml", FromData(crds_helmfile(crds)), _OURS)
        yield Job(BOOTSTRAP / "01-apps.yaml", FromData(apps_helmfile(apps)), _OURS)
        yield Job(VALUES, FromText(VALUES_TEXT), _OURS)
