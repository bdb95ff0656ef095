"""What SARIF 2.1.0 (section 3) asks of the parts that are written here, as a JSON Schema of our own."""

from __future__ import annotations

from collections.abc import Mapping

SHORT = {"type": "string", "minLength": 1}
URI_REFERENCE = {"type": "string", "pattern": r"^([a-z][a-z0-9+.-]*:)?[A-Za-z0-9._~!$&'()*+,;=@/%-]*$", "minLength": 1}
POSITIVE = {"type": "integer", "minimum": 1}


def made_of(required: Mapping[str, object], **optional: object) -> dict[str, object]:
    """An object with these properties and no others, as the schema of the standard has them."""
    properties = {**required, **optional}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def set_of(item: object) -> dict[str, object]:
    """A list without repetition."""
    return {"type": "array", "items": item, "uniqueItems": True}


TEXT = made_of({"text": SHORT})
REGION = made_of({"startLine": POSITIVE}, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE)
PHYSICAL = made_of({"artifactLocation": made_of({"uri": URI_REFERENCE})}, region=REGION)
LOCATION = made_of({"physicalLocation": PHYSICAL})
RULE = made_of({"id": SHORT}, shortDescription=TEXT, help=TEXT)
RESULT = made_of(
    {"message": TEXT},
    ruleId=SHORT,
    level={"enum": ["none", "note", "warning", "error"]},
    locations={"type": "array", "items": LOCATION},
    relatedLocations=set_of(LOCATION),
)
DRIVER = made_of({"name": SHORT}, version=SHORT, rules=set_of(RULE))
RUN = made_of(
    {"tool": made_of({"driver": DRIVER})},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
LOG = {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN, "minItems": 1}}
SCHEMA = made_of(LOG, **{"$schema": URI_REFERENCE})
