"""The JSON Schema of cluster.yaml, for editors: it accepts whatever the model accepts."""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import BaseModel

from clusterctl.config.model.apps import AppSettings
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.node import Node

Properties: TypeAlias = dict[str, dict[str, Any]]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
ABOUT = ("title", "description", "default", "examples")
BLANK: dict[str, object] = {"enum": ["", None]}
APP_ID = "^[a-z0-9-]+/[a-z0-9-]+$"


def json_schema() -> dict[str, object]:
    """The schema with a description, an example, the default and the constraint of every key."""
    schema = Cluster.model_json_schema()
    parts = schema.pop("$defs")
    found: dict[str, object] = {"$schema": DRAFT, **_object(schema, Cluster), "title": "cluster.yaml"}
    found["description"] = "The whole description of a cluster for clusterctl."
    found["$defs"] = {model.__name__: _object(parts[model.__name__], model) for model in (Node, AppSettings)}
    properties = found["properties"]
    if isinstance(properties, dict):
        properties["apps"]["propertyNames"] = {"pattern": APP_ID}
    return found


def _object(schema: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    properties: Properties = {}
    for name, described in schema["properties"].items():
        former = described.pop("was", [])
        properties[name] = _property(name, described, optional=name not in required)
        for old in former:
            properties[old] = {"$ref": f"#/properties/{name}", "deprecated": True}
    return {**schema, "title": model.__name__, "properties": properties}


def _property(name: str, described: dict[str, Any], *, optional: bool) -> dict[str, Any]:
    """A key's schema; an optional key may also stand there blank, which counts as absent."""
    shown = described.pop("shown", "")
    about = {key: described.pop(key) for key in ABOUT if key in described}
    about["title"] = name
    if about.get("default") in (None, ""):
        about.pop("default", None)
    if shown:
        about["description"] = f"{about['description']} Default: {shown}."
    if not optional:
        return {**about, **described}
    forms = described.pop("anyOf", None) or [described]
    return {**about, "anyOf": [*(form for form in forms if form != {"type": "null"}), BLANK]}
