"""`clusterctl explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterctl.cli.common import Common
from clusterctl.problem import Code, Exit

Subject = Annotated[
    str, typer.Argument(metavar="[KEY or CODE]", help="A key such as nodes[].disk, or a code such as C102.")
]


def explain(_common: Common, subject: Subject = "") -> int:
    """Explain a key of cluster.yaml or the code of a problem; without an argument, list them all."""
    from clusterctl.cli.subjects import all_codes, describe_key, listing, unknown

    codes = all_codes()
    if not subject:
        print(listing(codes))
    elif code := codes.get(subject.upper()):
        print(as_text(code))
    elif text := describe_key(subject):
        print(text)
    else:
        raise unknown(subject, codes)
    return Exit.FINE


def as_text(code: Code) -> str:
    """A code as people read it."""
    return f"{code.id}  {code.title}\n\nwhy  {code.why}\nfix  {code.fix}"
