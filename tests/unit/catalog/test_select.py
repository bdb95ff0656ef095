"""Choosing from a catalogue: what is on and why, in which version and order, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath as Path

import pytest

from clusterctl.catalog.select import Selection, select
from clusterctl.catalog.selection import ImagePin
from clusterctl.problem import Problem, Severity
from tests.unit.catalog.sample import APPS, CHART, catalog_of, description, secrets_of

BGP = "cilium_bgp_router_addr: 10.0.0.1\ncilium_bgp_router_asn: 64513\ncilium_bgp_node_asn: 64514\n"
HOPPING = {f"{APPS}/kube-system/net/_app.yaml": CHART.replace("}}", "}, hops: minor}")}
LINES = 14
"""Lines of the sample's cluster.yaml: what a test adds stands below them."""


@dataclass
class Disk:
    pins: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    patches: frozenset[Path] = frozenset()
    charts: Mapping[str, str] = field(default_factory=dict)


def choose(
    added: str = "", changes: Mapping[str, str | None] | None = None, disk: Disk | None = None
) -> tuple[Selection, tuple[Problem, ...]]:
    cluster, settings = description(added)
    return select(catalog_of(changes), cluster, secrets_of(), disk or Disk(), settings)


def only_problem(added: str = "", changes: Mapping[str, str | None] | None = None, disk: Disk | None = None) -> Problem:
    _, (problem,) = choose(added, changes, disk)
    return problem


def test_apps_are_on_in_the_order_of_need_or_off_and_say_why() -> None:
    selection, problems = choose()
    assert problems == ()
    assert [choice.id for choice in selection.on] == ["kube-system/net", "network/echo"]
    assert {app: choice.why for app, choice in selection.choices.items()} == {
        "kube-system/bgp": "cilium_bgp_enabled is false",
        "kube-system/net": "always",
        "network/echo": "always",
    }


def test_a_condition_that_holds_switches_an_app_on() -> None:
    selection, _ = choose(BGP)
    assert [choice.id for choice in selection.on] == ["kube-system/net", "kube-system/bgp", "network/echo"]
    echo = selection.choices["network/echo"]
    assert selection.waits_for(echo, echo.app.parts[0]) == [("kube-system", "net"), ("kube-system", "bgp")]


def test_versions_images_and_features_are_those_of_the_channel() -> None:
    echo = choose()[0].choices["network/echo"]
    assert (echo.version, echo.pinned_by, echo.chart) == ("1.2.3", "channel", "oci://example.org/charts/NAME")
    assert echo.images == {"main": ImagePin("docker.io/echo", "39")}
    assert echo.features == {"modern": False}


def test_cluster_yaml_pins_a_chart_and_features_follow() -> None:
    selection, problems = choose("apps: {network/echo: {version: 2.1.0, values: {a: 1}}}\n")
    echo = selection.choices["network/echo"]
    assert problems == ()
    assert (echo.version, echo.pinned_by, echo.features, echo.values) == (
        *("2.1.0", "cluster.yaml", {"modern": True}, {"a": 1}),
    )


def test_the_repository_pins_a_chart_when_it_alone_moved_it() -> None:
    disk = Disk({"network/echo": "1.2.9"}, {"network/echo": "1.2.3"})
    selection, problems = choose(disk=disk)
    echo = selection.choices["network/echo"]
    assert problems == ()
    assert echo.pin
    assert (echo.version, echo.pinned_by, echo.pin.ours) == ("1.2.9", "repository", "1.2.3")


@pytest.mark.parametrize(
    ("url", "version"),
    [("oci://example.org/charts/other", "1.2.3"), ("oci://mirror.example.net/NAME", "1.2.9")],
    ids=["another chart", "the same chart from a mirror"],
)
def test_a_version_in_the_repository_counts_for_the_chart_that_it_belongs_to(url: str, version: str) -> None:
    disk = Disk({"network/echo": "1.2.9"}, {"network/echo": "1.2.2"}, charts={"network/echo": url})
    selection, _ = choose(disk=disk)
    assert selection.choices["network/echo"].version == version


