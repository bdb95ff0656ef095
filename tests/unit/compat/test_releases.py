"""The version rules of Talos, and the channels."""

from __future__ import annotations

import pytest

from clusterctl.compat.channels import CHANNELS, NEWEST, POST_QUANTUM_CHANNELS
from clusterctl.compat.releases import (
    RELEASES,
    Contract,
    Support,
    configured,
    default_contract,
    default_generator,
    supports,
    upgradeable,
)
from clusterctl.compat.versions import Minor, Version, parse_minor, parse_version


def version(text: str) -> Version:
    """A version that must be one."""
    found = parse_version(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.12.1", Version(1, 12, 1)),
        ("0.0.0", Version(0, 0, 0)),
        ("v1.12.1", None),
        ("1.12", None),
        ("1.12.01", None),
        ("1.14.0-rc.1", None),
        ("1.12.1\n", None),
        ("", None),
    ],
)
def test_a_version_is_three_numbers(text: str, found: Version | None) -> None:
    assert parse_version(text) == found
    assert found is None or str(found) == text


def test_a_minor_is_two_numbers_and_orders_as_numbers() -> None:
    assert parse_minor("1.12") == Minor(1, 12)
    assert parse_minor("1.12.1") is None
    assert Minor(1, 9) < Minor(1, 10)
    assert version("1.9.20").of == Minor(1, 9)


@pytest.mark.parametrize(
    ("talos", "kubernetes", "support"),
    [
        ((1, 12), "1.30.0", Support.TESTED),
        ((1, 12), "1.35.98", Support.TESTED),
        ((1, 12), "1.35.99", Support.REFUSED),
        ((1, 12), "1.36.0", Support.REFUSED),
        ((1, 12), "1.29.9", Support.REFUSED),
        ((1, 14), "1.33.0", Support.TESTED),
        ((1, 14), "1.32.5", Support.UNTESTED),
        ((1, 14), "1.31.9", Support.REFUSED),
        ((1, 14), "2.33.0", Support.REFUSED),
    ],
)
def test_each_talos_runs_its_range_of_kubernetes(talos: tuple[int, int], kubernetes: str, support: Support) -> None:
    assert supports(RELEASES[Minor(*talos)], version(kubernetes)) is support


@pytest.mark.parametrize(
    ("target", "host", "possible"),
    [((1, 14), "1.12.0", True), ((1, 14), "1.11.6", False), ((1, 12), "1.13.9", True), ((1, 12), "1.14.0", False)],
)
def test_a_host_can_be_upgraded_over_two_minors_and_go_back_one(
    target: tuple[int, int], host: str, *, possible: bool
) -> None:
    assert upgradeable(RELEASES[Minor(*target)], version(host)) is possible


def test_configuration_is_written_for_releases_that_have_a_contract() -> None:
    assert [str(release.minor) for release in configured()] == ["1.12", "1.13", "1.14"]
    assert [release.contract for release in configured()] == list(Contract)


def test_nobody_gets_typed_documents_without_asking() -> None:
    assert [default_contract(release.minor) for release in configured()] == ["1.12", "1.13", "1.13"]
    assert [default_generator(release.minor) for release in configured()] == ["talhelper", "talhelper", "talosctl"]


@pytest.mark.parametrize("name", CHANNELS)
def test_the_versions_of_a_channel_fit_together(name: str) -> None:
    found = CHANNELS[name]
    talos, kubernetes = version(found.talos), version(found.kubernetes)
    assert supports(RELEASES[talos.of], kubernetes) is Support.TESTED
    low, high = found.kubernetes_tested
    assert low <= kubernetes.of <= high
    assert found.tools["talosctl"] == found.talos
    assert found.tools["kubectl"] == found.kubernetes
    assert all(parse_version(pin) for pin in found.tools.values())


def test_the_newest_channel_comes_first_and_knows_post_quantum_keys() -> None:
    assert next(iter(CHANNELS)) == NEWEST.name
    assert (NEWEST.name,) == POST_QUANTUM_CHANNELS
