"""The JSON Schema: an editor accepts what the program accepts, and knows every key."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clusterctl.config.explain import all_keys
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.schema import json_schema
from tests.unit.config.described import ABSENT, judged, node, settings
from tests.unit.config.sealed import sealed

SCHEMA: dict[str, Any] = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def accepted(value: object) -> bool:
    """Whether an editor has nothing to say."""
    return bool(VALIDATOR.is_valid(value))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_has_a_description_and_an_example() -> None:
    objects = [SCHEMA, *SCHEMA["$defs"].values()]
    described = [entry for each in objects for entry in each["properties"].values()]
    assert len(described) == len(all_keys())
    for entry in described:
        assert entry["description"].endswith(".")
        assert len(entry["examples"]) == 1
        assert not {"was", "shown"} & set(entry)


def test_every_default_is_named() -> None:
    required = set(SCHEMA["required"])
    for name, info in Cluster.model_fields.items():
        entry = SCHEMA["properties"][name]
        fixed = not info.is_required() and info.default_factory is None and info.default not in (None, "")
        assert fixed <= ("default" in entry), name
        assert (info.default_factory is not None) <= ("Default: " in entry["description"]), name
        assert info.is_required() == (name in required), name


@pytest.mark.parametrize("key", [found.key for found in all_keys() if "." not in found.key])
def test_the_example_of_a_key_is_accepted(key: str) -> None:
    example = SCHEMA["properties"][key]["examples"][0]
    assert accepted(settings(**{key: example}))


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": 2026.11},
        {"channel": "2026.01", "talos_config_contract": 1.12},
        {"cilium_bgp_router_asn": "64513", "cilium_bgp_node_asn": 64514, "cilium_bgp_router_addr": "10.0.0.1"},
        {"node_vlan_tag": "20"},
        {"node_vlan_tag": 20},
        {"node_vlan_tag": ""},
        {"node_vlan_tag": None},
        {"apps": None},
        {"nodes": [node(1, disk=66000.0, name="yes", mac_addr="AA:BB:CC:00:53:0D", mtu="9000")]},
        {"nodes": [node(1, disk=4711)]},
        {"nodes": [node(1, patches=["talos/x.yaml", {"machine": {}}], schematic_id="")]},
        {"apps": {"default/echo": {"enabled": False, "version": "1.2.3", "values": {"a": None}}}},
        {"vars": {"a": [1, {"b": None}]}},
        {"node_ntp_servers": ["pool.ntp.org", "10.0.0.1"]},
        {"cilium_lb_pool_cidr": "10.0.0.8/29"},
    ],
)
def test_what_the_model_accepts_the_schema_accepts(changes: dict[str, object]) -> None:
    described = settings(**changes)
    found, problems = judged(sealed(), **changes)
    assert found is not None, [problem.message for problem in problems]
    assert accepted(described)


@pytest.mark.parametrize(
    "changes",
    [
        {"node_cidr": ABSENT},
        {"node_cdir": "10.0.0.0/24"},
        {"node_cidr": "10.0.0.0"},
        {"cluster_api_addr": "10.0.0.300"},
        {"cilium_loadbalancer_mode": "drs"},
        {"channel": "2025.01"},
        {"node_vlan_tag": 4095},
        {"hubble_enabled": "yes"},
        {"nodes": [node(1, controller="true")]},
        {"nodes": [node(1, role="controlplane")]},
        {"apps": {"echo": {"enabled": False}}},
    ],
)
def test_what_is_plainly_wrong_an_editor_tells_too(changes: dict[str, object]) -> None:
    assert not accepted(settings(**changes))
