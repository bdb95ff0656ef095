"""The runner with real processes: chatty ones, stubborn ones, missing ones."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from clusterctl.tools.process import Command, Ended, ProcessRunner

ENVIRON = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "KUBECONFIG": "/somebody/elses", "LC_ALL": "C.UTF-8"}


def python(
    code: str, *, timeout: float = 30.0, stdin: bytes = b"", answers: frozenset[int] = frozenset({0})
) -> Command:
    return Command(
        (sys.executable, "-c", code), "run a test program", timeout=timeout, stdin=stdin, answers=frozenset(answers)
    )


def alive(process: int) -> bool:
    """Whether a process still runs; one that was killed just now gets a moment to end."""
    ends = time.monotonic() + 5
    while runs(process) and time.monotonic() < ends:
        time.sleep(0.01)
    return runs(process)


def runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_input_goes_in_and_both_outputs_come_out() -> None:
    code = "import sys; print(sys.stdin.read().upper()); print('said', file=sys.stderr)"

    result = ProcessRunner(ENVIRON).run(python(code, stdin=b"hello"))

    assert (result.out, result.err, result.code, result.ended) == (b"HELLO\n", b"said\n", 0, Ended.ANSWERED)


def test_megabytes_on_standard_error_do_not_hang_it() -> None:
    code = "import sys; sys.stderr.write('x' * 5_000_000); sys.stderr.flush(); sys.stdout.write('y' * 5_000_000)"

    result = ProcessRunner(ENVIRON).run(python(code, timeout=20))

    assert (len(result.out), len(result.err), result.ended) == (5_000_000, 5_000_000, Ended.ANSWERED)


def test_megabytes_of_input_that_nobody_reads_do_not_hang_it() -> None:
    result = ProcessRunner(ENVIRON).run(python("raise SystemExit(0)", timeout=20, stdin=b"z" * 5_000_000))

    assert result.ended is Ended.ANSWERED


def test_an_exit_code_that_is_an_answer_is_no_failure() -> None:
    runner = ProcessRunner(ENVIRON)

    assert runner.run(python("raise SystemExit(2)", answers=frozenset({0, 2}))).ended is Ended.ANSWERED
    assert runner.run(python("raise SystemExit(2)")).ended is Ended.FAILED


def test_a_missing_program_is_an_ordinary_result() -> None:
    result = ProcessRunner(ENVIRON).run(Command(("no-such-program-anywhere",), "run nothing"))

    assert (result.ended, result.code) == (Ended.NOT_FOUND, 127)


def test_a_file_that_is_no_program_is_an_ordinary_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("hello", encoding="utf-8")

    result = ProcessRunner(ENVIRON).run(Command((str(tmp_path / "file"),), "run a text file"))

    assert (result.ended, result.code, result.err) == (Ended.FAILED, 126, b"Permission denied")


def test_a_child_sees_allowed_names_and_those_of_its_command_only() -> None:
    command = Command((sys.executable, "-c", "import os; print(sorted(os.environ))"), "show", env={"SOPS_AGE_KEY": "x"})

    names = ProcessRunner(ENVIRON).run(command).out.decode()

    assert "SOPS_AGE_KEY" in names
    assert "LC_ALL" in names
    assert "KUBECONFIG" not in names


def test_a_child_cannot_ask_on_the_terminal() -> None:
    result = ProcessRunner(ENVIRON).run(python("open('/dev/tty')"))

    assert result.ended is Ended.FAILED


def test_a_program_that_takes_too_long_is_interrupted_and_may_tidy_up() -> None:
    code = """
import signal, sys, time
def tidy(*args):
    print("marked as failed", flush=True)
    sys.exit(9)
signal.signal(signal.SIGINT, tidy)
print("begun", flush=True)
time.sleep(60)
"""

    result = ProcessRunner(ENVIRON).run(python(code, timeout=1.0))

    assert (result.ended, result.code) == (Ended.TIMED_OUT, 9)
    assert result.out == b"begun\nmarked as failed\n"


def test_a_program_that_ignores_signals_is_killed_with_its_children() -> None:
    code = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "60"])
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""

    begun = time.monotonic()
    result = ProcessRunner(ENVIRON, grace=0.2).run(python(code, timeout=3.0))

    assert result.ended is Ended.TIMED_OUT
    assert result.code == -signal.SIGKILL
    assert time.monotonic() - begun < 20
    assert not [process for process in result.out.split() if alive(int(process))]


def test_a_grandchild_that_keeps_the_output_open_does_not_hang_it() -> None:
    code = """
import subprocess, sys
subprocess.Popen(["sleep", "60"], start_new_session=True)
"""

    begun = time.monotonic()
    result = ProcessRunner(ENVIRON, grace=0.2).run(python(code, timeout=0.5))

    assert result.ended is Ended.TIMED_OUT
    assert time.monotonic() - begun < 25


def test_ctrl_c_ends_the_child_and_is_a_result() -> None:
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()

    result = ProcessRunner(ENVIRON, grace=5.0).run(python("import time; time.sleep(60)", timeout=30))

    assert result.ended is Ended.INTERRUPTED
    assert result.seconds < 20


def test_a_second_ctrl_c_ends_the_patience() -> None:
    code = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"
    for after in (1.0, 2.0):
        threading.Timer(after, os.kill, (os.getpid(), signal.SIGINT)).start()

    result = ProcessRunner(ENVIRON, grace=50.0).run(python(code, timeout=60))

    assert result.ended is Ended.INTERRUPTED
    assert result.code == -signal.SIGTERM
    assert result.seconds < 20


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_every_size_of_input_arrives_whole(size: int) -> None:
    command = Command(("cat",), "echo", stdin=b"a" * size)

    assert ProcessRunner(ENVIRON).run(command).out == b"a" * size
