"""Talos, Kubernetes, the generator and the contract fit together."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.compat.channels import CHANNELS
from clusterctl.compat.releases import RELEASES, Support, supports
from clusterctl.compat.versions import Minor, parse_minor
from clusterctl.config.codes import versions as codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.talos import Generator, version_of
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc
from clusterctl.problem import Severity

VERSION_KEYS: tuple[Loc, ...] = (("kubernetes_version",), ("talos_version",), ("channel",))


def talos_runs_kubernetes(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Talos accepts the Kubernetes version; one that it does not test is told."""
    release = RELEASES[cluster.talos_minor]
    support = supports(release, version_of(cluster.kubernetes_version))
    if support is Support.TESTED:
        return
    refused = support is Support.REFUSED
    low, high = release.kubernetes_code if refused else release.kubernetes_docs
    verb = "runs" if refused else "is tested with"
    says = f"{cluster.kubernetes_version} does not fit: Talos {cluster.talos_version} {verb} {low} to {high}"
    code = codes.VERSION_PAIR if refused else codes.UNTESTED_PAIR
    key = (cluster.given("kubernetes_version", "talos_version") or ("kubernetes_version",))[0]
    if key == "talos_version":
        says = f"{cluster.talos_version} {verb} Kubernetes {low} to {high}, not {cluster.kubernetes_version}"
    severity = Severity.ERROR if refused else Severity.WARNING
    yield Fault(code, (key,), says, f"choose a Kubernetes version from {low} to {high}", VERSION_KEYS, severity)


def charts_run_on_kubernetes(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The channel's charts were tried with the Kubernetes version."""
    channel = CHANNELS[cluster.channel]
    version = version_of(cluster.kubernetes_version)
    low, high = channel.kubernetes_tested
    if not low <= version.of <= high and supports(RELEASES[cluster.talos_minor], version) is Support.TESTED:
        says = f"{version} is outside of what the apps of channel {channel.name} are tested with: {low} to {high}"
        hint = f"choose a Kubernetes version from {low} to {high}"
        key = ("kubernetes_version",)
        yield Fault(codes.UNTESTED_PAIR, key, says, hint, VERSION_KEYS, severity=Severity.WARNING)


def generator_is_able(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Talhelper makes no configuration for Talos 1.14."""
    generator, minor = cluster.talos_generator, cluster.talos_minor
    if generator.value not in RELEASES[minor].generators:
        says = f"is {generator} and cannot make configuration for Talos {minor}"
        hint = f"set talos_generator: {Generator.TALOSCTL}, or remove it"
        at: tuple[Loc, ...] = (("talos_generator",), ("talos_version",), ("channel",))
        yield Fault(codes.GENERATOR, ("talos_generator",), says, hint, at)


def contract_is_understood(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """The contract is not newer than Talos."""
    contract, minor = cluster.talos_config_contract, cluster.talos_minor
    if (parse_minor(contract) or Minor(0, 0)) > minor:
        says = f"is {contract} and Talos {minor} cannot read it"
        hint = f"use a contract up to {minor}, or remove the key"
        at: tuple[Loc, ...] = (("talos_config_contract",), ("talos_version",), ("channel",))
        yield Fault(codes.CONTRACT, ("talos_config_contract",), says, hint, at)
