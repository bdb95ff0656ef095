"""The files that describe an app, as types."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from clusterctl.catalog import model

MODELS = [value for value in vars(model).values() if isinstance(value, type) and issubclass(value, model.Entry)]


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_every_key_says_what_it_is_for(kind: type[BaseModel]) -> None:
    assert [name for name, info in kind.model_fields.items() if not (info.description or "").endswith(".")] == []
