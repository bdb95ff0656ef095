"""`clusterctl schema`."""

from __future__ import annotations

import sys

from clusterctl.cli.common import Common
from clusterctl.cli.streams import say, write_utf8
from clusterctl.problem import Exit


def schema(_common: Common) -> int:
    """Print the JSON Schema of cluster.yaml."""
    import json

    from clusterctl.config.schema import json_schema

    write_utf8()
    say(json.dumps(json_schema(), indent=2, ensure_ascii=False), sys.stdout)
    return Exit.FINE
