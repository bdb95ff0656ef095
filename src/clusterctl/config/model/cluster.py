"""The whole description. Each section builds on those before it, so a default or a property may follow from them."""

from __future__ import annotations

from clusterctl.config.model.apps import Apps


class Cluster(Apps):
    """Everything that cluster.yaml says, every default filled in: what templates know as `cluster`."""
