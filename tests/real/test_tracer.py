"""The tracer that other tests rely on sees every way to change a file, in children too, and kills and fails on time."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from tests.support.tracer import GO, KILL, Decide, Event, Traced, fail, let_go, trace

WAYS = {
    "write": "os.write(file, b'gotcha')",
    "pwrite": "os.pwrite(file, b'gotcha', 7)",
    "writev": "os.writev(file, [b'got', b'', b'cha'])",
    "pwritev": "os.pwritev(file, [b'got', b'cha'], 3)",
    "a buffered file": "open('there', 'w').write('gotcha')",
    "a shared mapping": "os.ftruncate(file, 6); mmap.mmap(file, 6)[:] = b'gotcha'",
    "sendfile": "os.sendfile(file, os.open('from', os.O_RDONLY), 0, 6)",
    "copy_file_range": "os.copy_file_range(os.open('from', os.O_RDONLY), file, 6)",
    "a child": "subprocess.run(['sh', '-c', 'printf gotcha > there'])",
    "a grandchild": "subprocess.run(['sh', '-c', '(printf gotcha > there) & wait'])",
    "a thread": "t = threading.Thread(target=os.write, args=(file, b'gotcha')); t.start(); t.join()",
}
HEAD = "import mmap, os, subprocess, sys, threading\n"
OPEN = f"{HEAD}file = os.open('there', os.O_RDWR | os.O_CREAT, 0o640)\n"


def run(code: str, folder: Path, decide: Decide = let_go) -> Traced:
    return trace((sys.executable, "-I", "-c", code), folder, {"PATH": os.environ["PATH"]}, decide)


def calls(done: Traced, path: Path) -> list[str]:
    return [event.call for event in done.events if event.path == str(path)]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_fill_a_file_is_seen(tmp_path: Path, way: str) -> None:
    (tmp_path / "from").write_bytes(b"gotcha")
    done = run(OPEN + WAYS[way], tmp_path)
    assert done.code == 0, done.err
    events = [event for event in done.events if event.path == str(tmp_path / "there") and event.call != "open"]
    assert b"gotcha" in (tmp_path / "there").read_bytes()
    written = b"".join(event.data for event in events)
    assert written == b"gotcha" or {event.call for event in events} & {"copy", "map"}
    assert {(event.mode & 0o777, event.inode) for event in events} == {(0o640, (tmp_path / "there").stat().st_ino)}


def test_names_that_come_and_go_are_seen_with_their_whole_paths(tmp_path: Path) -> None:
    code = "os.mkdir('a'); os.chdir('a'); os.rename('../from', 'b'); os.link('b', 'c'); os.symlink('b', 'd')\n"
    more = "f = os.open('.', os.O_RDONLY); os.rename('c', 'e', src_dir_fd=f, dst_dir_fd=f); os.unlink('e')\n"
    (tmp_path / "from").touch()
    done = run(HEAD + code + more, tmp_path)
    assert done.code == 0, done.err
    top, inner = tmp_path, tmp_path / "a"
    assert [(event.call, event.path, event.to) for event in done.events if str(top) in event.path + event.to] == [
        ("mkdir", str(inner), ""),
        ("rename", str(top / "from"), str(inner / "b")),
        ("link", str(inner / "b"), str(inner / "c")),
        ("link", str(inner / "b"), str(inner / "d")),
        ("rename", str(inner / "c"), str(inner / "e")),
        ("unlink", str(inner / "e"), ""),
    ]


def test_a_started_program_is_seen_with_its_arguments_and_variables(tmp_path: Path) -> None:
    done = run(f"{HEAD}subprocess.run(['sh', '-c', ':', 'an argument'], env=dict(A='1', B='2'))", tmp_path)
    started = done.events[-1]
    assert (started.call, started.argv, started.environ) == (
        "execute",
        (b"sh", b"-c", b":", b"an argument"),
        (b"A=1", b"B=2"),
    )


def test_output_and_exit_code_are_those_of_the_program(tmp_path: Path) -> None:
    done = run("import sys; print(sys.argv); print('oh', file=sys.stderr); sys.exit(7)", tmp_path)
    assert (done.code, done.out, done.err) == (7, b"['-c']\n", b"oh\n")


def test_what_is_only_read_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "from").write_bytes(b"gotcha")
    assert calls(run("print(open('from').read())", tmp_path), tmp_path / "from") == []


@pytest.mark.parametrize("number", range(4))
def test_a_kill_comes_before_the_call_and_ends_the_children_too(tmp_path: Path, number: int) -> None:
    names = [tmp_path / name for name in "abcd"]

    def decide(event: Event) -> str:
        return KILL if event.path == str(names[number]) else GO

    code = "for n in 'abc': os.mkdir(n)\nsubprocess.run(['sh', '-c', 'mkdir d; mkdir e'])\n"
    done = run(HEAD + code, tmp_path, decide)
    assert done.code == 128 + 9
    assert sorted(tmp_path.iterdir()) == names[:number]


def test_a_call_that_is_told_to_fail_is_not_made(tmp_path: Path) -> None:
    def decide(event: Event) -> str:
        return fail(errno.ENOSPC) if event.call in {"write", "mkdir"} and event.path else GO

    code = f"{OPEN}for call in (lambda: os.write(file, b'x'), lambda: os.mkdir('a')):\n"
    more = " try: call()\n except OSError as error: print(error.errno)\n"
    done = run(code + more, tmp_path, decide)
    assert done.out == b"28\n28\n", done.err
    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == {"there": 0}
