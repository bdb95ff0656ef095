"""The options that all commands share: where they may stand, and what they mean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clusterctl.cli.common import within
from tests.support.call import Call
from tests.support.repository import Repository

MISTAKE = "cluster_name: home"


@pytest.fixture
def broken(repository: Repository) -> Repository:
    """A repository whose description has one mistake, in its second line."""
    repository.edit("cluster.yaml", MISTAKE, "cluster_name: Home")
    return repository


@pytest.mark.parametrize(
    "line",
    ["-C {root} validate", "validate -C {root}", "-C nowhere validate -C {root}", "validate -C nowhere -C {root}"],
)
def test_the_repository_is_named_before_or_after_the_command_and_the_last_word_counts(
    call: Call, repository: Repository, line: str
) -> None:
    said = call(*line.format(root=repository.root).split())
    assert (said.code, said.out, said.err) == (0, "cluster.yaml is valid\n", "")


@pytest.mark.parametrize(
    "line",
    [
        "--format json secrets adopt -C {root}",
        "secrets --format json adopt -C {root}",
        "secrets adopt --format json -C {root}",
        "secrets -C {root} adopt --format json",
    ],
)
def test_a_group_takes_the_options_in_every_place(call: Call, broken: Repository, line: str) -> None:
    broken.edit("cluster.yaml", "channel", "[")
    said = call(*line.format(root=broken.root).split())
    assert said.code == 2
    assert said.codes


@pytest.mark.parametrize(
    "line",
    ["--format json validate", "validate --format json", "--format sarif validate --format json"],
)
def test_a_format_counts_before_and_after_the_command(call: Call, broken: Repository, line: str) -> None:
    assert call(*line.split(), root=broken.root).codes == ["C019"]
    assert call(*line.split(), "--format", "text", root=broken.root).out == ""


def test_the_current_folder_is_the_repository_by_default(
    call: Call, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    assert call("validate").code == 0


@pytest.mark.parametrize("name", ["other.yaml", "./other.yaml", "{root}/other.yaml"])
def test_a_description_inside_is_named_from_the_root(call: Call, broken: Repository, name: str) -> None:
    shutil.move(broken.file("cluster.yaml"), broken.file("other.yaml"))
    said = call("validate", "-c", name.format(root=broken.root), root=broken.root)
    assert said.code == 2
    assert said.err.startswith("other.yaml:2:")
    assert "  2 | cluster_name: Home\n" in said.err


def test_a_description_outside_is_read_where_it_is_and_named_as_it_was_given(call: Call, broken: Repository) -> None:
    draft = broken.root.parent / "draft.yaml"
    shutil.move(broken.file("cluster.yaml"), draft)
    for name in (str(draft), "../draft.yaml"):
        said = call("validate", "-c", name, root=broken.root)
        assert said.code == 2
        assert said.err.startswith(f"{name}:2:")


@pytest.mark.parametrize("command", [("secrets", "adopt"), ("migrate",)], ids=" ".join)
def test_a_description_outside_is_never_changed(call: Call, repository: Repository, command: tuple[str, ...]) -> None:
    draft = repository.root.parent / "draft.yaml"
    shutil.move(repository.file("cluster.yaml"), draft)
    before = draft.read_bytes()
    for name in (str(draft), "../draft.yaml"):
        said = call(*command, "-c", name, root=repository.root)
        assert (said.code, said.out) == (2, "")
        assert f"{name} lies outside the repository" in said.err
    assert draft.read_bytes() == before


def test_a_path_through_a_link_to_the_root_is_inside_too(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert within(tmp_path / "link", tmp_path / "real" / "cluster.yaml") == Path("cluster.yaml")
    assert within(tmp_path / "link", tmp_path / "link" / "cluster.yaml") == Path("cluster.yaml")
    assert within(tmp_path / "link", tmp_path / "cluster.yaml") == tmp_path / "cluster.yaml"


@pytest.mark.parametrize(("name", "says"), [("/", "name another file by -c"), ("kubernetes", "move it away")])
def test_a_folder_in_place_of_the_description_is_in_the_way_only_where_it_lies_in_the_repository(
    call: Call, repository: Repository, name: str, says: str
) -> None:
    repository.file("kubernetes").mkdir()
    said = call("validate", "-c", name, root=repository.root)
    assert said.code == 2
    assert f"error W036 {name} is a folder, not a file" in said.err
    assert says in said.err


@pytest.mark.parametrize("root", ["nowhere", "cluster.yaml"])
def test_a_root_that_is_no_folder_is_one_problem(call: Call, repository: Repository, root: str) -> None:
    said = call("validate", "--format", "json", root=repository.file(root))
    assert (said.code, len(said.json["problems"])) == (2, 1)
    assert str(repository.file(root)) in said.json["problems"][0]["message"]


def test_quiet_keeps_results_and_errors_and_drops_the_rest(call: Call, repository: Repository) -> None:
    assert call("validate", "-q", root=repository.root).out == "cluster.yaml is valid\n"
    repository.edit("cluster.yaml", MISTAKE, "cluster_name: Home")
    loud, quiet = call("validate", "-v", root=repository.root), call("validate", "-vq", root=repository.root)
    assert loud.err.endswith(quiet.err)
    assert loud.err != quiet.err
    assert "error" in quiet.err


def test_quiet_drops_warnings(call: Call, repository: Repository) -> None:
    repository.edit("cluster.yaml", "  - {name: node-3", "  # {name: node-3")
    assert "warning" in call("validate", root=repository.root).err
    assert call("validate", "--quiet", root=repository.root).err == ""


def test_verbose_says_what_is_read(call: Call, repository: Repository) -> None:
    said = call("validate", "--verbose", root=repository.root)
    assert said.err == f"repository {repository.root}, description cluster.yaml\n"


def test_warnings_are_counted_in_the_result(call: Call, repository: Repository) -> None:
    repository.edit("cluster.yaml", "  - {name: node-3", "  # {name: node-3")
    assert call("validate", root=repository.root).out == "cluster.yaml is valid, with 1 warning\n"
