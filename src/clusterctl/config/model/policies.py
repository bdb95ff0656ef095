"""Network policies of the built-in apps."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from clusterctl.config.model.backup import Backup
from clusterctl.config.model.scalars import Flag, choice
from clusterctl.config.model.section import optional


class PolicyMode(StrEnum):
    """What happens to traffic that no policy allows."""

    AUDIT = "audit"
    ENFORCE = "enforce"


class Policies(Backup):
    """The keys of network policies."""

    network_policies_enabled: Flag = optional(
        "Whether the built-in apps get Cilium network policies.", example=True, default=False
    )
    network_policies_mode: Annotated[PolicyMode, choice(PolicyMode)] = optional(
        "What happens to traffic that no policy allows: audit lets it pass, enforce drops it.",
        "enforce",
        PolicyMode.AUDIT,
    )

    @property
    def network_policies_enforced(self) -> bool:
        """Whether traffic that no policy allows is dropped."""
        return self.network_policies_mode is PolicyMode.ENFORCE
