"""The one currency of the program: a place, what is wrong there, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Exit(IntEnum):
    """The exit codes of the command line; the table stands in the README."""

    FINE = 0
    BUG = 1
    CONFIG = 2
    LINT = 3
    CHANGES = 4
    TOOL = 5
    UNSETTLED = 6
    CONFLICT = 7
    INTERRUPTED = 130


class Severity(StrEnum):
    """How bad a problem is: only an error stops a command."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file. `path` is relative to the repository; line and column count from 1, 0 means the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem with a stable id, as `clusterctl explain` prints it."""

    id: str
    title: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at one place.

    `message` is a sentence that names the key or the path; `hint` says what to do next. `key` is the dotted key
    (`nodes[0].address`) where there is one. `quotable` is false where the source line may hold a secret.
    """

    code: Code
    message: str
    at: Span
    hint: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[Span, ...] = ()
    key: str = ""
    quotable: bool = True


class ClusterctlError(Exception):
    """The root of every failure that a user may see; it carries all its problems and the exit code they mean."""

    exit = Exit.CONFIG

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class ConfigError(ClusterctlError):
    """The description (cluster.yaml, secrets.sops.yaml, templates) or the command line is wrong."""


class LintError(ClusterctlError):
    """The rendered tree would not work."""

    exit = Exit.LINT


class ToolError(ClusterctlError):
    """Another program is missing, failed or did not end, or the machine refused a file operation."""

    exit = Exit.TOOL


class ClosedError(ToolError):
    """A sealed file does not open: no key at hand fits, or the file itself is at fault. The tool did its work."""


class ConflictError(ClusterctlError):
    """A file of the user's stands where a rendered one should go."""

    exit = Exit.CONFLICT


class TerminatedError(KeyboardInterrupt):
    """Somebody asked this program to end. Handled like Ctrl-C, which a program on the terminal would have got too."""


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only the problems that stop a command."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
