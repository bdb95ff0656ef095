"""The root of all models, and how a key is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

Known = Mapping[str, Any]
"""The values of the keys that were declared, and read, before."""


class UnknownValueError(Exception):
    """A value could not be read, so nothing that depends on it can be judged; its own problem is told elsewhere."""


class Section(BaseModel):
    """A frozen part of the description that has no keys beyond its own.

    A model that is only partly valid lacks the fields that failed; reading one raises UnknownValueError.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def partly(cls, values: Mapping[str, Any], given: Iterable[str]) -> Self:
        """A model with these values alone, none of them checked here; `model_construct` would add defaults.

        `given` are the keys that were written, whether or not their values could be read.
        """
        made = cls.__new__(cls)
        for name, value in (
            ("__dict__", dict(values)),
            ("__pydantic_fields_set__", set(given)),
            ("__pydantic_extra__", None),
            ("__pydantic_private__", None),
        ):
            object.__setattr__(made, name, value)
        return made

    def given(self, *keys: str) -> tuple[str, ...]:
        """Those of the keys that are written in the file, in this order."""
        return tuple(key for key in keys if key in self.model_fields_set)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name in type(self).model_fields:
                raise UnknownValueError(name)
            return super().__getattr__(name)


def required(about: str, example: object, was: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - like pydantic.Field
    """A key that must be given. `was` are its former names, which go on working with a warning."""
    return Field(description=about, examples=[example], json_schema_extra={"was": list(was)})


def optional(about: str, example: object, default: object, was: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - as above
    """A key with a fixed default; None or "" where there is nothing when it is not given."""
    return Field(default, description=about, examples=[example], json_schema_extra={"was": list(was)})


def computed(
    about: str,
    example: object,
    default: Callable[[Known], object],
    shown: str,
    was: tuple[str, ...] = (),
) -> Any:  # noqa: ANN401 - as above
    """A key whose default follows from keys before it; `shown` says how."""
    extra: dict[str, Any] = {"was": list(was), "shown": shown}
    return Field(default_factory=default, description=about, examples=[example], json_schema_extra=extra)
