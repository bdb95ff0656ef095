"""`_app.yaml`, `_namespace.yaml` and `_files.yaml` as types: all that is known about an app stands in its folder."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Entry(BaseModel):
    """The root of the catalogue's models: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Chart(Entry):
    """A Helm chart in an OCI registry. `url` and `version` may differ by channel."""

    url: str | dict[str, str]
    version: str | dict[str, str]
    crds: Literal["Create", "CreateReplace", "Skip"] = "CreateReplace"
    release: str = ""
    timeout: str = "5m"
    hops: Literal["", "minor"] = ""


class Image(Entry):
    """A container image that the values name; the tag may differ by channel."""

    repository: str | dict[str, str]
    tag: str | dict[str, str]


class Flux(Entry):
    """The settings of an app's Flux Kustomization."""

    interval: str = "30m"
    wait: bool = False
    timeout: str = "5m"
    substitute: dict[str, str] = Field(default_factory=dict)
    health: list[str] = Field(default_factory=list)
    exprs: list[dict[str, str]] = Field(default_factory=list)


class Part(Entry):
    """One of several Flux Kustomizations of an app."""

    name: str
    path: str = "app"
    wait: bool = False
    timeout: str = "5m"
    health: list[str] = Field(default_factory=list)
    exprs: list[dict[str, str]] = Field(default_factory=list)
    needs: list[str] = Field(default_factory=list)


class Leaf(Entry):
    """One key of a Secret: a reference into secrets.sops.yaml, a property of the model, or the first of both that is set.

    `when` is a condition as everywhere: without it being true the Secret does not have this key.
    """

    when: str = ""
    secret: str = ""
    value: str = ""
    transform: str = Field(default="", alias="as")


class SecretFile(Entry):
    """A Kubernetes Secret that is rendered sealed. `type` is the Secret's type, "" for Opaque."""

    when: str = ""
    data: dict[str, Leaf]
    namespace: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    type: str = ""


class App(Entry):
    """`_app.yaml`. The folder gives namespace and name; only `chart` or one file is needed.

    `bootstrap` puts the chart into the bootstrap helmfiles: `apps` as a release, `crds` its CRDs only. With `crds-only`
    that is all there is: no Flux app, no files, and whoever needs it depends on nothing in Flux.
    """

    when: str = ""
    was: list[str] = Field(default_factory=list)
    about: str = ""
    needs: list[str] = Field(default_factory=list)
    chart: Chart | None = None
    features: dict[str, str] = Field(default_factory=dict)
    images: dict[str, Image] = Field(default_factory=dict)
    bootstrap: Literal["", "apps", "crds", "crds-only"] = ""
    flux: Flux = Flux()
    parts: list[Part] = Field(default_factory=list)
    files: dict[str, str] = Field(default_factory=dict)
    secrets: dict[str, SecretFile] = Field(default_factory=dict)


class PodSecurity(Entry):
    """The pod-security levels of a namespace."""

    enforce: Literal["privileged", "baseline", "restricted"]
    audit: Literal["privileged", "baseline", "restricted"]
    warn: Literal["privileged", "baseline", "restricted"]


class Namespace(Entry):
    """`_namespace.yaml`."""

    pod_security: PodSecurity | None = None
    prune: Literal["", "disabled"] = "disabled"


class FileRule(Entry):
    """When a file outside the apps is rendered, and whether once for each node."""

    when: str = ""
    each: Literal["", "node"] = ""


class Files(Entry):
    """`_files.yaml`: conditions of the files beside and below it, by path, and the Secrets of that folder."""

    files: dict[str, FileRule] = Field(default_factory=dict)
    secrets: dict[str, SecretFile] = Field(default_factory=dict)
