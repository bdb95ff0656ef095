"""Reading a templates folder: whatever is wrong with it is told at its place, all at once."""

from __future__ import annotations

from pathlib import PurePosixPath as Path

import pytest

from clusterctl.catalog.read import lay_over, read_catalog
from clusterctl.problem import ConfigError, Problem
from tests.unit.catalog.sample import APPS, CHART, catalog_of, texts

ECHO = f"{APPS}/network/echo/_app.yaml"
NEW = f"{APPS}/network/new/_app.yaml"


def problems_of(changes: dict[str, str | None]) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        catalog_of(changes)
    return caught.value.problems


def test_the_sample_is_read() -> None:
    catalog = catalog_of()
    assert list(catalog.apps) == ["kube-system/bgp", "kube-system/net", "network/echo"]
    echo = catalog.apps["network/echo"]
    assert (echo.namespace, echo.name, echo.release, echo.values) == ("network", "echo", "echo", None)
    assert [str(path) for path in echo.files] == [
        f"{APPS}/network/echo/app/{name}.yaml" for name in ("hubble", "route")
    ]
    assert echo.app.images["main"].tag == {"2026.11": "40", "2026.01": "39"}
    assert str(catalog.apps["kube-system/net"].values) == f"{APPS}/kube-system/net/_values.yaml.j2"
    assert list(catalog.namespaces) == ["kube-system"]
    assert catalog.files[Path("talos/patches/{node}/encryption.yaml")].rule.when == "node.encrypt_disk"
    assert catalog.files[Path("talos/patches/{node}/hostname.yaml")].rule.each == "node"
    assert list(map(str, catalog.secrets)) == [
        *("bootstrap/sops-age.sops.yaml", "kubernetes/components/sops/cluster-secrets.sops.yaml")
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("whem: x\n" + CHART, "A701", 1, "did you mean when?"),
        (CHART + "flux: {wait: yes}\n", "A701", 2, "must be true or false"),
        (CHART + "flux: {timeout: 5 minutes}\n", "A701", 2, "30m"),
        ("chart:\n  url: oci://x\n", "A701", 1, "chart.version is missing"),
        ("chart:\n  url: [oci://x]\n  version: 1.0.0\n", "A701", 2, "chart.url"),
        (CHART + "bootstrap: always\n", "A701", 2, "must be one of apps, crds"),
        ("about: nothing\n", "A701", 0, "neither a chart nor a file"),
        (CHART + "when: hubble_enabld\n", "A703", 2, "did you mean hubble_enabled?"),
        (CHART + "when: has.cloudflare_tokn\n", "A703", 2, "did you mean has.cloudflare_token?"),
        (CHART + "when: node.encrypt_disk\n", "A703", 2, "no condition"),
        (CHART + "when: a or b\n", "A703", 2, "no condition"),
        (CHART + "files:\n  app/x.yaml: hubble_enabled\n", "A702", 3, "no file app/x.yaml"),
        (CHART + "needs:\n  - kube-system/net\n  - default/net\n", "A704", 4, "did you mean kube-system/net?"),
        (CHART + "needs: [network/echo#two]\n", "A704", 2, "its parts are echo"),
        (CHART + "needs: [what]\n", "A704", 2, "is no need"),
        (CHART + "needs: [network/new]\n", "A705", 2, "network/new → network/new"),
        (CHART + "secrets: {a: {data: {b: {secret: cloudflare_tokn}}}}\n", "A706", 2, "did you mean cloudflare_token?"),
        (CHART + "secrets: {a: {data: {b: {value: cluster_nam}}}}\n", "A706", 2, "did you mean cluster_name?"),
        (CHART + "secrets: {a: {data: {b: {secret: extra.x, as: rot13}}}}\n", "A706", 2, "transformation 'rot13'"),
        (CHART + "secrets: {a: {data: {b: {}}}}\n", "A706", 2, "comes from nowhere"),
        (CHART + "secrets: {a: {when: x, data: {b: {secret: extra.x}}}}\n", "A703", 2, "no condition 'x'"),
        (CHART + "secrets: {a: {data: {b: {secret: extra.x, when: y}}}}\n", "A703", 2, "no condition 'y'"),
        (CHART + "secrets: {a: {data: {b: {secret: extra.1x}}}}\n", "A706", 2, "no secret 'extra.1x'"),
        ("chart: {url: oci://x, version: {2026.02: 1.0.0}}\n", "A707", 1, "channels are 2026.11, 2026.01"),
        (CHART + "features: {version: '>=1'}\n", "A701", 2, "cannot name a feature"),
        (CHART + "features: {modern: '1.2'}\n", "A701", 2, "no range"),
        (CHART + "images: {A-B: {repository: x, tag: 1}}\n", "A701", 2, "cannot name an image"),
        (CHART + "flux: {health: [deployment]}\n", "A701", 2, "is neither helmrelease"),
        (CHART + "flux: {health: [a/v1 B cluster.nope]}\n", "A701", 2, "the model does not have"),
        (CHART + "parts: [{name: a, path: a}, {name: a, path: b}]\n", "A708", 2, "two parts have the name a"),
        (CHART + "parts: [{name: a, path: ../../b}]\n", "A701", 2, "parts.0.path must be a folder below the app's"),
        (CHART + "parts: [{name: A, path: b}]\n", "A701", 2, "parts.0.name must be a name"),
        (CHART + "secrets: {../../x: {data: {b: {secret: extra.x}}}}\n", "A701", 2, "must be a name"),
        (CHART + "was: [network/echo]\n", "A708", 2, "is an app"),
        ("[]", "C002", 1, ""),
    ],
)
def test_a_wrong_app_is_told_at_its_place(text: str, code: str, line: int, words: str) -> None:
    problems = problems_of({NEW: text})
    found = [problem for problem in problems if problem.at.path == f"templates/{NEW}"]
    assert code in [problem.code.id for problem in found] or code == "C002", problems
    assert any(problem.at.line == line and words in f"{problem.message} {problem.hint}" for problem in found), problems


