"""The command line as a function."""

from __future__ import annotations

import pytest

from tests.support.call import Call, caller


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """`call("validate", root=folder)`: run a command line in this process."""
    return caller(capsys)
