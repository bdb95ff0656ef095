"""Templates to text: each is compiled once, when it is first rendered, and its failures name their places."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from jinja2 import Template, TemplateError
from jinja2.exceptions import TemplateSyntaxError

from clusterctl.catalog.text import Texts
from clusterctl.config.source import Source
from clusterctl.problem import ConfigError
from clusterctl.render import codes
from clusterctl.render.blame import Blame
from clusterctl.render.sandbox import RefusedError, Sandbox
from clusterctl.render.syntax import prepare

LARGEST_OUTPUT: Final = 4_000_000
"""Characters of one rendered file."""

_MARKS: Final = ("#{", "#%", "#|")
_FAILURES: Final = (
    *(TemplateError, RefusedError, RecursionError, SyntaxError, MemoryError),
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
)
"""What an expression can raise, whatever its author wrote."""


class Engine:
    """Renders templates by their path. With `settings`, a problem of a value points to its key in cluster.yaml."""

    def __init__(self, templates: Texts, settings: Source | None = None) -> None:
        self._templates = templates
        self._settings = settings
        self._sandbox = Sandbox()
        self._compiled: dict[PurePosixPath, Template] = {}

    def render(self, name: PurePosixPath, context: Mapping[str, object]) -> str:
        """The text that a template makes of its names; a ConfigError names the line and the key of cluster.yaml."""
        text = self._templates[name]
        if name.suffix != ".j2" or not any(mark in text.content for mark in _MARKS):
            return text.content.replace("\r\n", "\n")
        blame = Blame(text, context, self._settings)
        try:
            return self._run(self._template(name), context)
        except TemplateSyntaxError as error:
            raise ConfigError([blame.syntax(error)]) from error
        except _FAILURES as error:
            raise ConfigError([blame.failure(error, self._sandbox)]) from error

    def source(self, name: PurePosixPath | None) -> str:
        """The path of a template for messages."""
        return self._templates[name].source if name else ""

    def _template(self, name: PurePosixPath) -> Template:
        template = self._compiled.get(name)
        if template is None:
            content = self._templates[name].content
            code = self._sandbox.compile(prepare(self._sandbox, content), str(name), str(name))
            template = Template.from_code(self._sandbox, code, {})
            self._compiled[name] = template
        return template

    def _run(self, template: Template, context: Mapping[str, object]) -> str:
        self._sandbox.rounds = 0
        parts: list[str] = []
        length = 0
        for part in template.root_render_func(template.new_context(dict(context))):
            parts.append(part)
            length += len(part)
            if length > LARGEST_OUTPUT:
                raise RefusedError(codes.LIMIT, f"the output is longer than {LARGEST_OUTPUT:,} characters")
        return "".join(parts)
