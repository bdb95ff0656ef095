"""What there is to know about a key."""

from __future__ import annotations

import pytest

from clusterctl.config.explain import all_keys, explain_key
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.secrets import SECRETS


@pytest.mark.parametrize(
    ("asked", "key", "type_", "default"),
    [
        ("node_cidr", "node_cidr", "IPv4 network", "required"),
        ("node_default_gateway", "node_default_gateway", "IPv4 address", "the first address of node_cidr"),
        ("node_dns_servers", "node_dns_servers", "list of IPv4 address", "[1.1.1.1, 1.0.0.1]"),
        ("nodes[].disk", "nodes[].disk", "disk", "required"),
        ("nodes[2].disk", "nodes[].disk", "disk", "required"),
        ("nodes.disk", "nodes[].disk", "disk", "required"),
        ("apps.<id>.version", "apps.<id>.version", "chart version", ""),
        ("apps.network/envoy-gateway.enabled", "apps.<id>.enabled", "boolean", ""),
        ("apps", "apps", "map", "{}"),
        ("cilium_loadbalancer_mode", "cilium_loadbalancer_mode", "choice", "dsr"),
        ("node_vlan_tag", "node_vlan_tag", "number", ""),
    ],
)
def test_a_key_is_explained_however_it_is_written(asked: str, key: str, type_: str, default: str) -> None:
    found = explain_key(asked)
    assert found is not None
    assert (found.key, found.type, found.default) == (key, type_, default)


@pytest.mark.parametrize("asked", ["nope", "nodes.nope", "nodes[].name.more", "apps.x.y.z", ""])
def test_a_key_that_does_not_exist_has_no_explanation(asked: str) -> None:
    assert explain_key(asked) is None


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_explained_with_the_command_that_sets_it(name: str) -> None:
    found = explain_key(name)
    assert found is not None
    assert found.description


def test_a_secret_that_is_no_key_leads_to_the_command() -> None:
    found = explain_key("cloudflare_tunnel")
    assert found is not None
    assert "clusterctl secrets set cloudflare_tunnel" in found.description
    assert "TunnelID" in found.type


def test_every_key_has_a_description_a_type_and_an_example() -> None:
    for found in all_keys():
        assert found.description.endswith("."), found.key
        assert found.type, found.key
        assert found.example, found.key


def test_keys_come_in_the_order_of_the_model_with_inner_keys_behind_them() -> None:
    names = [found.key for found in all_keys()]
    assert [name for name in names if "." not in name] == list(Cluster.model_fields)
    assert names[names.index("nodes") + 1] == "nodes[].name"
    assert len(set(names)) == len(names)
