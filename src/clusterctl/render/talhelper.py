"""Text that talhelper shall leave as it is: it takes patches for Go templates and puts variables into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_TEMPLATE: Final = "{{"
_QUOTED: Final = "{{`{{`}}"
_VARIABLE: Final = re.compile(r"\$(?!patch(?!\w))")
"""A mark of a variable; but talenv.yaml gives $patch, the directive of Talos' own syntax, its own name as value."""


def for_talhelper(value: object) -> object:
    """A document for a patch file that talhelper reads: every text in it arrives at Talos as it is here."""
    if isinstance(value, str):
        return _VARIABLE.sub("$$", value.replace(_TEMPLATE, _QUOTED))
    if isinstance(value, Mapping):
        return {for_talhelper(key): for_talhelper(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [for_talhelper(item) for item in value]
    return value
