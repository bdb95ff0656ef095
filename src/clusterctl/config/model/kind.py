"""How one kind of value is read, checked, and described in words and as JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from clusterctl.config.value import printable
from clusterctl.problem import Code

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `read` turns what YAML gave into the value, or raises what `refuse` makes."""

    name: str
    read: Callable[[object], object]
    schema: Mapping[str, object] = field(default_factory=dict, hash=False)
    rule: str = ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic asks: `read` is all the checking there is."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Pydantic asks for what an editor may accept."""
        return dict(self.schema)


def refuse(code: Code, message: str, hint: str = "", *, quotable: bool = True) -> PydanticCustomError:
    """The refusal of a value; `message` goes on after the key's name, `hint` says what to do."""
    return PydanticCustomError(
        code.id, "{message}", {"message": message, "hint": hint or code.fix, "quotable": quotable}
    )


def quoted(text: str) -> str:
    """A value as a message shows it: on one line and not endless."""
    line = printable(" ".join(text.split())) or '""'
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
