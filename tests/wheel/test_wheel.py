"""What ships is whole: the installed wheel works alone, with the checkout out of reach."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.support.checkout import TOP
from tests.support.tree import differences, read_tree
from tests.wheel.conftest import Installed

PROBE = """
import os, sys
from clusterctl.__main__ import main
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        seen.append(os.fsdecode(arguments[0]))
    elif event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork")):
        seen.append(event)
seen = []
sys.addaudithook(watch)
sys.argv[0] = "clusterctl"
try:
    main()
finally:
    print("\\n".join(seen), file=sys.stderr)
"""
"""Runs the command line and tells on standard error which files it opened and whether it started or called anything."""


@pytest.fixture(scope="module")
def demo(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, rendered by the installed command."""
    folder = tmp_path_factory.mktemp("demo")
    for arguments in (("init", "demo", "--example"), ("render", "-C", "demo")):
        done = installed.run("clusterctl", *arguments, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "demo"


def test_the_wheel_carries_every_template_schema_example_and_scaffold(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"clusterctl/_data/{top}/{path}"
        for top in ("templates", "schemas", "examples", "scaffold")
        for path in read_tree(TOP / top)
    }
    assert wanted
    assert wanted - inside == set()


def test_the_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    wanted = {path for path in read_tree(TOP / "src") if "__pycache__" not in path}
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_carries_no_tests_and_no_caches(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.startswith("tests/") or "__pycache__" in name] == []
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"clusterctl", "talos_clusterctl"}


def test_the_example_renders_end_to_end(demo: Path) -> None:
    assert {"bootstrap", "kubernetes", "talos"} <= {path.name for path in demo.iterdir()}
    assert list(demo.glob("kubernetes/apps/*/*/app/*.sops.yaml"))


def test_a_second_render_writes_nothing(installed: Installed, demo: Path) -> None:
    before = read_tree(demo)
    done = installed.run("clusterctl", "render", "-C", str(demo), folder=demo)
    assert done.returncode == 0, done.stdout + done.stderr
    assert differences(before, read_tree(demo)) == set()


@pytest.fixture(scope="module")
def seen(installed: Installed, demo: Path) -> list[str]:
    """What a render with nothing to change opened, started and called, in a home that cannot be written."""
    done = installed.run("python", "-c", PROBE, "render", "-C", str(demo), folder=demo, HOME="/dev/null/home")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr.splitlines()


def test_no_file_of_the_checkout_is_opened(installed: Installed, seen: list[str]) -> None:
    opened = [Path(line) for line in seen if line.startswith("/")]
    assert any(path.is_relative_to(installed.bin.parent) for path in opened)
    assert [path for path in opened if path.is_relative_to(TOP)] == []


def test_nothing_to_change_starts_no_process_and_asks_no_network(seen: list[str]) -> None:
    assert [line for line in seen if line.startswith(("socket.", "subprocess.", "os."))] == []


def test_the_package_runs_as_a_module_and_tells_its_version(installed: Installed, tmp_path: Path) -> None:
    by_command = installed.run("clusterctl", "--version", folder=tmp_path)
    as_module = installed.run("python", "-m", "clusterctl", "--version", folder=tmp_path)
    assert by_command.returncode == 0
    assert by_command.stdout == as_module.stdout
    assert by_command.stdout.startswith("clusterctl ")


def test_types_are_shipped(wheel: Path) -> None:
    assert "clusterctl/py.typed" in zipfile.ZipFile(wheel).namelist()
