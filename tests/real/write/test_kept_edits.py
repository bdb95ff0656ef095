"""Files that the user edited stay, and every summary says how many there are."""

from __future__ import annotations

from pathlib import Path

from clusterctl.write.settled import settled
from tests.real.conftest import Run

EDITED = "kubernetes/apps/default/echo/app/helmrelease.yaml"


def test_an_edited_file_is_counted_as_kept_also_by_a_run_that_knows_at_once(demo: Path, clusterctl: Run) -> None:
    (demo / EDITED).write_text((demo / EDITED).read_text("utf-8") + "# mine\n", encoding="utf-8")
    files = len((demo / ".clusterctl/ledger.jsonl").read_text("utf-8").splitlines())

    first = clusterctl("render", folder=demo)
    counts = settled(demo, "cluster.yaml")
    second = clusterctl("render", folder=demo)

    assert counts == (files, 1)
    said = f"nothing to change: {files - 1} files as described, 1 edited file kept\n"
    assert (first.stderr, second.stderr) == (said, said)


def test_what_changes_is_told_beside_what_is_kept(demo: Path, clusterctl: Run) -> None:
    (demo / EDITED).write_text((demo / EDITED).read_text("utf-8") + "# mine\n", encoding="utf-8")
    (demo / "kubernetes/apps/default/echo/ks.yaml").unlink()

    done = clusterctl("render", folder=demo)

    assert done.stderr.endswith(" in all, 1 edited file kept\n")
