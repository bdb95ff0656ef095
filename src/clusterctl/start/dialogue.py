"""Asking for what was not given, and judging each answer at once by the rules of cluster.yaml itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from clusterctl.config.explain import explain_key
from clusterctl.problem import ConfigError, Problem, Span, errors
from clusterctl.start.answers import Answers
from clusterctl.start.codes import MISSING
from clusterctl.start.topics import TOPICS, Topic, node_topics


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask a person. `wrong` says why the last answer did not do; an empty answer takes the default."""

    key: str
    text: str
    about: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    secret: bool = False
    wrong: tuple[Problem, ...] = ()


Ask = Callable[[Question], str]
"""A person at a terminal."""
Judge = Callable[[Answers], tuple[Problem, ...]]
"""All problems of a description that holds these answers."""
TRIES = 32
"""How many suggestions are judged before none is made."""
ANOTHER = Question("nodes", "another node", choices=("yes", "no"))


def faults(answers: Answers, judge: Judge) -> tuple[Problem, ...]:
    """What is wrong with the answers so far. Values that are still to come are no fault."""
    return tuple(unplaced(problem) for problem in errors(judge(answers)) if answers.holds(problem.key))


def unplaced(problem: Problem) -> Problem:
    """A problem of a value that stands in no file yet."""
    return replace(problem, at=Span(""), related=())


def refuse(problems: tuple[Problem, ...]) -> None:
    """Stop at problems of values that stand in no file yet."""
    if problems:
        raise ConfigError(unplaced(problem) for problem in problems)


def complete(answers: Answers, judge: Judge, ask: Ask | None, elsewhere: Collection[str] = ()) -> Answers:
    """All answers that a description needs, asked for where there is somebody to ask.

    `elsewhere` are keys that have their value in secrets.sops.yaml. Raises a ConfigError for given values that are
    wrong, and, without anybody to ask, for all that are missing.
    """
    refuse(faults(answers, judge))
    topics = tuple(topic for topic in TOPICS if topic.key not in elsewhere)
    if ask is None:
        refuse(tuple(missing(topics, answers)))
        answers = with_suggestions(answers)
        refuse(errors(judge(answers)))
        return answers
    for topic in topics:
        if wanted(topic, answers):
            answers = put_answer(topic, answers, judge, ask)
    if not answers.nodes:
        answers = ask_nodes(answers, judge, ask)
    refuse(errors(judge(answers)))
    return answers


def wanted(topic: Topic, answers: Answers) -> bool:
    """Whether a value is still to be had."""
    return topic.key not in answers.settings and topic.when(answers)


def missing(topics: Iterable[Topic], answers: Answers) -> Iterator[Problem]:
    """The values that only a person could give."""
    for topic in topics:
        if wanted(topic, answers) and not topic.optional and topic.key not in SAFE:
            example = explain(topic.key)[1] or "…"
            hint = f"give --set {topic.key}={example}, or run init on a terminal, or try --example"
            yield Problem(MISSING, f"{topic.key} is missing: {topic.text}", Span(""), hint, key=topic.key)
    if not answers.nodes:
        hint = "give --node name=k8s-1,address=…,disk=…,mac_addr=… for each node"
        yield Problem(MISSING, "nodes are missing", Span(""), hint, key="nodes")


SAFE = ("schematic_id", "repository_webhook_provider")
"""Suggestions that fit without anybody having looked at them."""


def with_suggestions(answers: Answers) -> Answers:
    """The answers with those values that need nobody's word."""
    for topic in TOPICS:
        if topic.key in SAFE and wanted(topic, answers):
            answers = answers.put(topic.key, next(iter(topic.suggest(answers))))
    return answers


def put_answer(topic: Topic, answers: Answers, judge: Judge, ask: Ask) -> Answers:
    """Ask until the answer fits the others. An optional value that is the default is left out."""

    def put(text: str) -> Answers:
        return answers.put(topic.key, text)

    default = proposal(topic, answers, put, judge)
    value, fitting = ask_value(question(topic, topic.key, default), put, judge, ask)
    return answers if topic.optional and value == default else fitting


def proposal(topic: Topic, answers: Answers, put: Callable[[str], Answers], judge: Judge) -> str:
    """The first suggestion that the rules accept beside what was answered before; "" when there is none."""
    fitting = (text for text in islice(topic.suggest(answers), TRIES) if not text or not faults(put(text), judge))
    return next(fitting, "")


def ask_nodes(answers: Answers, judge: Judge, ask: Ask) -> Answers:
    """Ask for nodes until there are enough: one, or an odd number, is proposed as enough."""
    while True:
        answers = ask_node(len(answers.nodes), answers, judge, ask)
        question = replace(ANOTHER, default="yes" if len(answers.nodes) % 2 == 0 else "no")
        if (ask(question) or question.default) not in {"yes", "y", "true"}:
            return answers


def ask_node(number: int, answers: Answers, judge: Judge, ask: Ask) -> Answers:
    """Ask for all values of one node."""
    for topic in node_topics(number):
        key, before = f"nodes[{number}].{topic.key}", answers

        def put(text: str, key: str = topic.key, before: Answers = before) -> Answers:
            return before.put_node(number, key, text)

        _, answers = ask_value(question(topic, key, proposal(topic, answers, put, judge)), put, judge, ask)
    return answers


def ask_value(question: Question, put: Callable[[str], Answers], judge: Judge, ask: Ask) -> tuple[str, Answers]:
    """Ask one question until nothing is wrong with the answer."""
    while True:
        value = ask(question).strip() or question.default
        answers = put(value)
        wrong = faults(answers, judge) if value and value.isprintable() else (unusable(question, value),)
        if not wrong:
            return value, answers
        question = replace(question, wrong=wrong)


def unusable(question: Question, value: str) -> Problem:
    """The problem of a question that got no answer, or one that no file can hold."""
    what = "has characters that cannot be seen" if value else "has no default"
    return Problem(MISSING, f"{question.key} {what}", Span(""), "type a value", key=question.key)


def question(topic: Topic, key: str, default: str) -> Question:
    """A topic as a question, explained in the words of the model."""
    return Question(key, topic.text, explain(key)[0], default, topic.choices)


def explain(key: str) -> tuple[str, str]:
    """The description and the example that the model has for a key."""
    found = explain_key(key)
    return (found.description, str(found.example)) if found else ("", "")
