"""`clusterctl schema`."""

from __future__ import annotations

from clusterctl.cli.common import Common
from clusterctl.problem import Exit


def schema(_common: Common) -> int:
    """Print the JSON Schema of cluster.yaml."""
    import json

    from clusterctl.config.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return Exit.FINE
