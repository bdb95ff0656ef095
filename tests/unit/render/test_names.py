"""Names and positions in templates, checked without rendering."""

from __future__ import annotations

import pytest

from clusterctl.catalog.text import Text
from clusterctl.render.kinds import app_kinds, file_kinds
from clusterctl.render.names import check_names
from tests.unit.catalog.sample import catalog_of


def problems_of(text: str, source: str = "templates/a.yaml.j2") -> list[tuple[str, int, str]]:
    kinds = {**app_kinds(catalog_of().apps["network/echo"]), **file_kinds(each_node=True)}
    found = check_names(Text(source, text), kinds)
    return [(problem.code.id, problem.at.line, f"{problem.message} {problem.hint}") for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "a: #{ cluster.cluster_name }#\n",
        "a: #{ cluster.node_cidr.prefixlen }#\n",
        "a: #{ cluster.nodes[0].name }#\n",
        "a: #{ cluster.vars.anything.at.all }#\n",
        "a: #{ app.images.main.tag }#\nb: #{ app.modern }#\nc: #{ app.version }#\n",
        "#% if has.cloudflare_token and has.extra.anything %#\na: b\n#% endif %#\n",
        "#% for node in cluster.controllers %#\n- #{ node.address }#\n#% endfor %#\n",
        "#% for one in cluster.nodes | selectattr('controller') %#\n- #{ one.name }#\n#% endfor %#\n",
        "#% for one in cluster.lb_pool_blocks %#\n- #{ one.cidr }#\n#% endfor %#\n",
        "#% for key, value in cluster.vars.items() %#\n#{ key }#: #{ value }#\n#% endfor %#\n",
        "#% for a in [1] %##% if loop.first %#\na: b\n#% endif %##% endfor %#\n",
        "#% set x = cluster.cluster_name %#\na: #{ x }#\n",
        "#% if cluster.hubble_enabled %##% set x = 1 %##% endif %#\na: #{ x }#\n",
        "a: #{ patches.global }#\nb: #{ patches.node[node.name] }#\n",
        "a: #{ node.mtu }#\n#{ node.name }#: b\nc: [#{ node.name }#, {d: #{ node.name }#}]\n",
        "a: |\n  text #{ node.name | inline }# text\n# text #{ node.name | inline }#\n",
        "#{ cluster.vars.x }#\n",
        "a: #{ cluster.unifi_host.strip }#\n",
    ],
)
def test_a_template_that_is_right_has_no_problem(text: str) -> None:
    assert problems_of(text) == []


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("a: b\nc: #{ cluster.cluster_nam }#\n", "T902", 2, "cluster has no 'cluster_nam' did you mean cluster_name?"),
        ("a: #{ clustr.x }#\n", "T902", 1, "did you mean cluster?"),
        ("#% if false %#\na: #{ cluster.never }#\n#% endif %#\n", "T902", 2, "'never'"),
        ("#% if cluster.never %#\n#% endif %#\n", "T902", 1, "'never'"),
        ("#% if true %##% elif cluster.never %##% else %#\n#% endif %#\n", "T902", 1, "'never'"),
        ("#% for one in cluster.nodes %#\n- #{ one.ip }#\n#% endfor %#\n", "T902", 2, "node has no 'ip'"),
        ("#% for one in cluster.nodes %##% endfor %#\na: #{ one }#\n", "T902", 2, "no 'one'"),
        ("#% for one in cluster.nodes if one.nope %##% endfor %#\n", "T902", 1, "'nope'"),
        ("a: #{ cluster.nodes[0].ip }#\n", "T902", 1, "node has no 'ip'"),
        ("a: #{ cluster['nope'] }#\n", "T902", 1, "'nope'"),
        ("a: #{ app.images.other.tag }#\n", "T902", 1, "app.images has no 'other'"),
        ("a: #{ app.modrn }#\n", "T902", 1, "did you mean modern?"),
        ("a: #{ has.cloudflare_tokn }#\n", "T902", 1, "did you mean cloudflare_token?"),
        ("a: #{ 'x' ~ cluster.nope }#\n", "T902", 1, "'nope'"),
        ("#% set x = cluster.nope %#\n", "T902", 1, "'nope'"),
        ("a: #{ cluster.cluster_name.nope }#\n", "T902", 1, "str has no 'nope'"),
        ("a: #{ patches.gloval }#\n", "T902", 1, "did you mean global?"),
        ("a: #{ node.name | default('x') }#\n", "T902", 1, "no filter 'default'"),
        ("#% if node.name is nonsense %##% endif %#\n", "T902", 1, "no test 'nonsense'"),
        ("a: x#{ node.name }#\n", "T903", 1, "not a whole YAML value"),
        ('a: "#{ node.name }#"\n', "T903", 1, "not a whole YAML value"),
        ("a: b\nc: d\ne: #{ node.name }# f\n", "T903", 3, "not a whole YAML value"),
        ("a: #{ node.name }##{ node.mtu }#\n", "T903", 1, "not a whole YAML value"),
        ("a: |\n  #{ node.name }#\n", "T903", 2, "not a whole YAML value"),
        ("a: b # #{ node.name }#\n", "T903", 1, "not a whole YAML value"),
        ("a: #{ node.name | inline }#\n", "T903", 1, "inline outside a block scalar"),
        ("a: #{ node.name\n", "T901", 1, "cannot be read"),
        ("a\n#% macro x() %##% endmacro %#", "T901", 2, "macro"),
    ],
)
def test_a_template_that_is_wrong_is_told_at_its_line(text: str, code: str, line: int, words: str) -> None:
    first, *_ = problems_of(text)
    assert first[:2] == (code, line)
    assert words in first[2]


def test_only_yaml_is_checked_for_positions() -> None:
    assert problems_of("text #{ node.name }# text\n", "templates/x.txt.j2") == []


def test_a_template_nested_too_deeply_is_told() -> None:
    assert problems_of("#{ " + "(" * 20000)[0][0] in {"T901", "T907"}
