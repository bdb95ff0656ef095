"""Who owns a pin, as a table: what cluster.yaml names, the channel's, the repository's, and the last base of ours."""

from __future__ import annotations

import pytest

from clusterctl.catalog.pins import Owner, decide

CHANNEL, CLUSTER, REPOSITORY = Owner.CHANNEL, Owner.CLUSTER, Owner.REPOSITORY


@pytest.mark.parametrize(
    ("named", "channel", "disk", "base", "version", "owner", "said"),
    [
        ("", "2.2.7", "", "", "2.2.7", CHANNEL, []),
        ("", "2.2.7", "2.2.7", "2.2.7", "2.2.7", CHANNEL, []),
        ("", "2.2.7", "2.2.9", "2.2.7", "2.2.9", REPOSITORY, []),
        ("", "2.2.7", "2.2.5", "2.2.7", "2.2.5", REPOSITORY, []),
        ("", "2.2.8", "2.2.7", "2.2.7", "2.2.8", CHANNEL, []),
        ("", "2.2.8", "2.2.9", "2.2.7", "2.2.9", REPOSITORY, ["2.2.7", "2.2.8", "2.2.9"]),
        ("", "2.3.0", "2.2.9", "2.2.7", "2.3.0", CHANNEL, ["2.2.7", "2.2.9", "2.3.0"]),
        ("", "2.2.9", "2.2.9", "2.2.7", "2.2.9", CHANNEL, []),
        ("", "2.2.7", "2.2.9", "", "2.2.9", REPOSITORY, []),
        ("2.2.8", "2.2.7", "2.2.9", "2.2.7", "2.2.8", CLUSTER, ["2.2.8", "2.2.9"]),
        ("2.2.8", "2.2.7", "2.2.7", "2.2.7", "2.2.8", CLUSTER, []),
        ("2.2.8", "2.2.7", "2.2.8", "2.2.7", "2.2.8", CLUSTER, []),
        ("", "2.2.7", "2.2.8", "2.2.8", "2.2.7", CHANNEL, []),
    ],
)
def test_the_owner_rule_decides(  # noqa: PLR0913, PLR0917
    named: str, channel: str, disk: str, base: str, version: str, owner: Owner, said: list[str]
) -> None:
    pin = decide(named, channel, disk, base)
    assert (pin.version, pin.owner, pin.ours) == (version, owner, named or channel)
    assert bool(pin.note) is bool(said)
    assert all(word in pin.note for word in said)
