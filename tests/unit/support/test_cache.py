"""The cache of built programs and tools: made once, whole or not there, shared by runs at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.cache import keep, keep_in_place

Keep = Callable[[Path, Callable[[Path], None]], Path]
both = pytest.mark.parametrize("keeping", [keep, keep_in_place])


@both
def test_what_is_there_is_not_made_again(keeping: Keep, tmp_path: Path) -> None:
    made: list[Path] = []
    for _ in range(2):
        keeping(tmp_path / "tool-1", made.append)
    assert len(made) == 1


@both
def test_what_failed_halfway_is_made_anew(keeping: Keep, tmp_path: Path) -> None:
    def half(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError("no network")

    with pytest.raises(RuntimeError, match="no network"):
        keeping(tmp_path / "tool-1", half)
    folder = keeping(tmp_path / "tool-1", lambda folder: (folder / "whole").touch())
    assert {path.name for path in folder.iterdir() if not path.name.startswith(".")} == {"whole"}


@both
def test_two_runs_at_the_same_time_make_it_once_and_both_wait_for_it(keeping: Keep, tmp_path: Path) -> None:
    made: list[Path] = []
    seen: list[bool] = []

    def slowly(folder: Path) -> None:
        made.append(folder)
        time.sleep(0.05)
        (folder / "program").touch()

    def one_run() -> None:
        seen.append((keeping(tmp_path / "tool-1", slowly) / "program").is_file())

    runs = [threading.Thread(target=one_run) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert (len(made), seen) == (1, [True] * 4)
