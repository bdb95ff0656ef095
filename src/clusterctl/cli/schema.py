"""`clusterctl schema`."""

from __future__ import annotations

import sys

from clusterctl.cli.common import Common
from clusterctl.cli.streams import say
from clusterctl.problem import Exit


def schema(_common: Common) -> int:
    """Print the JSON Schema of cluster.yaml."""
    import json

    from clusterctl.config.schema import json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False), sys.stdout)
    return Exit.FINE
