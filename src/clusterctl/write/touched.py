"""Which values of a sealed file a change touches: their keys, never the values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clusterctl.config.value import dotted
from clusterctl.render.tree import Rule
from clusterctl.write.block import is_covered, leaves
from clusterctl.write.change import Touched


def touched(held: object, wanted: Mapping[str, object], rule: Rule) -> tuple[Touched, ...]:
    """The encrypted values that differ between what a file holds and what it should hold."""
    regex = re.compile(rule.encrypted_regex)
    before, after = (
        {dotted(loc): value for loc, value in leaves(data) if is_covered(regex, loc)} for data in (held, wanted)
    )
    keys = sorted(before.keys() | after.keys())
    differing = (key for key in keys if key not in before or key not in after or before[key] != after[key])
    return tuple(Touched(key, key in before, key in after) for key in differing)