def test_a_moving_tag_in_the_repository_is_refused_with_its_file() -> None:
    problem = only_problem(disk=Disk({"network/echo": "latest"}, {"network/echo": "1.2.3"}))
    assert (problem.severity, problem.code.id) == (Severity.ERROR, "A717")
    assert str(problem.at) == "kubernetes/apps/network/echo/app/ocirepository.yaml"
    assert "latest" in problem.message


@pytest.mark.parametrize(
    ("added", "before", "at"),
    [
        ("", "1.0.9", "cluster.yaml:1:1"),
        ("", "2.2.0", "cluster.yaml:1:1"),
        ("apps:\n  kube-system/net:\n    version: 1.4.0\n", "1.2.3", f"cluster.yaml:{LINES + 3}:5"),
    ],
    ids=["up", "down from another major release", "by cluster.yaml"],
)
def test_a_chart_that_goes_one_minor_release_at_a_time_is_warned_of_a_jump(added: str, before: str, at: str) -> None:
    problem = only_problem(added, HOPPING, Disk({"kube-system/net": before}, {"kube-system/net": before}))
    assert (problem.code.id, problem.severity, str(problem.at)) == ("A718", Severity.WARNING, at)
    assert before in problem.message


@pytest.mark.parametrize("before", ["1.1.9", "1.2.0", "1.3.0", "latest", ""])
def test_the_next_minor_release_is_no_jump(before: str) -> None:
    assert choose("", HOPPING, Disk({"kube-system/net": before}, {"kube-system/net": before}))[1] == ()


def test_any_other_chart_may_jump() -> None:
    assert choose("", None, Disk({"kube-system/net": "0.1.0"}, {"kube-system/net": "0.1.0"}))[1] == ()


def test_a_pin_of_cluster_yaml_that_beats_the_repository_is_said_with_both_versions() -> None:
    disk = Disk({"network/echo": "1.2.9"}, {"network/echo": "1.2.3"})
    problem = only_problem("apps:\n  network/echo:\n    version: 1.2.8\n", disk=disk)
    assert (problem.severity, problem.key, problem.at.line) == (Severity.NOTE, "apps.network/echo.version", LINES + 3)
    assert problem.hint == "take apps.network/echo.version away to follow the repository"
    assert "1.2.8" in problem.message
    assert "1.2.9" in problem.message


def test_pins_and_changes_of_a_former_id_move_along() -> None:
    app = f"{APPS}/network/echo/_app.yaml"
    changes = {app: f"was: [default/echo]\n{CHART}", f"{APPS}/network/echo/app/route.yaml.j2": None}
    changes[f"{APPS}/network/echo/app/hubble.yaml"] = None
    disk = Disk({"default/echo": "1.2.9"}, {"default/echo": "1.2.3"})
    selection, (problem,) = choose("apps: {default/echo: {values: {a: 1}}}\n", changes, disk)
    assert (selection.choices["network/echo"].version, selection.choices["network/echo"].values) == ("1.2.9", {"a": 1})
    assert (problem.severity, problem.key) == (Severity.WARNING, "apps.default/echo")
    assert "network/echo" in problem.message


def test_an_unknown_id_is_told_with_the_one_that_was_meant() -> None:
    problem = only_problem("apps:\n  default/echo: {version: 1.0.0}\n")
    assert (problem.at.line, problem.key, problem.hint) == (
        *(LINES + 2, "apps.default/echo", "did you mean network/echo?"),
    )


def test_switching_off_what_another_app_needs_names_both() -> None:
    problem = only_problem("apps:\n  kube-system/net:\n    enabled: false\n")
    assert (problem.code.id, problem.at.line, problem.key) == ("A710", LINES + 3, "apps.kube-system/net")
    assert "kube-system/net is off" in problem.message
    assert "network/echo needs it" in problem.message


def test_an_app_that_needs_one_whose_condition_is_false_is_told_where_it_says_so() -> None:
    new = f"{APPS}/network/new/_app.yaml"
    problem = only_problem(changes={new: f"needs: [kube-system/bgp]\n{CHART}"})
    assert (problem.at.path, problem.at.line) == (f"templates/{new}", 1)
    assert "cilium_bgp_enabled is false" in problem.message


