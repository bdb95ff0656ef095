"""Talos and Kubernetes: versions, and how machine configuration is made."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from clusterctl.compat.channels import CHANNELS
from clusterctl.compat.releases import Contract, default_contract, default_generator
from clusterctl.compat.versions import Minor, Version, parse_version
from clusterctl.config.model.name_kinds import SchematicId
from clusterctl.config.model.network import Networks
from clusterctl.config.model.scalars import choice
from clusterctl.config.model.section import Known, UnknownValueError, computed, optional
from clusterctl.config.model.version_kinds import ConfigContract, KubernetesVersion, TalosVersion

PLAIN_TALOS = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"
"""The schematic of the Image Factory for Talos without extensions."""
CONTAINERD_DOCUMENT_FROM = Minor(1, 14)


class Generator(StrEnum):
    """Who makes machine configuration."""

    TALHELPER = "talhelper"
    TALOSCTL = "talosctl"


def _minor(known: Known) -> Minor:
    return version_of(known["talos_version"]).of


def version_of(text: str) -> Version:
    """A version that has been read, as numbers."""
    found = parse_version(text)
    if found is None:
        raise UnknownValueError(text)
    return found


class Talos(Networks):
    """The keys of Talos and Kubernetes."""

    talos_version: TalosVersion = computed(
        "The version of Talos, without the letter v.",
        "1.13.9",
        lambda known: CHANNELS[known["channel"]].talos,
        "the channel's",
    )
    kubernetes_version: KubernetesVersion = computed(
        "The version of Kubernetes, without the letter v. Talos must be able to run it.",
        "1.35.4",
        lambda known: CHANNELS[known["channel"]].kubernetes,
        "the channel's",
    )
    schematic_id: SchematicId | None = optional(
        "The schematic of the Image Factory that nodes are installed from, for those that name none of their own.",
        PLAIN_TALOS,
        None,
    )
    talos_generator: Annotated[Generator, choice(Generator)] = computed(
        "Who turns the node settings into machine configuration. talhelper ends with Talos 1.13.",
        "talosctl",
        lambda known: Generator(default_generator(_minor(known))),
        "talhelper up to Talos 1.13, talosctl from 1.14",
    )
    talos_config_contract: ConfigContract = computed(
        "The form of machine configuration: that of a Talos release not newer than talos_version. 1.14 writes "
        "typed documents only.",
        "1.13",
        lambda known: default_contract(_minor(known)),
        "that of talos_version, at most 1.13",
    )

    @property
    def talos_minor(self) -> Minor:
        """The minor release of Talos."""
        return version_of(self.talos_version).of

    @property
    def talhelper_enabled(self) -> bool:
        """Whether talhelper makes the machine configuration, from talconfig.yaml."""
        return self.talos_generator is Generator.TALHELPER

    @property
    def talos_documents(self) -> bool:
        """Whether machine configuration is written as typed documents only."""
        return self.talos_config_contract is Contract.V1_14

    @property
    def containerd_document(self) -> bool:
        """Whether Talos takes containerd settings as a document; from 1.14 it warns of the file, in every contract."""
        return self.talos_minor >= CONTAINERD_DOCUMENT_FROM
