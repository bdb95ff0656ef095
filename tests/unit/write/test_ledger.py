"""The ledger: one line per path, readable after any merge, and no way to point it outside."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterctl.problem import Severity
from clusterctl.render.tree import Path
from clusterctl.write.change import Entry
from clusterctl.write.codes import LEDGER_LINE, LEDGER_PATH
from clusterctl.write.ledger import ledger_text, read_ledger

A, B = Path("kubernetes/apps/a/ks.yaml"), Path("talos/b.yaml")
BLOB, OTHER, PROOF = "1" * 40, "2" * 40, "3" * 64
BLOBS = st.text("0123456789abcdef", min_size=40, max_size=40)
ENTRIES = st.builds(
    Entry,
    path=st.text("abc-./", min_size=1).map(lambda name: Path("kubernetes/x") / name.replace("..", "").lstrip("/")),
    base=BLOBS,
    sealed=st.one_of(st.just(""), BLOBS),
    proof=st.one_of(st.just(""), st.just(PROOF)),
    pin=st.sampled_from(["", "1.2.3", "v1.2.3-rc.1"]),
)


def test_a_line_holds_what_is_known_and_nothing_else() -> None:
    text = ledger_text([Entry(B, BLOB), Entry(A, BLOB, OTHER, PROOF, "1.2.3")])

    assert text.decode() == (
        f'{{"path":"{A}","base":"{BLOB}","sealed":"{OTHER}","proof":"{PROOF}","pin":"1.2.3"}}\n'
        f'{{"path":"{B}","base":"{BLOB}"}}\n'
    )


@given(st.lists(ENTRIES, unique_by=lambda entry: entry.path))
def test_what_is_written_is_read_again(entries: list[Entry]) -> None:
    ledger, problems = read_ledger(ledger_text(entries))

    assert not problems
    assert sorted(line for lines in ledger.values() for line in lines) == sorted(entries)


@pytest.mark.parametrize("raw", [None, b"", b"\n\n"])
def test_no_ledger_is_an_empty_one(raw: bytes | None) -> None:
    assert read_ledger(raw) == ({}, ())


def test_several_lines_for_a_path_are_several_bases() -> None:
    raw = ledger_text([Entry(A, BLOB)]) + ledger_text([Entry(A, OTHER)]) + ledger_text([Entry(A, BLOB)])

    assert read_ledger(raw)[0] == {A: (Entry(A, BLOB), Entry(A, OTHER))}


def test_carriage_returns_do_not_matter() -> None:
    raw = ledger_text([Entry(A, BLOB), Entry(B, BLOB)])

    assert read_ledger(raw.replace(b"\n", b"\r\n")) == read_ledger(raw)


def test_the_markers_of_a_merge_are_skipped_with_a_warning_and_both_sides_count() -> None:
    ours, theirs = ledger_text([Entry(A, BLOB)]), ledger_text([Entry(A, OTHER)])

    ledger, problems = read_ledger(b"<<<<<<< HEAD\n" + ours + b"=======\n" + theirs + b">>>>>>> branch\n")

    assert ledger == {A: (Entry(A, BLOB), Entry(A, OTHER))}
    assert [problem.at.line for problem in problems] == [1, 3, 5]
    assert {(problem.code, problem.severity) for problem in problems} == {(LEDGER_LINE, Severity.WARNING)}


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[]",
        b'"text"',
        b"{}",
        b'{"path": 1, "base": "x"}',
        b'{"path": "talos/b.yaml"}',
        b'{"path": "talos/b.yaml", "base": "short"}',
        b'{"path": "talos/b.yaml", "base": 1}',
        b'{"path": "talos/b.yaml", "base": "' + b"1" * 40 + b'", "sealed": "x"}',
        b'{"path": "talos/b.yaml", "base": "' + b"1" * 40 + b'", "pin": "a b"}',
        b'{"path": "talos/b.yaml", "base": "' + b"1" * 40 + b'", "proof": ["x"]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_broken_line_is_skipped_with_a_warning(line: bytes) -> None:
    ledger, problems = read_ledger(line + b"\n" + ledger_text([Entry(A, BLOB)]))

    assert ledger == {A: (Entry(A, BLOB),)}
    assert [(problem.code, problem.severity) for problem in problems] == [(LEDGER_LINE, Severity.WARNING)]


def test_keys_of_a_later_version_are_ignored() -> None:
    line = json.dumps({"path": str(A), "base": BLOB, "new": {"a": 1}}).encode()

    assert read_ledger(line) == ({A: (Entry(A, BLOB),)}, ())


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../outside",
        "kubernetes/../../outside",
        "kubernetes/./a",
        "kubernetes//a",
        "cluster.yaml",
        "secrets.sops.yaml",
        ".clusterctl/ledger.jsonl",
        ".git/config",
        "kubernetes/.GIT/hooks/x",
        "talos/clusterconfig/a.yaml",
        "talos",
        "",
        "kubernetes/a\x00b",
    ],
)
def test_a_path_outside_the_rendered_folders_is_an_error_and_does_not_count(path: str) -> None:
    ledger, problems = read_ledger(json.dumps({"path": path, "base": BLOB}).encode())

    assert not ledger
    assert [(problem.code, problem.severity, problem.at.line) for problem in problems] == [
        (LEDGER_PATH, Severity.ERROR, 1)
    ]
