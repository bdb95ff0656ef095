"""Chart versions: order and ranges."""

from __future__ import annotations

import pytest

from clusterctl.catalog.version import fits, higher, is_range


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("1.9.0", "1.10.0"),
        ("v1.19.2", "v1.19.3"),
        ("1.19.2", "v1.19.3"),
        ("1.0.0-rc.1", "1.0.0"),
        ("1.0.0-rc.2", "1.0.0-rc.10"),
        ("1.0.0-alpha", "1.0.0-beta"),
        ("2025.11.1", "2026.9.1"),
        ("39", "40"),
        ("latest", "0.0.1"),
    ],
)
def test_the_higher_version_is_found_from_either_side(low: str, high: str) -> None:
    assert higher(low, high) == high
    assert higher(high, low) == high


@pytest.mark.parametrize(
    ("version", "bounds", "expected"),
    [
        ("1.20.2", ">=1.20", True),
        ("v1.19.9", ">=1.20", False),
        ("1.20.0", ">1.20", False),
        ("1.20.0", "==1.20", True),
        ("1.5.0", ">=1.2, <2", True),
        ("2.0.0", ">=1.2,<2", False),
        ("1.5.0", "!=1.5", False),
        ("1.5.0", "<=1.5", True),
    ],
)
def test_a_version_fits_a_range_or_not(version: str, bounds: str, expected: bool) -> None:  # noqa: FBT001
    assert fits(version, bounds) is expected


@pytest.mark.parametrize("bounds", ["1.20", "~1.2", ">=", ">=x", ">=1.2,", ""])
def test_what_is_no_range_is_recognised(bounds: str) -> None:
    assert not is_range(bounds)


@pytest.mark.parametrize("bounds", [">=1.20", ">=1.20,<2", "!=v1.2.3-rc.1"])
def test_what_is_a_range_is_recognised(bounds: str) -> None:
    assert is_range(bounds)
