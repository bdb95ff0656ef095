"""Where everything lies in a cluster repository, relative to its root. Nothing else spells these names."""

from __future__ import annotations

from pathlib import PurePosixPath

DESCRIPTION = PurePosixPath("cluster.yaml")
SECRETS = PurePosixPath("secrets.sops.yaml")
TEMPLATES = PurePosixPath("templates")
"""The user's own, laid over the built-in ones."""

AGE_KEY = PurePosixPath("age.key")
"""The private key, in no commit."""
AGE_KEY_FILE_VARIABLE = "SOPS_AGE_KEY_FILE"
"""Names another file for it, as sops has it."""
AGE_KEY_VARIABLE = "SOPS_AGE_KEY"
"""Holds the key itself."""

ROOTS = ("bootstrap", "kubernetes", "talos")
"""What is rendered lies below these, but for the rules of sops."""
SOPS_RULES = PurePosixPath(".sops.yaml")
APPS = PurePosixPath("kubernetes/apps")
"""NAMESPACE/APP/ below it."""
KS = "ks.yaml"
"""The Flux Kustomizations of an app."""
KUSTOMIZATION = "kustomization.yaml"
"""What kustomize builds in a folder."""
CHART = "ocirepository.yaml"
"""The chart of an app, with its version."""
NAMESPACE = "namespace.yaml"
PATCHES = PurePosixPath("talos/patches")
"""FOLDER/FILE below it: the folders of `PATCH_FOLDERS`, and one for each node."""
PATCH_FOLDERS = ("global", "controller", "worker")
MACHINES = PurePosixPath("talos/clusterconfig")
"""Machine configurations with keys in clear: in no commit, and written by other programs."""
TALSECRET = PurePosixPath("talos/talsecret.sops.yaml")
"""The cluster's own keys: ours, but not rendered."""

YAML = (".yaml", ".yml")
"""How the name of a YAML file ends."""

OWN = PurePosixPath(".clusterctl")
"""What clusterctl keeps for itself; without it a plain Flux repository remains."""
LEDGER = OWN / "ledger.jsonl"
BASES = OWN / "base"
"""Our output for files that the user keeps otherwise."""
SCHEMA = OWN / "cluster.schema.json"
"""Committed, so that editors complete offline and by the version in use."""
JOURNAL = OWN / "journal"
STAGING = OWN / "staging"
"""Ignored by Git, as is the journal: a run that is killed leaves nothing that could be committed."""
CACHE = OWN / "cache"
