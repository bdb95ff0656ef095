"""cluster.yaml as types: one file per section, each key with its default, its constraint and its description."""
