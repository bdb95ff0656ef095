"""The description as a whole: all problems at once, one for each fault, and nothing that only follows from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterctl.config.codes import nodes, reading, secrets
from clusterctl.config.document import UNFIT
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.problem import Severity, errors
from tests.unit.config.described import ABSENT, cluster, judged, keys, node
from tests.unit.config.sealed import TOKEN, sealed, sealed_text


def test_a_valid_description_gives_a_cluster_and_no_word() -> None:
    found, problems = judged()
    assert isinstance(found, Cluster)
    assert problems == ()


def test_warnings_come_beside_a_cluster() -> None:
    found, problems = judged(nodes=[node(1), node(2)])
    assert found is not None
    assert [(problem.code, problem.severity) for problem in problems] == [(nodes.EVEN_CONTROLLERS, Severity.WARNING)]


def test_all_problems_show_at_once_in_order_of_their_lines() -> None:
    _, problems = judged(
        channel="2025.01", node_cidr="10.0.0.5/24", cluster_api_addr="x", nodes=[node(1, mtu=1), node(2, disk="sda")]
    )
    told = ["channel", "node_cidr", "cluster_api_addr", "nodes[0].mtu", "nodes[1].disk"]
    assert [key for key in keys(problems) if key != "nodes"] == told
    lines = [problem.at.line for problem in problems]
    assert lines == sorted(lines)


def test_a_node_with_a_bad_name_still_has_its_other_keys_judged() -> None:
    _, problems = judged(
        nodes=[node(1, name="A B", address="10.9.0.1"), node(2, mac_addr="00:00:5e:00:53:21"), node(3)]
    )
    assert keys(problems) == ["nodes[0].name", "nodes[0].address", "nodes[1].mac_addr"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # an unknown value is compared with nothing
        ({"node_cidr": "10.0.0.5/24"}, ["node_cidr"]),
        ({"nodes": "three"}, ["nodes"]),
        ({"channel": "2024.01"}, ["channel"]),
        ({"talos_version": "v1.12.1"}, ["talos_version"]),
        ({"dns_provider": "cloudfare", "cloudflare_gateway_addr": ABSENT}, ["dns_provider"]),
        ({"ingress_mode": "tunnel"}, ["ingress_mode"]),
        ({"repository_name": "home"}, ["repository_name"]),
        ({"unifi_host": "192.168.1.1", "cluster_dns_gateway_addr": ABSENT}, ["unifi_host"]),
        (
            {"cilium_bgp_router_addr": "x", "cilium_bgp_router_asn": 1, "cilium_bgp_node_asn": 2},
            ["cilium_bgp_router_addr"],
        ),
        ({"backup_s3_endpoint": "x", "backup_s3_bucket": "etcd", "backup_age_public_key": ""}, ["backup_s3_endpoint"]),
        ({"schematic_id": "x"}, ["schematic_id"]),
        ({"age_recipients": ["x"]}, ["age_recipients[0]"]),
        ({"cluster_svc_cidr": "10.42.0.0/30"}, ["cluster_svc_cidr"]),
        # neither is one that stands under another name
        ({"nodes": [node(1, controller=ABSENT, role="controlplane")]}, ["nodes[0].role"]),
        ({"cloudflare_domain": ABSENT, "domain": "example.com"}, ["domain"]),
        ({"repository_name": ABSENT, "repo": "example/home"}, ["repo"]),
        # nor does one wrong network make every address wrong
        ({"node_cidr": "10.1.0.0/24"}, ["node_cidr"]),
        ({"node_cidr": "10.1.0.0/24", "cilium_lb_pool_cidr": "10.0.0.8/29"}, ["node_cidr"]),
        # nor a wrong pool
        ({"cilium_lb_pool_cidr": "10.9.0.0/24"}, ["cilium_lb_pool_cidr"]),
    ],
)
def test_one_fault_gives_one_problem(changes: dict[str, object], told: list[str]) -> None:
    found, problems = judged(**changes)
    assert found is None
    assert keys(errors(problems)) == told


def test_a_blank_secret_is_told_where_it_stands_and_not_as_missing() -> None:
    present, problems = read_secrets(
        "secrets.sops.yaml", sealed_text({"cloudflare_token": "", "flux_webhook_token": TOKEN})
    )
    _, more = judged(present, dns_provider="cloudflare", ingress_mode="direct")
    assert [problem.code for problem in problems] == [secrets.BLANK_SECRET]
    assert more == ()


def test_a_missing_secret_is_told_at_the_setting_that_wants_it() -> None:
    _, (problem,) = judged(sealed(["cloudflare_token", "flux_webhook_token"]), ingress_mode="cloudflare-tunnel")
    assert (problem.code, problem.key) == (secrets.SECRET_MISSING, "cloudflare_tunnel")
    assert problem.at.path == "cluster.yaml"
    assert problem.at.line > 1
    assert "cloudflared tunnel create" in problem.hint


def test_a_missing_secret_that_a_default_wants_is_told_at_the_secrets_file() -> None:
    _, (problem,) = judged(sealed(["cloudflare_token", "cloudflare_tunnel"]))
    assert (problem.key, problem.at.path) == ("flux_webhook_token", "secrets.sops.yaml")


def test_a_secrets_file_that_is_not_there_is_one_problem_that_names_what_it_must_hold() -> None:
    missing, _ = read_secrets("secrets.sops.yaml", None)
    _, (problem,) = judged(missing)
    assert problem.at.path == "secrets.sops.yaml"
    assert all(name in problem.message for name in ("cloudflare_token", "cloudflare_tunnel", "flux_webhook_token"))


def test_the_domain_may_stand_in_the_secrets() -> None:
    names = ["cloudflare_domain", "cloudflare_token", "cloudflare_tunnel", "flux_webhook_token"]
    assert cluster(sealed(names), cloudflare_domain=ABSENT).cloudflare_domain == ""


def test_problems_are_related_to_the_other_place() -> None:
    _, (problem,) = judged(cluster_gateway_addr="10.0.0.22")
    assert problem.message == "cluster_gateway_addr 10.0.0.22 is also nodes[1].address"
    assert [span.path for span in problem.related] == ["cluster.yaml"]
    assert problem.related[0].line > problem.at.line


@pytest.mark.parametrize("changes", [{"cluster_name": "\x1b[31mred"}, {"\x1b[31mred": 1}, {"unifi_host": "\x07"}])
def test_no_problem_carries_a_command_for_the_terminal(changes: dict[str, object]) -> None:
    _, problems = judged(**changes)
    assert problems
    assert all(f"{problem.message}{problem.hint}{problem.key}".isprintable() for problem in problems)


def test_an_empty_description_asks_for_every_required_key_once() -> None:
    required = [name for name, info in Cluster.model_fields.items() if info.is_required()]
    found, problems = understand(read_source("cluster.yaml", b"vars: {}\n"), sealed())
    assert found is None
    told = [problem.key for problem in problems if problem.code is reading.MISSING]
    assert sorted(told) == sorted(required)


TEXT = st.text(max_size=12).filter(lambda text: not UNFIT.search(text))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXT, st.sampled_from(["10.0.0.0/24", "10.0.0.1"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(Cluster.model_fields)), VALUES, max_size=4))
def test_any_values_are_understood_or_told_and_never_more_than_that(changes: dict[str, object]) -> None:
    found, problems = judged(**changes)
    assert (found is None) == bool(errors(problems))
    for problem in problems:
        assert problem.message.startswith(problem.key)
        assert problem.at.line


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("name", "address", "controller", "disk", "mac_addr", "mtu"), VALUES)
    )
)
def test_any_values_of_a_node_are_understood_or_told(changes: dict[str, object]) -> None:
    found, problems = judged(nodes=[node(1, **changes), node(2), node(3)])
    assert (found is None) == bool(errors(problems))
