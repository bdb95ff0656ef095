"""`_app.yaml`, `_namespace.yaml` and `_files.yaml` as types: all that is known about an app stands in its folder."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool

ByChannel: TypeAlias = str | dict[str, str]
"""One text for all channels, or one for each: `{2026.11: 1.20.2, 2026.01: 1.18.6}`."""
Level: TypeAlias = Literal["privileged", "baseline", "restricted"]
TIME, NAME, FOLDER = r"^([0-9]+(ms|s|m|h))+$", r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", r"^[a-z0-9_-]+(/[a-z0-9_-]+)*$"
Duration: TypeAlias = Annotated[str, Field(pattern=TIME)]
"""A time as Flux reads it: `30m`, `1h30m`."""
Name: TypeAlias = Annotated[str, Field(pattern=NAME, max_length=63)]
"""The name of a Kubernetes object, which is also that of its file."""
Folder: TypeAlias = Annotated[str, Field(pattern=FOLDER)]
"""A path below the app's folder."""


class Entry(BaseModel):
    """The root of the catalogue's models: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Chart(Entry):
    """A Helm chart in an OCI registry. `url` and `version` may differ by channel.

    `crds` is what Helm does with the chart's CRDs, `release` the release's name where it is not the app's, and
    `hops: minor` says that the chart is upgraded one minor version at a time. `awaited: false` lets the bootstrap go on
    before all of the release is ready: for a chart of which a part needs what comes after it.
    """

    url: ByChannel
    version: ByChannel
    crds: Literal["Create", "CreateReplace", "Skip"] = "CreateReplace"
    release: str = ""
    timeout: Duration = "5m"
    hops: Literal["", "minor"] = ""
    awaited: StrictBool = True


class Image(Entry):
    """A container image that the values name; repository and tag may differ by channel."""

    repository: ByChannel
    tag: ByChannel


class Flux(Entry):
    """The settings of an app's Flux Kustomization.

    `health` lists what must be healthy: `helmrelease` (the app's own), `Deployment/NAME`, `DaemonSet/NAME` or
    `StatefulSet/NAME` in the app's namespace, or `APIVERSION KIND NAME [NAMESPACE]`. A word `cluster.NAME` in it stands
    for that text of the model. `exprs` are Flux' healthCheckExprs as they are.
    """

    interval: Duration = "30m"
    wait: StrictBool = False
    timeout: Duration = "5m"
    substitute: dict[str, str] = Field(default_factory=dict)
    health: list[str] = Field(default_factory=list)
    exprs: list[dict[str, str]] = Field(default_factory=list)


class Part(Entry):
    """One of several Flux Kustomizations of an app, from a folder of its own; the chart belongs to the first.

    `needs` adds to the app's: `#NAME` is another part of the same app.
    """

    name: Name
    path: Folder = "app"
    wait: StrictBool = False
    timeout: Duration = "5m"
    health: list[str] = Field(default_factory=list)
    exprs: list[dict[str, str]] = Field(default_factory=list)
    needs: list[str] = Field(default_factory=list)


class Leaf(Entry):
    """One key of a Secret: `secret` in secrets.sops.yaml, `value` of the model, or, with both, the first that is set.

    `when` is a condition as everywhere: without it being true the Secret does not have this key. `as` names how the
    secret is turned into the text.
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
    secrets: dict[Name, SecretFile] = Field(default_factory=dict)


class PodSecurity(Entry):
    """The pod-security levels of a namespace."""

    enforce: Level
    audit: Level
    warn: Level


class Namespace(Entry):
    """`_namespace.yaml`. `prune: disabled` keeps Flux from deleting the namespace with all that is in it."""

    pod_security: PodSecurity | None = None
    prune: Literal["", "disabled"] = "disabled"


class FileRule(Entry):
    """When a file outside the apps is rendered, and whether once for each node."""

    when: str = ""
    each: Literal["", "node"] = ""


class Files(Entry):
    """`_files.yaml`: rules for files or folders beside and below it, by output path, and Secrets of that folder."""

    files: dict[str, FileRule] = Field(default_factory=dict)
    secrets: dict[Name, SecretFile] = Field(default_factory=dict)
