"""A fault of the description before it has a line: what is wrong with which key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc, Source
from clusterctl.config.value import dotted
from clusterctl.problem import Code, Problem, Severity, Span


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one key. `says` goes on after the key's name.

    It is told at the first of `at` that is written in cluster.yaml, or else at the key; the other ones of `at` are
    related places. With `in_secrets` it is told in secrets.sops.yaml where none of `at` is written.
    """

    code: Code
    loc: Loc
    says: str
    hint: str = ""
    at: tuple[Loc, ...] = ()
    severity: Severity = Severity.ERROR
    quotable: bool = True
    in_secrets: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Where faults are told. `moved` maps a key to the former name under which it was written."""

    settings: Source
    secrets: Secrets
    moved: dict[Loc, Loc]

    def problem(self, fault: Fault) -> Problem:
        """The fault with its line, column and related places."""
        spans = self._written(fault.at or (fault.loc,))
        at = spans[0] if spans else self._elsewhere(fault)
        message = f"{dotted(fault.loc)} {fault.says}"
        hint = fault.hint or fault.code.fix
        return Problem(
            fault.code, message, at, hint, fault.severity, tuple(spans[1:]), dotted(fault.loc), quotable=fault.quotable
        )

    def _written(self, locs: Iterable[Loc]) -> list[Span]:
        spans = (self.settings.places.get(self._former(loc)) for loc in locs)
        return list(dict.fromkeys(span for span in spans if span))

    def _elsewhere(self, fault: Fault) -> Span:
        if fault.in_secrets:
            source = self.secrets.source
            return source.locate(fault.loc) if source else Span(self.secrets.path)
        found = self.settings.locate(self._former(fault.loc))
        return found if found.line else Span(self.settings.path, 1, 1)

    def _former(self, loc: Loc) -> Loc:
        for length in range(len(loc), 0, -1):
            if (former := self.moved.get(loc[:length])) is not None:
                return (*former, *loc[length:])
        return loc
