"""Asking: each answer is judged at once, what was given is not asked for, and nobody is asked where nobody is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from clusterctl.config.model.talos import PLAIN_TALOS
from clusterctl.problem import Code, ConfigError, Problem, Severity, Span
from clusterctl.start.answers import Answers
from clusterctl.start.dialogue import Question, complete

WRONG = Code("C999", "wrong", "It is wrong.", "write something else")
NODE = {"name": "a", "address": "10.0.0.11", "controller": "true", "disk": "/dev/sda", "mac_addr": "00:00:5e:00:53:11"}
GIVEN = {
    "node_cidr": "10.0.0.0/24",
    "cluster_api_addr": "10.0.0.100",
    "cluster_gateway_addr": "10.0.0.101",
    "cloudflare_domain": "example.com",
    "cloudflare_gateway_addr": "10.0.0.102",
    "cluster_dns_gateway_addr": "10.0.0.103",
    "repository_name": "example/home",
}


class Person:
    """Answers by key, one after the other; a question without an answer ready gets an empty one."""

    def __init__(self, answers: Mapping[str, str | list[str]]) -> None:
        self.answers = {key: iter([value] if isinstance(value, str) else value) for key, value in answers.items()}
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> str:
        self.asked.append(question)
        answers: Iterator[str] = self.answers.get(question.key, iter(()))
        return next(answers, "")

    def order(self) -> list[str]:
        return [question.key for question in self.asked]

    def question(self, key: str) -> Question:
        return next(question for question in self.asked if question.key == key)


def content(_answers: Answers) -> tuple[Problem, ...]:
    """A judge with nothing to say."""
    return ()


def against(key: str, value: str, severity: Severity = Severity.ERROR) -> Callable[[Answers], tuple[Problem, ...]]:
    """A judge that minds one value of one key, and the absence of everything."""
    top = key.partition("[")[0]

    def judge(answers: Answers) -> tuple[Problem, ...]:
        values = {
            **answers.settings,
            **{f"nodes[0].{name}": text for node in answers.nodes for name, text in node.items()},
        }
        wrong = [Problem(WRONG, f"{top} is wrong", Span("cluster.yaml", 3, 1), severity=severity, key=key)]
        absent = [Problem(WRONG, "absent", Span("cluster.yaml"), key="cluster_svc_cidr")] if not answers.nodes else []
        return tuple(absent + (wrong if values.get(key) == value else []))

    return judge


ENOUGH = {
    "cloudflare_domain": "example.com",
    "repository_name": "example/home",
    "nodes[0].disk": "/dev/sda",
    "nodes[0].mac_addr": "00:00:5e:00:53:11",
}


def test_a_person_who_takes_every_proposal_has_a_cluster_of_one_node() -> None:
    answers = complete(Answers(), content, Person(ENOUGH))
    assert answers.settings == {
        "node_cidr": "192.168.1.0/24",
        "cluster_api_addr": "192.168.1.100",
        "cluster_gateway_addr": "192.168.1.101",
        "cloudflare_domain": "example.com",
        "cloudflare_gateway_addr": "192.168.1.102",
        "cluster_dns_gateway_addr": "192.168.1.103",
        "repository_name": "example/home",
        "schematic_id": PLAIN_TALOS,
    }
    assert answers.nodes == (
        {
            "name": "k8s-1",
            "address": "192.168.1.11",
            "controller": "true",
            "disk": "/dev/sda",
            "mac_addr": "00:00:5e:00:53:11",
        },
    )


def test_what_was_given_is_not_asked_for() -> None:
    person = Person({})
    given = Answers({**GIVEN, "schematic_id": PLAIN_TALOS}, (NODE,))
    assert complete(given, content, person) == given
    assert person.order() == ["cluster_name", "dns_provider", "ingress_mode", "repository_visibility"]


def test_an_optional_value_is_written_only_when_it_is_not_the_default() -> None:
    person = Person({"cluster_name": "kubernetes", "repository_visibility": "private"})
    answers = complete(Answers(GIVEN, (NODE,)), content, person)
    assert "cluster_name" not in answers.settings
    assert answers.settings["repository_visibility"] == "private"


def test_a_wrong_answer_is_asked_again_with_the_words_of_the_rules() -> None:
    person = Person({**ENOUGH, "node_cidr": ["10.0.0.1/24", "10.0.0.0/24"]})
    answers = complete(Answers(), against("node_cidr", "10.0.0.1/24"), person)
    assert answers.settings["node_cidr"] == "10.0.0.0/24"
    first, second = (question for question in person.asked if question.key == "node_cidr")
    assert first.wrong == ()
    assert [(problem.message, problem.at) for problem in second.wrong] == [("node_cidr is wrong", Span(""))]


def test_a_wrong_value_of_a_node_is_asked_again_too() -> None:
    person = Person({**ENOUGH, "nodes[0].disk": ["sda", "/dev/sda"]})
    answers = complete(Answers(), against("nodes[0].disk", "sda"), person)
    assert answers.nodes[0]["disk"] == "/dev/sda"
    assert person.order().count("nodes[0].disk") == 2


def test_a_warning_is_no_reason_to_ask_again() -> None:
    person = Person({**ENOUGH, "node_cidr": "10.0.0.0/24"})
    complete(Answers(), against("node_cidr", "10.0.0.0/24", Severity.WARNING), person)
    assert person.order().count("node_cidr") == 1


def test_a_question_without_a_default_is_asked_until_it_is_answered() -> None:
    person = Person({**ENOUGH, "cloudflare_domain": ["", "  ", "example.com"]})
    complete(Answers(), content, person)
    questions = [question for question in person.asked if question.key == "cloudflare_domain"]
    assert [problem.message for question in questions for problem in question.wrong] == [
        "cloudflare_domain has no default",
        "cloudflare_domain has no default",
    ]


def test_an_answer_that_no_file_can_hold_is_asked_again() -> None:
    person = Person({**ENOUGH, "cloudflare_domain": ["exam\x07ple.com", "example.com"]})
    complete(Answers(), content, person)
    questions = [question for question in person.asked if question.key == "cloudflare_domain"]
    assert [problem.message for question in questions for problem in question.wrong] == [
        "cloudflare_domain has characters that cannot be seen"
    ]


def test_what_stands_among_the_secrets_is_not_asked_for() -> None:
    person = Person(ENOUGH)
    answers = complete(Answers(), content, person, {"cloudflare_domain"})
    assert "cloudflare_domain" not in person.order()
    assert "cloudflare_domain" not in answers.settings


def test_without_a_public_way_in_no_address_is_asked_for_it() -> None:
    person = Person({**ENOUGH, "ingress_mode": "none"})
    answers = complete(Answers(), content, person)
    assert answers.settings["ingress_mode"] == "none"
    assert "cloudflare_gateway_addr" not in person.order()


def test_without_a_dns_provider_the_way_in_is_not_asked_for() -> None:
    person = Person({**ENOUGH, "dns_provider": "none"})
    answers = complete(Answers(), content, person)
    assert "ingress_mode" not in person.order()
    assert "cloudflare_gateway_addr" not in answers.settings


def test_a_unifi_console_makes_the_name_server_needless() -> None:
    person = Person(ENOUGH)
    complete(Answers({"unifi_host": "https://10.0.0.1"}), content, person)
    assert "cluster_dns_gateway_addr" not in person.order()


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("ssh://git@gitlab.com/a/b", "gitlab"),
        ("https://git.GitLab.example:8443/a/b", "gitlab"),
        ("https://codeberg.org/a/b", "github"),
        ("https://codeberg.org/gitlab/gitlab-things", "github"),
    ],
)
def test_a_url_as_repository_asks_for_its_webhook(url: str, provider: str) -> None:
    person = Person({**ENOUGH, "repository_name": url})
    answers = complete(Answers(), content, person)
    assert answers.settings["repository_url"] == url
    assert answers.settings["repository_webhook_provider"] == provider
    assert "repository_visibility" not in person.order()


def test_more_nodes_are_asked_for_as_long_as_wanted() -> None:
    nodes = {f"nodes[{number}].{key}": "x" for number in range(4) for key in ("disk", "mac_addr")}
    person = Person({**ENOUGH, **nodes, "nodes": ["yes", "", "yes", "no"]})
    answers = complete(Answers(), content, person)
    assert [node["name"] for node in answers.nodes] == ["k8s-1", "k8s-2", "k8s-3", "k8s-4"]
    assert [node["controller"] for node in answers.nodes] == ["true", "true", "true", "false"]
    assert [node["address"] for node in answers.nodes][-1] == "192.168.1.14"


def test_a_network_that_is_too_small_gives_no_proposal_outside_of_it() -> None:
    person = Person(
        {**ENOUGH, "node_cidr": "10.0.0.0/29", "cluster_api_addr": "10.0.0.2", "nodes[0].address": "10.0.0.3"}
    )
    rest = {"cluster_gateway_addr": "10.0.0.4", "cloudflare_gateway_addr": "10.0.0.5"}
    complete(Answers({**rest, "cluster_dns_gateway_addr": "10.0.0.6"}), content, person)
    assert person.question("cluster_api_addr").default == ""


def test_nothing_is_proposed_that_the_rules_would_refuse() -> None:
    def judge(answers: Answers) -> tuple[Problem, ...]:
        """Every value of a node is one of its own, and no address is given twice."""
        used = [answers.settings.get("cluster_gateway_addr"), *(node.get("address") for node in answers.nodes)]
        names = [node["name"] for node in answers.nodes]
        double = len(set(used)) < len(used) or len(set(names)) < len(names)
        return (Problem(WRONG, "twice", Span(""), key="nodes[0].name"),) if double else ()

    person = Person(
        {
            **{f"nodes[{number}].{key}": "x" for number in (0, 1) for key in ("disk", "mac_addr")},
            **ENOUGH,
            "cluster_gateway_addr": "192.168.1.11",
            "nodes[0].name": "k8s-2",
            "nodes": ["yes", "no"],
        }
    )
    answers = complete(Answers(), judge, person)
    assert [node["address"] for node in answers.nodes] == ["192.168.1.12", "192.168.1.13"]
    assert [node["name"] for node in answers.nodes] == ["k8s-2", "k8s-3"]
    assert [question.wrong for question in person.asked if question.wrong] == []


def test_where_the_rules_accept_no_suggestion_none_is_made() -> None:
    def judge(answers: Answers) -> tuple[Problem, ...]:
        address = answers.settings.get("cluster_api_addr", "192.168.1.9")
        return () if address == "192.168.1.9" else (Problem(WRONG, "no", Span(""), key="cluster_api_addr"),)

    person = Person({**ENOUGH, "cluster_api_addr": "192.168.1.9"})
    complete(Answers(), judge, person)
    assert person.question("cluster_api_addr").default == ""


def test_questions_are_explained_in_the_words_of_the_model() -> None:
    person = Person(ENOUGH)
    complete(Answers(), content, person)
    assert person.question("node_cidr").about
    assert person.question("nodes[0].disk").about


def test_without_anybody_to_ask_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        complete(Answers({"node_cidr": "10.0.0.0/24"}), content, None)
    assert [problem.key for problem in caught.value.problems] == [
        "cluster_api_addr",
        "cluster_gateway_addr",
        "cloudflare_domain",
        "cloudflare_gateway_addr",
        "cluster_dns_gateway_addr",
        "repository_name",
        "nodes",
    ]
    assert {problem.code.id for problem in caught.value.problems} == {"I001"}
    assert all("--" in problem.hint for problem in caught.value.problems)


def test_without_anybody_to_ask_what_needs_nobodys_word_is_filled_in() -> None:
    answers = complete(Answers(GIVEN, (NODE,)), content, None)
    assert answers.settings == {**GIVEN, "schematic_id": PLAIN_TALOS}


@pytest.mark.parametrize("ask", [None, Person({})])
def test_a_given_value_that_is_wrong_is_an_error_without_a_place(ask: Person | None) -> None:
    with pytest.raises(ConfigError) as caught:
        complete(Answers(GIVEN, (NODE,)), against("node_cidr", "10.0.0.0/24"), ask)
    (problem,) = caught.value.problems
    assert (problem.message, problem.at) == ("node_cidr is wrong", Span(""))
    assert ask is None or ask.asked == []


def test_what_is_wrong_as_a_whole_is_told_at_the_end() -> None:
    def judge(answers: Answers) -> tuple[Problem, ...]:
        return (Problem(WRONG, "no controller", Span("cluster.yaml"), key="nodes"),) if answers.nodes else ()

    with pytest.raises(ConfigError, match="no controller"):
        complete(Answers(), judge, Person(ENOUGH))
