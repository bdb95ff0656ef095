"""The ways in and the names: what must agree across files, and what a newer chart would take amiss."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any, TypeAlias

import pytest
import yaml

from clusterctl import pipeline
from clusterctl.render.tree import Found
from clusterctl.write.repository import read_repository
from tests.support import golden

Parsed: TypeAlias = Any
"""What stands in a YAML file: a test that expects another form than there is fails."""

CASES = ("everything", "three-controllers", "one-node", "documents")
NETWORK = "kubernetes/apps/network"


@cache
def tree(case: str, more: str = "") -> dict[str, str]:
    """The rendered tree of a golden case, with lines of cluster.yaml added."""
    raw = read_repository(golden.CASES / case, "cluster.yaml")
    raw = replace(raw, settings=raw.settings + more.encode())
    return {str(path): file.text for path, file in pipeline.picture(pipeline.describe(raw), Found()).tree.items()}


def values(case: str, app: str, more: str = "") -> Parsed:
    """The chart values of an app."""
    return yaml.safe_load(tree(case, more)[f"kubernetes/apps/{app}/app/helmrelease.yaml"])["spec"]["values"]


def objects(case: str, kind: str) -> dict[str, Parsed]:
    """The objects of a kind by name, wherever they stand."""
    texts = (text for path, text in tree(case).items() if path.startswith("kubernetes/"))
    found = (one for text in texts for one in yaml.safe_load_all(text))
    return {one["metadata"]["name"]: one for one in found if one["kind"] == kind}


def tunnel(more: str = "") -> Parsed:
    """What cloudflared is told."""
    told = values("three-controllers", "network/cloudflare-tunnel", more)
    return yaml.safe_load(told["configMaps"]["config"]["data"]["config.yaml"])


@pytest.mark.parametrize("case", CASES)
def test_the_gateways_take_the_secret_that_the_certificate_makes(case: str) -> None:
    (certificate,) = (one for one in objects(case, "Certificate").values() if one["spec"].get("dnsNames"))
    listeners = [one for gateway in objects(case, "Gateway").values() for one in gateway["spec"]["listeners"]]
    taken = {ref["name"] for one in listeners if one["protocol"] == "HTTPS" for ref in one["tls"]["certificateRefs"]}
    assert taken == {certificate["spec"]["secretName"]}
    assert certificate["spec"]["dnsNames"] == ["${SECRET_DOMAIN}", "*.${SECRET_DOMAIN}"]
    assert certificate["spec"]["issuerRef"]["name"] in objects(case, "ClusterIssuer")


@pytest.mark.parametrize("case", CASES)
def test_every_route_hangs_on_a_gateway_that_is_there(case: str) -> None:
    gateways = objects(case, "Gateway")
    routes = [one["spec"]["parentRefs"] for one in objects(case, "HTTPRoute").values()]
    assert routes
    assert {parent["name"] for parents in routes for parent in parents} <= gateways.keys()


def test_without_a_way_in_from_the_internet_nothing_speaks_of_one() -> None:
    assert not [path for path, text in tree("one-node").items() if "envoy-external" in text or "cloudflare-" in path]


@pytest.mark.parametrize(("more", "gateway"), [("", "envoy-external"), ("ingress_mode: none\n", "envoy-internal")])
def test_the_webhook_and_echo_hang_on_the_outermost_gateway_that_there_is(more: str, gateway: str) -> None:
    route = yaml.safe_load(
        tree("three-controllers", more)["kubernetes/apps/flux-system/flux-instance/app/httproute.yaml"]
    )
    parents = route["spec"]["parentRefs"] + values("three-controllers", "default/echo", more)["httpRoute"]["parentRefs"]
    assert [parent["name"] for parent in parents] == [gateway, gateway]


@pytest.mark.parametrize(
    ("case", "app"),
    [
        ("three-controllers", "network/cloudflare-dns"),
        ("everything", "network/cloudflare-dns"),
        ("everything", "network/unifi-dns"),
    ],
)
def test_external_dns_is_told_the_annotation_prefix_that_everything_else_uses(case: str, app: str) -> None:
    told = values(case, app)
    assert (told["annotationPrefix"], told["policy"]) == ("external-dns.alpha.kubernetes.io/", "sync")
    annotations = re.findall(r"(external-dns[a-z.]*)/[a-z]+:", "\n".join(tree(case).values()))
    assert set(annotations) == {"external-dns.alpha.kubernetes.io"}


def test_the_tunnel_serves_the_domain_itself_and_all_names_below_it() -> None:
    rules = tunnel()["ingress"]
    assert [rule.get("hostname") for rule in rules] == ["${SECRET_DOMAIN}", "*.${SECRET_DOMAIN}", None]
    assert rules[-1]["service"] == "http_status:404"


@pytest.mark.parametrize(("more", "trusting"), [("", None), ("acme_staging: true\n", True)])
def test_only_with_the_staging_service_the_tunnel_takes_a_certificate_that_nobody_trusts(
    more: str, trusting: object
) -> None:
    assert tunnel(more)["originRequest"].get("noTLSVerify") is trusting


@pytest.mark.parametrize("case", CASES)
def test_the_domain_stands_in_no_manifest_that_is_not_sealed(case: str) -> None:
    domain = golden.described(case).cluster.cloudflare_domain
    clear = [text for path, text in tree(case).items() if path.startswith("kubernetes/") and ".sops." not in path]
    assert not domain or not any(domain in text for text in clear)


@pytest.mark.parametrize("case", CASES)
def test_flux_knows_everything_that_a_manifest_leaves_to_it(case: str) -> None:
    secret = yaml.safe_load(tree(case)["kubernetes/components/sops/cluster-secrets.sops.yaml"])
    manifests = [text for path, text in tree(case).items() if path.startswith("kubernetes/apps/")]
    wanted = {name for text in manifests for name in re.findall(r"(?<!\$)\$\{([A-Za-z_0-9]+)", text)}
    assert wanted == secret["stringData"].keys()


def test_whether_the_unifi_controller_s_certificate_is_checked_is_a_setting() -> None:
    wanted = golden.described("everything").cluster.unifi_skip_tls_verify
    webhook = values("everything", "network/unifi-dns")["provider"]["webhook"]
    assert {"name": "UNIFI_SKIP_TLS_VERIFY", "value": str(wanted).lower()} in webhook["env"]
    assert webhook["readinessProbe"]["httpGet"]["path"] == "/readyz"


@pytest.mark.parametrize(
    ("case", "part"), [("everything", "controllers"), ("one-node", "controllers"), ("documents", "httpRoute")]
)
def test_echo_is_told_in_the_words_of_the_chart_that_the_channel_takes(case: str, part: str) -> None:
    assert part in values(case, "default/echo")


def test_the_name_server_runs_as_a_user_because_its_image_names_none() -> None:
    context = values("three-controllers", "network/k8s-gateway")["podSecurityContext"]
    assert (context["runAsNonRoot"], context["runAsUser"], context["runAsGroup"]) == (True, 65534, 65534)
