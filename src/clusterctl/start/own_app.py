"""`apps new`: the folder of an app of the user's own, ready to render."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path as OsPath

from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.render.emit import scalar
from clusterctl.render.tree import Path
from clusterctl.start.codes import APP_EXISTS, APP_NAME
from clusterctl.start.place import NewFile, place, taken

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TEMPLATES = Path("templates/kubernetes/apps")
RENDERED = Path("kubernetes/apps")

NAMESPACE = """\
# How strict the pod security of the namespace is. Change it before an app that needs more is rendered.
pod_security: {enforce: baseline, audit: restricted, warn: restricted}
"""

APP = """\
# Everything about this app but its values, which stand in _values.yaml.j2. Files below app/ are rendered beside it.
chart:
  url: @url@
  version: @version@
# What must run before it: other apps, as NAMESPACE/NAME.
@needs@
# A boolean of cluster.yaml that switches it on.
# when: hubble_enabled
# A Secret of this name, from `clusterctl secrets set extra.@name@_password`.
# secrets:
#   @name@-secret: {data: {PASSWORD: {secret: extra.@name@_password}}}
"""

NEEDS = "needs: [network/envoy-gateway]"
"""Whose gateway a route is for."""

OWN_CHART_VALUES = """\
#| Values of the chart, as in Helm. cluster.yaml can be used in them: see `clusterctl explain`. |#
fullnameOverride: @name@
"""

APP_TEMPLATE_VALUES = """\
#| Values of app-template, for an app that is one container: https://bjw-s-labs.github.io/helm-charts |#
controllers:
  @name@:
    containers:
      app:
        image:
          repository: ghcr.io/mendhak/http-https-echo
          tag: "39"
        env:
          HTTP_PORT: &port 8080
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities: {drop: [ALL]}
defaultPodOptions:
  securityContext:
    runAsNonRoot: true
    runAsUser: 65534
    runAsGroup: 65534
    seccompProfile: {type: RuntimeDefault}
service:
  app:
    controller: @name@
    ports:
      http:
        port: *port
route:
  app:
    hostnames: ["@name@.${SECRET_DOMAIN}"]
    parentRefs:
      - name: envoy-internal
        namespace: network
"""


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a new app."""

    url: str
    version: str


APP_TEMPLATE = Chart("oci://ghcr.io/bjw-s-labs/helm/app-template", "5.1.0")
"""A chart for any app that is a container or a few; the version runs with every channel."""


def new_app(
    root: OsPath, app: str, apps: Collection[str], namespaces: Collection[str], chart: Chart
) -> tuple[Path, ...]:
    """Make the folder of an app `namespace/name` below templates/ and answer with the files made.

    `apps` and `namespaces` are those of the catalogue, built in and the user's own. Raises a ConfigError for a name
    that cannot be one, and for an app that is there already.
    """
    namespace, _, name = app.partition("/")
    if not LABEL.fullmatch(namespace) or not LABEL.fullmatch(name):
        raise ConfigError([Problem(APP_NAME, f"{app} is not NAMESPACE/NAME", Span(""), APP_NAME.fix)])
    for folder in (TEMPLATES / app, RENDERED / app):
        if app in apps or taken(root, folder):
            where = "is built in or has a folder below templates/" if app in apps else f"has the folder {folder}"
            raise ConfigError([Problem(APP_EXISTS, f"{app} {where}", Span(""), APP_EXISTS.fix)])
    files = app_files(namespace, name, chart, new_namespace=namespace not in namespaces)
    return tuple(file.path for file in files if place(root, file))


def app_files(namespace: str, name: str, chart: Chart, *, new_namespace: bool) -> tuple[NewFile, ...]:
    """The files of a new app, and that of its namespace where nobody has one."""
    marks = {"@url@": scalar(chart.url), "@version@": scalar(chart.version), "@name@": name}
    routed = chart.url == APP_TEMPLATE.url
    marks["@needs@"] = NEEDS if routed else f"# {NEEDS}"
    values = APP_TEMPLATE_VALUES if routed else OWN_CHART_VALUES
    folder = TEMPLATES / namespace
    files = {folder / "_namespace.yaml": NAMESPACE} if new_namespace else {}
    files |= {folder / name / "_app.yaml": APP, folder / name / "_values.yaml.j2": values}
    return tuple(NewFile(path, filled(text, marks).encode()) for path, text in files.items())


def filled(text: str, marks: dict[str, str]) -> str:
    """A text with its marks replaced."""
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text
