"""clusterctl: one cluster.yaml becomes a complete Talos Linux and Flux cluster."""

__version__ = "0.1.0"
