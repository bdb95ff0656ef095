"""The example that ships with the program is what it says: small, valid, sealed, and completely commented."""

from __future__ import annotations

import re

import pytest

from clusterctl import resources
from clusterctl.compat.channels import NEWEST
from clusterctl.config.explain import explain_key
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.render.tree import Path
from clusterctl.start.made_secrets import example_secrets
from clusterctl.start.sample import keys
from clusterctl.start.topics import TOPICS

SAMPLE = resources.examples()[Path("cluster.yaml")]
SEALED = resources.examples()[Path("secrets.sops.yaml")].encode()
SECRETS, SAID = read_secrets("secrets.sops.yaml", SEALED)
NOT_ALONE = {
    "repository_url": "repository_name is there",
    "cilium_bgp_router_addr": "all three or none",
    "cilium_bgp_router_asn": "all three or none",
    "cilium_bgp_node_asn": "all three or none",
    "cilium_lb_pool_cidr": "the load balancers are elsewhere",
    "network_policies_mode": "of no use while there are no policies",
    "unifi_host": "its API key is missing",
    "backup_s3_endpoint": "all of the backup or nothing",
    "backup_s3_bucket": "all of the backup or nothing",
    "backup_age_public_key": "all of the backup or nothing",
}
"""Optional keys that need others: their lines are judged by their form alone."""


def test_it_is_valid_without_a_single_warning() -> None:
    cluster, problems = understand(read_source("cluster.yaml", SAMPLE.encode()), SECRETS)
    assert (SAID, problems) == ((), ())
    assert cluster is not None
    assert (cluster.channel, cluster.cilium_bgp_enabled) == (NEWEST.name, False)
    assert [node.controller for node in cluster.nodes] == [True, True, True]


def test_its_secrets_are_sealed_for_the_recipient_that_it_names() -> None:
    data = read_source("cluster.yaml", SAMPLE.encode()).data
    assert data["age_recipients"] == sorted(SECRETS.recipients)


def test_its_secrets_are_those_that_init_makes() -> None:
    made = {*example_secrets(bytes), "flux_webhook_token", "deploy_key"}
    assert {place[0] for place in SECRETS.tokens} == made


@pytest.mark.parametrize("key", keys(SAMPLE))
def test_every_key_that_it_shows_exists(key: str) -> None:
    assert explain_key(key) is not None


def test_no_key_is_shown_twice() -> None:
    assert len(set(keys(SAMPLE))) == len(keys(SAMPLE))


def test_every_key_that_init_asks_for_is_shown() -> None:
    assert {topic.key for topic in TOPICS} <= set(keys(SAMPLE))


@pytest.mark.parametrize("key", [key for key in keys(SAMPLE) if f"\n# {key}: " in SAMPLE])
def test_every_optional_line_is_right_once_it_is_no_comment(key: str) -> None:
    text = SAMPLE.replace(f"\n# {key}: ", f"\n{key}: ")
    assert text != SAMPLE
    problems = understand(read_source("cluster.yaml", text.encode()), SECRETS)[1]
    forms = [problem for problem in problems if re.fullmatch("C0..|C807", problem.code.id)]
    assert [problem.message for problem in (forms if key in NOT_ALONE else problems)] == []


def test_no_line_is_wider_than_a_page() -> None:
    assert max(map(len, SAMPLE.splitlines())) <= 120
