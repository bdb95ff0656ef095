"""The secrets of a new repository: what was given, what is made, and what somebody can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clusterctl import where
from clusterctl.config.explain import explain_key
from clusterctl.problem import ConfigError, Problem, Severity, Span
from clusterctl.start.codes import SECRET_MISSING
from clusterctl.start.deploy_key import public_half
from clusterctl.start.dialogue import Ask, Question
from clusterctl.start.draft import drafted, missing_secrets
from clusterctl.start.made_secrets import Entropy, deploy_key, example_secrets, webhook_token
from clusterctl.start.secret_values import Value, value_of, variable_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """Secrets by name, the public half of the deploy key, and what is still missing."""

    values: Mapping[str, Value] = field(repr=False)
    public: str = ""
    problems: tuple[Problem, ...] = ()


def made(given: Mapping[str, Value], cluster: str, entropy: Entropy, *, webhook: bool, example: bool) -> Gathered:
    """What was given, and for the rest what can be made without anybody's help."""
    values = dict(given)
    public = public_half(str(values.get("deploy_key", "")))
    if "deploy_key" not in values:
        key = deploy_key(entropy, cluster)
        values["deploy_key"], public = key.private, key.public
    if webhook:
        values.setdefault("flux_webhook_token", webhook_token(entropy))
    if example:
        values = {**example_secrets(entropy), **values}
    return Gathered(values, public)


def completed(gathered: Gathered, text: str, recipients: tuple[str, ...], ask: Ask | None) -> Gathered:
    """With what the description asks for besides: by asking, or as a warning. An empty answer leaves it for later."""
    values, problems = dict(gathered.values), []
    for name in missing_secrets(text, drafted(values, recipients)):
        value = ask_secret(name, ask) if ask else None
        if value is None:
            problems.append(later(name))
        else:
            values[name] = value
    return replace(gathered, values=values, problems=tuple(problems))


def ask_secret(name: str, ask: Ask) -> Value | None:
    """Ask for a secret until it has its shape; None when there is no answer."""
    found = explain_key(name)
    question = Question(name, f"{name} (empty: later)", found.description if found else "", secret=True)
    while text := ask(question).strip():
        try:
            return value_of(name, text)
        except ConfigError as error:
            question = replace(question, wrong=error.problems)
    return None


def later(name: str) -> Problem:
    """The warning about a secret that is still missing."""
    hint = f"clusterctl secrets set {name} (or give {variable_of(name)} to it)"
    return Problem(
        SECRET_MISSING, f"{name} is still missing", Span(str(where.SECRETS)), hint, Severity.WARNING, key=name
    )
