"""Every kind of problem that a description can have, with a stable id; `clusterctl explain` prints them."""

from clusterctl.config.codes import cilium, network, nodes, reading, repository, secrets, services, versions

__all__ = ["CODES", "cilium", "network", "nodes", "reading", "repository", "secrets", "services", "versions"]

CODES = (
    *reading.CODES,
    *network.CODES,
    *nodes.CODES,
    *repository.CODES,
    *cilium.CODES,
    *services.CODES,
    *versions.CODES,
    *secrets.CODES,
)
"""All of them, in order of their ids."""
