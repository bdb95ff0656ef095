"""The machines, and what follows from how many there are."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from clusterctl.config.model.node import Node
from clusterctl.config.model.scalars import Flag
from clusterctl.config.model.section import Known, computed, required
from clusterctl.config.model.talos import Talos

EXAMPLE = {
    "name": "k8s-1",
    "address": "10.0.0.21",
    "controller": True,
    "disk": "/dev/sda",
    "mac_addr": "00:00:5e:00:53:21",
}


def _no_workers(known: Known) -> bool:
    return all(node.controller for node in known["nodes"])


class Nodes(Talos):
    """The list of machines, and the keys whose defaults follow from it."""

    nodes: tuple[Node, ...] = required(
        "The machines of the cluster: one, three or five controllers, any workers.", [EXAMPLE]
    )
    allow_scheduling_on_controllers: Flag = computed(
        "Whether apps may run on controllers.",
        example=True,
        default=_no_workers,
        shown="true unless there are workers",
    )
    spegel_enabled: Flag = computed(
        "Whether nodes fetch container images from each other.",
        example=False,
        default=lambda known: len(known["nodes"]) > 1,
        shown="true with more than one node",
    )

    @field_validator("nodes", mode="after")
    @classmethod
    def _fill_in_schematic(cls, nodes: tuple[Node, ...], info: ValidationInfo) -> tuple[Node, ...]:
        """Give the cluster's schematic to the nodes that name none."""
        schematic = info.data.get("schematic_id")
        return tuple(
            node if node.schematic_id else node.model_copy(update={"schematic_id": schematic}) for node in nodes
        )

    @property
    def controllers(self) -> tuple[Node, ...]:
        """The nodes that run the control plane."""
        return tuple(node for node in self.nodes if node.controller)

    @property
    def workers(self) -> tuple[Node, ...]:
        """The nodes that only run apps."""
        return tuple(node for node in self.nodes if not node.controller)

    @property
    def workers_enabled(self) -> bool:
        """Whether there are nodes that only run apps."""
        return bool(self.workers)

    @property
    def multiple_nodes(self) -> bool:
        """Whether there is more than one node."""
        return len(self.nodes) > 1

    @property
    def replicas(self) -> int:
        """How many replicas an app has that shall outlive a node: two, or one on a single node."""
        return 2 if self.multiple_nodes else 1

    @property
    def multiple_controllers(self) -> bool:
        """Whether there is more than one controller."""
        return len(self.controllers) > 1
