"""Patches that talhelper reads: nothing in them is a variable or a template."""

from __future__ import annotations

import pytest

from clusterctl.render.talhelper import for_talhelper


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain text", "plain text"),
        ("${x}", "$${x}"),
        ("a$", "a$$"),
        ("$$", "$$$$"),
        ("$patch", "$patch"),
        ("$patches", "$$patches"),
        ("$$patch", "$$$patch"),
        ("{{ .x }}", "{{`{{`}} .x }}"),
        ("{ }", "{ }"),
    ],
)
def test_the_marks_of_talhelper_are_escaped_but_the_directive_of_talos(text: str, written: str) -> None:
    assert for_talhelper(text) == written


def test_every_text_of_a_document_is_escaped_and_everything_else_stays() -> None:
    document = {"$x": [{"a": "$y", "b": 1, "c": True, "d": None}], "$patch": "delete"}
    assert for_talhelper(document) == {"$$x": [{"a": "$$y", "b": 1, "c": True, "d": None}], "$patch": "delete"}
