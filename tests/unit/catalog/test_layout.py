"""What a file of the templates folder is, by its path alone."""

from __future__ import annotations

from pathlib import PurePosixPath as Path

import pytest

from clusterctl.catalog.layout import lay_over, output_path, sort_out
from clusterctl.catalog.text import Text


def texts(*paths: str, own: bool = False) -> dict[Path, Text]:
    return {Path(path): Text(f"templates/{path}", path, own) for path in paths}


def test_every_kind_of_file_finds_its_place() -> None:
    app = "kubernetes/apps/network/echo"
    layout = sort_out(
        texts(
            *(f"{app}/_app.yaml", f"{app}/_values.yaml.j2", f"{app}/app/route.yaml.j2"),
            *("kubernetes/apps/network/_namespace.yaml", "kubernetes/apps/network/extra.yaml"),
            *("talos/_files.yaml", "talos/patches/{node}/network.yaml.j2", "kubernetes/flux/cluster/ks.yaml.j2"),
        )
    )
    assert layout.problems == []
    assert [str(path.relative_to(app)) for path in layout.apps[Path(app)]] == [
        *("_app.yaml", "_values.yaml.j2", "app/route.yaml.j2")
    ]
    assert layout.namespaces == [Path("kubernetes/apps/network/_namespace.yaml")]
    assert layout.rules == [Path("talos/_files.yaml")]
    assert [path.name for path in layout.others] == ["extra.yaml", "ks.yaml.j2", "network.yaml.j2"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("docker/compose.yaml", "in no folder that is rendered"),
        ("kubernetes/apps/x.yaml", "holds namespaces only"),
        ("kubernetes/apps/network/echo/app/x.yaml", "has no _app.yaml"),
        ("kubernetes/apps/Network/echo/_app.yaml", "no name that Kubernetes takes"),
        ("kubernetes/apps/network/Echo_1/_app.yaml", "no name that Kubernetes takes"),
        ("kubernetes/apps/network/_namespaces.yaml", "a namespace has _namespace.yaml"),
        ("talos/_file.yaml", "only _files.yaml"),
    ],
)
def test_a_file_that_fits_nowhere_is_told(path: str, words: str) -> None:
    (problem,) = sort_out(texts(path)).problems
    assert (problem.code.id, problem.at.path) == ("A702", f"templates/{path}")
    assert words in problem.message


def test_a_misspelt_file_of_an_app_is_told() -> None:
    folder = "kubernetes/apps/network/echo"
    (problem,) = sort_out(texts(f"{folder}/_app.yaml", f"{folder}/_value.yaml.j2")).problems
    assert "_values.yaml.j2" in problem.message


def test_two_templates_of_one_output_are_told() -> None:
    (problem,) = sort_out(texts("talos/a.yaml", "talos/a.yaml.j2")).problems
    assert (problem.code.id, problem.related[0].path) == ("A708", "templates/talos/a.yaml")


def test_notes_for_readers_may_lie_anywhere_among_the_users_own() -> None:
    assert sort_out(texts("README.md", "kubernetes/apps/README.md", own=True)).problems == []


def test_the_users_files_replace_what_is_written_to_the_same_path() -> None:
    laid = lay_over(texts("talos/a.yaml.j2", "talos/b.yaml.j2"), texts("talos/a.yaml", "talos/c.yaml", own=True))
    assert {str(path): text.own for path, text in laid.items()} == {
        "talos/b.yaml.j2": False,
        "talos/a.yaml": True,
        "talos/c.yaml": True,
    }


def test_a_template_is_written_without_its_ending() -> None:
    assert output_path(Path("a/b.yaml.j2")) == Path("a/b.yaml")
    assert output_path(Path("a/b.txt")) == Path("a/b.txt")
