"""`_app.yaml`, `_namespace.yaml` and `_files.yaml` as types: all that is known about an app stands in its folder.

docs/reference/apps.md is made of them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from clusterctl.config.model.secrets import TRANSFORMS

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


def key(about: str, default: object = ..., name: str | None = None) -> Any:  # noqa: ANN401 - like pydantic.Field
    """A key with what it is for; `name` is its spelling in the file where Python has another use for it."""
    return Field(default, description=about, alias=name)


class Entry(BaseModel):
    """The root of the catalogue's models: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Chart(Entry):
    """A Helm chart in an OCI registry."""

    url: ByChannel = key("The chart's OCI URL, or one for each channel.")
    version: ByChannel = key("Its version as the registry writes it, or one for each channel.")
    crds: Literal["Create", "CreateReplace", "Skip"] = key("What Helm does with the chart's CRDs.", "CreateReplace")
    release: str = key("The name of the release, where it is not the app's.", "")
    timeout: Duration = key("How long Helm waits for the release.", "5m")
    hops: Literal["", "minor"] = key("How the chart is upgraded: minor warns of a jump over a minor release.", "")
    awaited: StrictBool = key(
        "false lets the bootstrap go on before all of the release is ready: for a chart of which a part needs what "
        "comes after it.",
        default=True,
    )


class Image(Entry):
    """A container image that the values name as `app.images.NAME`."""

    repository: ByChannel = key("Where the image lies, or one place for each channel.")
    tag: ByChannel = key("Its tag, or one for each channel.")


class Readiness(Entry):
    """When a Flux Kustomization counts as ready."""

    wait: StrictBool = key("Whether everything that it applies must be ready.", default=False)
    timeout: Duration = key("How long Flux waits for that.", "5m")
    health: list[str] = key(
        "What must be healthy: `helmrelease` (the app's own), `Deployment/NAME`, `DaemonSet/NAME` or "
        "`StatefulSet/NAME` in the app's namespace, or `APIVERSION KIND NAME [NAMESPACE]`. A word `cluster.NAME` "
        "stands for that text of the model.",
        [],
    )
    exprs: list[dict[str, str]] = key("Flux' healthCheckExprs as they are.", [])


class Flux(Readiness):
    """The settings of an app's Flux Kustomization."""

    interval: Duration = key("How often Flux looks after the app.", "30m")
    substitute: dict[str, str] = key("Texts that Flux puts in the place of ${NAME}.", {})


class Part(Readiness):
    """One of several Flux Kustomizations of an app, from a folder of its own; the chart belongs to the first."""

    name: Name = key("The name of the Kustomization.")
    path: Folder = key("Its folder below the app's.", "app")
    needs: list[str] = key("What it waits for beside the app's needs; `#NAME` is another part of the app.", [])


class Leaf(Entry):
    """One key of a Secret. With both a secret and a value it is the first that is set."""

    when: str = key("The condition of this key.", "")
    secret: str = key("The secret that it holds, by its name in secrets.sops.yaml.", "")
    value: str = key("The text of the model that it holds.", "")
    transform: str = key(f"How the secret is turned into the text: {' or '.join(TRANSFORMS)}.", "", "as")


class SecretFile(Entry):
    """A Kubernetes Secret that is rendered sealed."""

    when: str = key("The condition of this Secret.", "")
    data: dict[str, Leaf] = key("What it holds.")
    namespace: str = key("Its namespace, where Flux does not set it.", "")
    labels: dict[str, str] = key("Its labels.", {})
    type: str = key("Its type, where it is not Opaque.", "")


class App(Entry):
    """`_app.yaml`. The folder gives namespace and name; only `chart` or one file is needed."""

    when: str = key("The condition of the app as a whole.", "")
    was: list[str] = key("Ids that the app had before: what was said and written of it moves along.", [])
    about: str = key("What the app is for, in a sentence.", "")
    needs: list[str] = key(
        "What must run before it: apps as NAMESPACE/NAME, with `?` behind one that may be off, `#PART` for a part.",
        [],
    )
    chart: Chart | None = key("Its Helm chart.", None)
    features: dict[str, str] = key(
        "What the version of the chart can do, as `app.NAME` in templates: NAME and a range like `>=1.20,<2`.",
        {},
    )
    images: dict[str, Image] = key("Images that its values name.", {})
    bootstrap: Literal["", "apps", "crds", "crds-only"] = key(
        "What runs before Flux: apps the release, crds the chart's CRDs alone. With crds-only that is all there is: no "
        "Flux app and no files, and whoever needs it depends on nothing in Flux.",
        "",
    )
    flux: Flux = key("Its Flux Kustomization.", Flux())
    parts: list[Part] = key("Its Flux Kustomizations where there are several; else one, named after it.", [])
    files: dict[str, str] = key("Files that have a condition of their own, by output path: `app/pool.yaml: NAME`.", {})
    secrets: dict[Name, SecretFile] = key("Its Secrets by name.", {})


class PodSecurity(Entry):
    """The pod-security levels of a namespace."""

    enforce: Level = key("What is refused.")
    audit: Level = key("What is written into the audit log.")
    warn: Level = key("What the person who applies it is warned of.")


class Namespace(Entry):
    """`_namespace.yaml`."""

    pod_security: PodSecurity | None = key("How strict the pod security of the namespace is.", None)
    prune: Literal["", "disabled"] = key(
        "disabled keeps Flux from deleting the namespace with all that is in it.", "disabled"
    )


class FileRule(Entry):
    """When a file outside the apps is rendered, and whether once for each node."""

    when: str = key("The condition of the file; for each node it may ask `node.NAME`, too.", "")
    each: Literal["", "node"] = key("node renders it once for each, with the folder {node} in its path.", "")


class Files(Entry):
    """`_files.yaml`, in any folder outside the apps."""

    files: dict[str, FileRule] = key("Files or folders beside and below it, by output path.", {})
    secrets: dict[Name, SecretFile] = key("Secrets of that folder by name.", {})
