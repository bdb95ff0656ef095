"""The benchmarks hold their numbers to the bars, and fail when one is broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.measure import Row, compared, limited


def fast(_folder: Path) -> Iterator[Row]:
    yield compared("quick", 0.4, 1.0, "the peer", 0.5)
    yield limited("few", 4, 4)


def slow(_folder: Path) -> Iterator[Row]:
    yield compared("late", 0.6, 1.0, "the peer", 0.5)
    yield limited("many", 5, 4)


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (compared("at the bar", 0.5, 1.0, "the peer", 0.5), True),
        (compared("over it", 0.51, 1.0, "the peer", 0.5), False),
        (limited("at the bar", 0, 0), True),
        (limited("over it", 1, 0), False),
    ],
)
def test_a_row_knows_whether_its_bar_holds(row: Row, *, holds: bool) -> None:
    assert row.holds is holds
    assert ("BROKEN" in str(row)) is not holds


def test_a_report_whose_bars_hold_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], (fast,)) == 0
    assert "quick" in capsys.readouterr().out


def test_a_broken_bar_ends_with_1_after_the_whole_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], (slow, fast)) == 1
    said = capsys.readouterr()
    assert [name for name in ("late", "many", "quick", "few") if name not in said.out] == []
    assert said.err == "broken bars: late, many\n"


def test_only_the_named_scenes_run_and_an_unknown_name_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fast"], (slow, fast)) == 0
    assert main(["fats"], (slow, fast)) == 2
    assert "no such scene: fats; there are: slow, fast" in capsys.readouterr().err
