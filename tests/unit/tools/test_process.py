"""The parts of running a program that need no program."""

import pytest

from clusterctl.problem import ToolError
from clusterctl.tools.process import Command, DryRunner, Effect, Ended, Result, passes


class Answering:
    def run(self, command: Command) -> Result:
        return Result(command, 0, b"out", b"err", Ended.ANSWERED, 0.0)


def test_a_dry_run_runs_what_only_looks() -> None:
    assert DryRunner(Answering()).run(Command(("talosctl", "version"), "read the version")).out == b"out"


def test_a_dry_run_refuses_what_changes_something() -> None:
    command = Command(("talosctl", "reset"), "wipe the node", Effect.CHANGES)

    with pytest.raises(ToolError, match="wipe the node"):
        DryRunner(Answering()).run(command)


@pytest.mark.parametrize("name", ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "XDG_CACHE_HOME"])
def test_what_every_program_needs_is_passed_on(name: str) -> None:
    assert passes(name)


@pytest.mark.parametrize("name", ["KUBECONFIG", "TALOSCONFIG", "SOPS_AGE_KEY", "AWS_SECRET_ACCESS_KEY", "LD_PRELOAD"])
def test_what_could_point_a_program_elsewhere_is_not_passed_on(name: str) -> None:
    assert not passes(name)


def test_no_repr_shows_input_output_or_environment() -> None:
    command = Command(("sops",), "open", stdin=b"hunter2", env={"SOPS_AGE_KEY": "hunter2"})

    assert "hunter2" not in repr(Result(command, 0, b"hunter2", b"hunter2", Ended.ANSWERED, 0.0))