def test_switching_an_app_off_leaves_those_that_can_do_without() -> None:
    selection, problems = choose(BGP + "apps: {kube-system/bgp: {enabled: false}}\n")
    assert problems == ()
    assert selection.choices["kube-system/bgp"].why == "switched off by apps.kube-system/bgp.enabled"


def test_switching_on_an_app_whose_condition_is_false_names_the_condition() -> None:
    problem = only_problem("apps: {kube-system/bgp: {enabled: true}}\n")
    assert (problem.code.id, problem.at.line, problem.key) == ("A711", LINES + 1, "apps.kube-system/bgp.enabled")
    assert "cilium_bgp_enabled" in problem.message


@pytest.mark.parametrize("key", ["version: 1.0.0", "values: {a: 1}"])
def test_an_app_without_a_chart_takes_no_version_and_no_values(key: str) -> None:
    app = f"{APPS}/network/plain"
    changes = {f"{app}/_app.yaml": "about: plain\n", f"{app}/app/x.yaml": "a: b\n"}
    problem = only_problem(f"apps: {{network/plain: {{{key}}}}}\n", changes)
    assert (problem.code.id, problem.key) == ("A712", f"apps.network/plain.{key.split(':', 1)[0]}")


def test_a_selected_app_without_a_version_for_the_channel_is_told() -> None:
    new = f"{APPS}/network/new/_app.yaml"
    problem = only_problem(changes={new: "chart:\n  url: oci://x\n  version: {2026.11: 1.0.0}\n"})
    assert (problem.code.id, problem.at.path, problem.at.line) == ("A707", f"templates/{new}", 3)
    selection, problems = choose(
        changes={new: "when: hubble_enabled\nchart: {url: oci://x, version: {2026.11: 1.0.0}}\n"}
    )
    assert (problems, selection.choices["network/new"].version) == ((), "")


def test_two_kustomizations_of_one_name_in_flux_system_are_told() -> None:
    changes = {f"{APPS}/default/echo/_app.yaml": CHART}
    assert only_problem(changes=changes).code.id == "A708"
    assert choose("flux_kustomizations_in: app-namespace\n", changes)[1] == ()


def test_a_secret_without_its_value_is_told_with_the_command_that_sets_it() -> None:
    new = f"{APPS}/network/new/_app.yaml"
    app = "secrets:\n  a:\n    data:\n      b: {secret: extra.foo}\n      c: {secret: extra.grafana}\n"
    problem = only_problem(changes={new: app + CHART})
    assert (problem.code.id, problem.at.line, problem.hint) == ("A715", 4, "clusterctl secrets set extra.foo")
    assert choose(changes={new: app.replace("a:\n", "a:\n    when: hubble_enabled\n", 1) + CHART})[1] == ()


def test_a_blank_value_of_the_model_is_told() -> None:
    new = f"{APPS}/network/new/_app.yaml"
    problem = only_problem(changes={new: f"secrets: {{a: {{data: {{b: {{value: unifi_host}}}}}}}}\n{CHART}"})
    assert problem.hint == "set unifi_host in cluster.yaml"


def test_a_patch_of_a_node_that_is_gone_is_told_with_its_path() -> None:
    paths = {Path("talos/patches/old/cpu.yaml"), Path("talos/patches/n1/own.yaml"), Path("talos/patches/global/x.yaml")}
    problem = only_problem(disk=Disk(patches=frozenset(paths)))
    assert (problem.severity, problem.at.path) == (Severity.NOTE, "talos/patches/old/cpu.yaml")


def test_what_carries_the_network_comes_first_where_no_need_says_more() -> None:
    changes = {f"{APPS}/a/first/_app.yaml": CHART, f"{APPS}/kube-system/zzz/_app.yaml": CHART}
    selection, _ = choose(changes=changes)
    assert [choice.id for choice in selection.on] == [
        *("kube-system/net", "kube-system/zzz", "a/first", "network/echo"),
    ]
