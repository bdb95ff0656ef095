"""Parts of one Talos document, written apart in cluster.yaml, become one document of a file."""

from __future__ import annotations

from clusterctl.config.model.documents import put_together

DHCP = {"apiVersion": "v1alpha1", "kind": "DHCPv4Config", "name": "eth1"}


def test_parts_of_one_document_are_merged_as_talos_merges_patches() -> None:
    first = {"machine": {"sysctls": {"a": "1", "b": "1"}, "certSANs": ["one"]}}
    second = {"machine": {"sysctls": {"b": "2"}, "certSANs": ["two"]}, "cluster": {"etcd": {}}}
    merged = {"machine": {"sysctls": {"a": "1", "b": "2"}, "certSANs": ["one", "two"]}, "cluster": {"etcd": {}}}
    assert put_together([first, second]) == (merged,)
    assert first == {"machine": {"sysctls": {"a": "1", "b": "1"}, "certSANs": ["one"]}}


def test_documents_of_another_kind_or_name_stay_apart_and_in_order() -> None:
    other = {**DHCP, "name": "eth2"}
    machine: dict[str, object] = {"machine": {}}
    assert put_together([machine, DHCP, other, {**DHCP, "routeMetric": 512}]) == (
        machine,
        {**DHCP, "routeMetric": 512},
        other,
    )


def test_of_a_setting_and_its_deletion_the_later_one_counts() -> None:
    delete, time = {"machine": {"time": {"$patch": "delete"}}}, {"machine": {"time": {"servers": ["10.0.0.1"]}}}
    assert put_together([time, delete]) == (delete,)
    assert put_together([delete, time]) == (time,)
