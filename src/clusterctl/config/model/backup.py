"""Backups of etcd to an S3 bucket."""

from __future__ import annotations

from clusterctl.config.model.cilium import Cilium
from clusterctl.config.model.general import EXAMPLE_RECIPIENT
from clusterctl.config.model.name_kinds import AgeRecipient, Bucket, Word
from clusterctl.config.model.network_kinds import Url
from clusterctl.config.model.section import optional

IN_CLUSTER = "svc.cluster.local"


class Backup(Cilium):
    """The keys of backups. They need the secrets backup_s3_access_key and backup_s3_secret_key."""

    backup_s3_endpoint: Url = optional(
        "The URL of the S3 service that takes snapshots of etcd.", "https://s3.example.com", ""
    )
    backup_s3_bucket: Bucket = optional("The bucket for the snapshots.", "talos", "")
    backup_s3_region: Word = optional("The region of the S3 service.", "eu-central-1", "us-east-1")
    backup_age_public_key: AgeRecipient = optional(
        "The age public key that snapshots are encrypted for. Keep its private half outside of the cluster.",
        EXAMPLE_RECIPIENT,
        "",
    )

    @property
    def talos_backup_enabled(self) -> bool:
        """Whether etcd is backed up."""
        return bool(self.backup_s3_endpoint and self.backup_s3_bucket)

    @property
    def backup_s3_internal(self) -> bool:
        """Whether the S3 service runs inside the cluster."""
        return IN_CLUSTER in self.backup_s3_endpoint
