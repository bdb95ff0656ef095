"""Variables of Flux in text: those of the description stay text, those of manifests are Flux' own."""

from __future__ import annotations

from clusterctl.render.substitution import for_flux
from tests.unit.catalog.sample import description
from tests.unit.render.sample import ECHO, data, tree_of

VALUES = f"{ECHO}/_values.yaml.j2"
RELEASE = f"{ECHO}/app/helmrelease.yaml"


def test_a_text_of_the_description_has_two_dollars_for_each_in_what_an_app_applies() -> None:
    tree = tree_of("unifi_site: a${B}$$\n", {VALUES: "site: #{ cluster.unifi_site }#\n"})
    assert data(tree, RELEASE)["spec"]["values"]["site"] == "a$${B}$$$$"


def test_a_text_of_the_description_stays_as_it_is_where_flux_puts_no_variables_in() -> None:
    tree = tree_of("unifi_site: ${B}\n", {"talos/extra.yaml.j2": "site: #{ cluster.unifi_site }#\n"})
    assert data(tree, "talos/extra.yaml") == {"site": "${B}"}


def test_what_is_written_for_manifests_keeps_its_variables() -> None:
    added = "vars: {a: '${A}'}\napps: {network/echo: {values: {b: '${B}', c: '$${C}'}}}\n"
    values = data(tree_of(added, {VALUES: "a: #{ cluster.vars.a }#\n"}), RELEASE)["spec"]["values"]
    assert values == {"a": "${A}", "b": "${B}", "c": "$${C}"}


def test_texts_of_nodes_and_lists_are_covered_and_the_rest_stays_what_it_was() -> None:
    plain, _ = description()
    assert for_flux(plain) is plain
    node = plain.nodes[0].model_copy(update={"disk": "a$", "kernel_modules": ("b", "$c")})
    nodes = for_flux(plain.model_copy(update={"nodes": (node, *plain.nodes[1:])})).nodes
    assert (nodes[0].disk, nodes[0].kernel_modules) == ("a$$", ("b", "$$c"))
    assert nodes[0].name == node.name
    assert all(new is old for new, old in zip(nodes[1:], plain.nodes[1:], strict=True))
