"""What the documents say is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from clusterctl.cli import main
from clusterctl.cli.commands import COMMANDS
from clusterctl.problem import Exit
from tests import run
from tests.support.checkout import TOP
from tests.support.tree import read_tree, write_tree

RECORDS = sorted((TOP / "docs" / "adr").glob("[0-9]*.md"))
PAGES = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
SAYING = [
    *PAGES,
    *sorted(file for folder in ("examples", "scaffold") for file in (TOP / folder).rglob("*.*") if file.is_file()),
]
"""What names commands; but the tasks of a new repository have the names that they keep when commands come."""
TASKS = TOP / "scaffold/repository/Taskfile.yaml"
CALL = re.compile(r"(?:`|&& |run: |entry: |- )clusterctl(?: -[cC] \S+)* ([a-z]+)")


def name(file: Path) -> str:
    return str(file.relative_to(TOP))


def project() -> dict[str, Any]:
    return tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> dict[str, str]:
    lock = (TOP / "requirements" / "dev.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))


@pytest.mark.parametrize("record", RECORDS, ids=name)
def test_a_record_has_its_number_and_a_status(record: Path) -> None:
    lines = record.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {int(record.name[:4])}. ")
    superseded = re.fullmatch(r"Status: (?:accepted|proposed|superseded by (\d{4}))", lines[2])
    assert superseded, lines[2]
    assert superseded[1] is None or list(record.parent.glob(f"{superseded[1]}-*.md"))


def test_records_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_map_shows_the_rooms_as_the_contract_has_them() -> None:
    page = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    layers = project()["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {room for layer in layers for room in layer.split(" | ")}
    assert "\n".join(layers) in page
    assert set(re.findall(r"^\| `(\w+)(?:/|\.py)` \|", page, re.MULTILINE)) == rooms


def test_the_readme_tells_every_exit_code() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert told == {code.value for code in Exit}


COMMAND_NAMES = re.findall(r"^## (.+)$", (TOP / "docs/reference/commands.md").read_text(encoding="utf-8"), re.MULTILINE)
"""Every command by its full name, as the page that is made from the command line has them."""


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_a_page_for_users_names_every_command(page: str) -> None:
    text = (TOP / page).read_text(encoding="utf-8")
    assert COMMAND_NAMES
    assert [name for name in COMMAND_NAMES if not re.search(rf"`(clusterctl )?{name}\b", text)] == []


@pytest.mark.parametrize("page", [page for page in SAYING if page != TASKS], ids=name)
def test_no_command_is_named_that_there_is_not(page: Path) -> None:
    named = CALL.findall(page.read_text(encoding="utf-8"))
    assert sorted(set(named) - COMMANDS.keys()) == []


def test_the_readme_shows_a_mistake_as_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, read_tree(TOP / "examples"))
    description = tmp_path / "cluster.yaml"
    description.write_text(description.read_text(encoding="utf-8").replace("192.0.2.11\n", "192.0.3.11\n"))
    assert main.run(["validate", "-C", str(tmp_path)]) == Exit.CONFIG
    assert capsys.readouterr().err.strip() in (TOP / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_example() -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (TOP / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    said = yaml.safe_load(shown)
    example = yaml.safe_load((TOP / "examples" / "cluster.yaml").read_text(encoding="utf-8"))
    del said["age_recipients"], example["age_recipients"]
    assert said == {**example, "nodes": example["nodes"][:1]}


def test_every_dependency_has_its_reason_in_a_record() -> None:
    record = (TOP / "docs" / "adr" / "0002-runtime-dependencies.md").read_text(encoding="utf-8")
    reasons = set(re.findall(r"^\| ([\w.-]+) \| (?!what)", record, re.MULTILINE)) - {"dependency", "---"}
    assert reasons == {Requirement(line).name for line in project()["project"]["dependencies"]}


def test_every_ignored_rule_says_why() -> None:
    text = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    entries = re.findall(r'^    "[A-Z]+\d*",.*$', text, re.MULTILINE)
    assert entries
    assert [entry for entry in entries if not re.search(r"# \w", entry)] == []


def test_the_lock_file_holds_what_the_project_asks_for_and_names_no_index() -> None:
    wanted = project()["project"]
    asked = [Requirement(line) for line in (*wanted["dependencies"], *wanted["optional-dependencies"]["dev"])]
    versions = {canonicalize_name(package): version for package, version in locked().items()}
    assert [str(one) for one in asked if versions.get(canonicalize_name(one.name), "") not in one.specifier] == []
    assert "://" not in (TOP / "requirements" / "dev.txt").read_text(encoding="utf-8")


def test_the_taskfile_asks_for_steps_that_there_are() -> None:
    tasks = yaml.safe_load((TOP / "Taskfile.yml").read_text(encoding="utf-8"))["tasks"]
    asked = [task["cmd"].removeprefix("{{.RUN}}").split() for task in tasks.values() if isinstance(task, dict)]
    assert {step for steps in asked for step in steps} <= run.STEPS.keys()


def test_ci_runs_the_command_of_the_readme_and_nothing_else() -> None:
    workflow = yaml.safe_load((TOP / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert commands == [".ci/run"]
    assert "tests/run.py" in (TOP / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3.11 tests/run.py\n" in (TOP / "README.md").read_text(encoding="utf-8")