def test_a_file_that_no_part_applies_is_told() -> None:
    (problem,) = problems_of({f"{APPS}/network/echo/other/x.yaml": "a: b\n"})
    assert "lies in no part" in problem.message


def test_values_without_a_chart_are_told() -> None:
    app = f"{APPS}/network/plain"
    changes: dict[str, str | None] = {
        f"{app}/_app.yaml": "features: {x: '>=1'}\n",
        f"{app}/_values.yaml.j2": "a: b\n",
        f"{app}/app/x.yaml": "a: b\n",
    }
    assert sorted(problem.message for problem in problems_of(changes)) == [
        "network/plain: features needs a chart",
        "network/plain: has _values.yaml.j2 and no chart",
    ]


def test_a_circle_is_told_with_its_whole_path() -> None:
    changes: dict[str, str | None] = {
        f"{APPS}/a/one/_app.yaml": f"needs: [b/two]\n{CHART}",
        f"{APPS}/b/two/_app.yaml": f"needs: ['c/three?']\n{CHART}",
        f"{APPS}/c/three/_app.yaml": (
            "parts: [{name: three}, {name: more, path: more, needs: ['a/one', '#three']}]\n" + CHART
        ),
    }
    (problem,) = problems_of(changes)
    assert problem.message == "a/one: needs itself: a/one → b/two → c/three#more → a/one"


def test_a_rule_for_a_file_that_is_not_there_is_told() -> None:
    (problem,) = problems_of({"talos/_files.yaml": "files:\n  patches/globl: {when: hubble_enabled}\n"})
    assert (problem.at.line, problem.key) == (2, "patches/globl")


def test_a_rule_for_each_node_needs_a_path_for_each() -> None:
    (problem,) = problems_of({"talos/_files.yaml": "files:\n  patches/global/time.yaml: {each: node}\n"})
    assert "{node}" in problem.hint


def test_a_wrong_condition_of_another_file_is_told() -> None:
    (problem,) = problems_of({"talos/_files.yaml": "files:\n  patches/global: {when: node.encrypt_disk}\n"})
    assert (problem.code.id, str(problem.at)) == ("A703", "templates/talos/_files.yaml:2:20")


def test_the_nearest_rule_wins() -> None:
    changes = {"talos/patches/_files.yaml": "files:\n  global/time.yaml: {when: hubble_enabled}\n"}
    catalog = catalog_of({**changes, "talos/_files.yaml": "files: {patches/global: {when: talhelper_enabled}}\n"})
    assert catalog.files[Path("talos/patches/global/time.yaml")].rule.when == "hubble_enabled"


def test_all_faults_of_all_files_are_told_at_once() -> None:
    problems = problems_of({NEW: "a: b\nc: d\n", ECHO: "when: [\n", "docker/x.yaml": ""})
    assert {problem.at.path for problem in problems} == {f"templates/{path}" for path in (NEW, ECHO, "docker/x.yaml")}


def test_the_users_app_comes_beside_the_built_in_ones_and_in_their_place() -> None:
    own = {
        path: text
        for path, text in texts(
            {NEW: CHART, ECHO: CHART, f"{APPS}/network/echo/app/hubble.yaml": None}, own=True
        ).items()
        if text.own
    }
    catalog = read_catalog(lay_over(texts({f"{APPS}/network/echo/app/hubble.yaml": None}), own))
    assert catalog.apps["network/new"].own
    assert catalog.apps["network/echo"].app.files == {}
