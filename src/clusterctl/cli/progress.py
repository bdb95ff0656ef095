"""Progress: a spinner on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from clusterctl.cli.common import Common
from clusterctl.cli.report import moves, paints
from clusterctl.cli.streams import printable, say

if TYPE_CHECKING:
    from rich.status import Status


class Progress:
    """Says which step a run is in. Nothing is imported and nothing shown before the first step that takes time."""

    def __init__(self, common: Common) -> None:
        self.silent = common.quiet
        self.live = moves(sys.stderr)
        self.plain = not paints(common, sys.stderr)
        self.status: Status | None = None

    def step(self, text: str) -> None:
        """Begin a step; it ends when the next one begins or the run ends."""
        if self.silent:
            return
        if not self.live:
            say(printable(text), sys.stderr)
        elif self.status is None:
            from rich.console import Console

            console = Console(stderr=True, no_color=self.plain, highlight=False, markup=False)
            self.status = console.status(printable(text))
            self.status.start()
        else:
            self.status.update(printable(text))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is not None:
            self.status.stop()
