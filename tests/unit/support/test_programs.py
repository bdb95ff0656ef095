"""The table of real programs."""

from __future__ import annotations

import pytest

from tests.support.programs import NEEDED, PROGRAMS


def test_what_is_needed_can_be_built() -> None:
    assert set(NEEDED) <= PROGRAMS.keys()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_kept_by_name_and_version(name: str) -> None:
    entry = PROGRAMS[name]
    assert entry.folder.name.startswith(f"{entry.name}-{entry.version}")
    assert len({other.folder for other in PROGRAMS.values()}) == len(PROGRAMS)
