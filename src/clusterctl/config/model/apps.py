"""What is changed about built-in apps."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from clusterctl.config.codes import reading
from clusterctl.config.model.kind import Kind, quoted, refuse
from clusterctl.config.model.policies import Policies
from clusterctl.config.model.scalars import TYPED_TEXT, Flag, as_map, text_of
from clusterctl.config.model.section import Section, optional

CHART_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.-]+)?")
CCM, TUPPR, BACKUP = "kube-system/talos-ccm", "system-upgrade/tuppr", "kube-system/talos-backup"


def chart_version(text: str) -> str:
    """A version of a Helm chart, with the v that its registry writes."""
    if not CHART_VERSION.fullmatch(text):
        hint = "write it as the registry shows it, like 1.19.2 or v1.19.2"
        raise refuse(reading.FORM, f"{quoted(text)} is not the version of a chart", hint)
    return text


ChartVersion: TypeAlias = Annotated[
    str, text_of(chart_version, "chart version", "x.y.z, as the registry writes it", TYPED_TEXT)
]
Values: TypeAlias = Annotated[dict[str, Any], Kind("map", as_map, {"type": "object"})]


class AppSettings(Section):
    """What is changed about one app."""

    enabled: Flag | None = optional(
        "false switches the app off; true or nothing leaves it to the settings.", example=False, default=None
    )
    version: ChartVersion = optional("The version of the chart, instead of the channel's.", "1.19.3", "")
    values: Values = optional(
        "Helm values that are merged over ours: maps merge, lists replace, null removes. Flux puts a variable in the "
        "place of ${NAME}, like ${SECRET_DOMAIN}; write $${NAME} for the text itself.",
        {"replicas": 2},
        {},
    )


class Apps(Policies):
    """The map of changes to built-in apps."""

    apps: dict[str, AppSettings] = optional(
        "Changes to built-in apps, by namespace/name; `clusterctl apps` lists them.",
        {"default/echo": {"enabled": False}},
        {},
    )

    def app_allowed(self, app: str) -> bool:
        """Whether nobody switched this app off."""
        settings = self.apps.get(app)
        return settings is None or settings.enabled is not False

    @property
    def talos_ccm_enabled(self) -> bool:
        """Whether Talos' cloud controller manager runs, so that kubelets wait for it."""
        return self.app_allowed(CCM)

    @property
    def talos_api_roles(self) -> tuple[str, ...]:
        """The roles of the Talos API that apps in the cluster may have."""
        asked = {
            "os:admin": self.app_allowed(TUPPR),
            "os:etcd:backup": self.talos_backup_enabled and self.app_allowed(BACKUP),
            "os:reader": self.talos_ccm_enabled,
        }
        return tuple(role for role, wanted in asked.items() if wanted)

    @property
    def talos_api_namespaces(self) -> tuple[str, ...]:
        """The namespaces whose apps may use the Talos API."""
        kube_system = self.talos_ccm_enabled or (self.talos_backup_enabled and self.app_allowed(BACKUP))
        asked = {"kube-system": kube_system, "system-upgrade": self.app_allowed(TUPPR)}
        return tuple(namespace for namespace, wanted in asked.items() if wanted)

    @property
    def talos_api_enabled(self) -> bool:
        """Whether any app in the cluster uses the Talos API."""
        return bool(self.talos_api_roles)
