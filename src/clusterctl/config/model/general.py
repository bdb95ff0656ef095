"""What the cluster is called, which versions it is made of, who can read its secrets."""

from __future__ import annotations

from clusterctl.config.model.name_kinds import AgeRecipient, Label
from clusterctl.config.model.scalars import FreeMap
from clusterctl.config.model.section import Section, optional, required
from clusterctl.config.model.version_kinds import ChannelName

EXAMPLE_RECIPIENT = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"


class General(Section):
    """The keys that concern everything."""

    channel: ChannelName = required(
        "The set of versions that Talos, Kubernetes, charts and images are taken from. A new version of clusterctl "
        "never moves it.",
        "2026.11",
    )
    cluster_name: Label = optional(
        "The name of the cluster in Talos, in the kubeconfig and as the folder of its backups.", "home", "kubernetes"
    )
    age_recipients: tuple[AgeRecipient, ...] = required(
        "The age public keys that every secret is encrypted for: that of age.key, and a recovery key that is kept "
        "elsewhere. Keys that begin with age1pq1 need channel 2026.11.",
        [EXAMPLE_RECIPIENT],
    )
    vars: FreeMap = optional(
        "Values of your own for templates of your own, as cluster.vars.NAME. In a manifest Flux puts a variable in the "
        "place of ${NAME}, like ${SECRET_DOMAIN}; write $${NAME} for the text itself.",
        {"timezone": "Europe/Berlin"},
        {},
    )
