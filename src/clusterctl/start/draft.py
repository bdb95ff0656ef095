"""A description before it is a file: the example with answers in it, judged by the rules of every description."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from clusterctl import where
from clusterctl.config.codes.secrets import SECRET_MISSING
from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Plain, Source, Value, plain_value, read_source
from clusterctl.config.understand import understand
from clusterctl.problem import Problem
from clusterctl.render.emit import emit, flow
from clusterctl.start.answers import Answers
from clusterctl.start.dialogue import Judge
from clusterctl.start.sample import fill
from clusterctl.start.secrets_file import nested

ENCRYPTED = "ENC[AES256_GCM,data:,iv:,tag:,type:str]"


def judge_of(sample: str, secrets: Secrets) -> Judge:
    """Who judges answers in the example; a secret that is still to come is no fault."""

    def judge(answers: Answers) -> tuple[Problem, ...]:
        problems = understand(source_of(fill(sample, answers.settings, answers.nodes)), secrets)[1]
        return tuple(problem for problem in problems if problem.code is not SECRET_MISSING)

    return judge


def source_of(text: str) -> Source:
    """The text of a description, read. Raises a ConfigError when it is no YAML."""
    return read_source(str(where.DESCRIPTION), text.encode())


def missing_secrets(text: str, secrets: Secrets) -> tuple[str, ...]:
    """The names of the secrets that a description asks for and that are not there."""
    problems = understand(source_of(text), secrets)[1]
    names = (problem.key.partition(".")[0] for problem in problems if problem.code is SECRET_MISSING)
    return tuple(name for name in dict.fromkeys(names) if name in SECRETS)


def drafted(names: Collection[str], recipients: Collection[str]) -> Secrets:
    """Secrets by these names, as they will be once they are sealed."""
    tokens: dict[tuple[str, ...], str] = {place: ENCRYPTED for name in names for place in places_of(name)}
    return Secrets(
        path=str(where.SECRETS),
        present=True,
        tokens=MappingProxyType(tokens),
        blank=frozenset(),
        recipients=frozenset(recipients),
        source=source_of(emit(nested(tokens))),
    )


def places_of(name: str) -> tuple[tuple[str, ...], ...]:
    """The leaves of a secret."""
    fields = SECRETS[name].fields if name in SECRETS else ()
    return tuple((name, part) for part in fields) or (tuple(name.split(".")),)


def example_of(sample: str) -> Answers:
    """The values of the example itself."""
    data = source_of(sample).data
    nodes = data.get("nodes")
    settings = {key: text_of(value) for key, value in data.items() if key != "nodes"}
    return Answers(
        settings, tuple(node_of(node) for node in nodes if isinstance(node, dict)) if isinstance(nodes, list) else ()
    )


def node_of(node: Mapping[str, Value]) -> Mapping[str, str]:
    """A node of the example as text."""
    return {key: text_of(value) for key, value in node.items()}


def text_of(value: Value) -> str:
    """A value as it is typed."""
    if isinstance(value, Plain):
        return value.text
    return value if isinstance(value, str) else flow(plain_value(value))
