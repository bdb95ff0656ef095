"""Problems of the command line itself."""

from __future__ import annotations

from clusterctl.problem import Code

BUG = Code(
    "X001",
    "clusterctl has a bug",
    "The program met a situation that its authors did not foresee. Nothing of yours is at fault.",
    "report the lines that were printed, with the command and the output of `clusterctl --version`",
)
USAGE = Code(
    "X002",
    "the command line does not fit",
    "An option or argument is unknown, missing or contradicts another one.",
    "`clusterctl COMMAND --help` tells what there is",
)
UNKNOWN_SUBJECT = Code(
    "X003",
    "nothing is known by that name",
    "`explain` knows the keys of cluster.yaml and the codes of problems.",
    "check the spelling, or list all keys and codes with `clusterctl explain`",
)
MACHINE = Code(
    "X004",
    "the machine refused",
    "The operating system refused a file operation: a full disk, a read-only file system or missing rights.",
    "free space or give the rights, then run the same command again",
)

CODES = (BUG, USAGE, UNKNOWN_SUBJECT, MACHINE)
