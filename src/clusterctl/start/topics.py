"""What init asks for, in order; a new question is one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import count

from clusterctl.config.model.repository_kinds import host_of
from clusterctl.config.model.talos import PLAIN_TALOS
from clusterctl.start.answers import Answers


def always(_answers: Answers) -> bool:
    """A question for everybody."""
    return True


Suggest = Callable[[Answers], Iterable[str]]
"""What may be proposed, the best first."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One value to ask for. `suggest` proposes values; `optional` says that the model has the first as its default.

    What is optional is never demanded, and not written when the answer is the default.
    """

    key: str
    text: str
    suggest: Suggest
    optional: bool = False
    choices: tuple[str, ...] = ()
    when: Callable[[Answers], bool] = always


def fixed(text: str) -> Suggest:
    """The same proposal for everybody."""
    return lambda _answers: (text,)


def address(number: int) -> Suggest:
    """The addresses from a number on in the network of the nodes; nothing where the network is too small."""

    def propose(answers: Answers) -> Iterator[str]:
        network = IPv4Network(answers.settings["node_cidr"])
        return (str(network[index]) for index in range(number, network.num_addresses - 1))

    return propose


def numbered(number: int) -> Suggest:
    """The names of nodes from a number on."""
    return lambda _answers: (f"k8s-{index}" for index in count(number))


def ingress(answers: Answers) -> str:
    """The way in that belongs to who hosts the domain."""
    default = "cloudflare-tunnel" if answers.settings.get("dns_provider", "cloudflare") == "cloudflare" else "none"
    return answers.settings.get("ingress_mode", default)


def has_public_gateway(answers: Answers) -> bool:
    """Whether anything is open to the internet."""
    return ingress(answers) != "none"


def needs_dns_gateway(answers: Answers) -> bool:
    """Whether the name server for the local network runs in the cluster."""
    return "unifi_host" not in answers.settings


def repository_unknown(answers: Answers) -> bool:
    """Whether the repository is named neither by its short form nor by a URL."""
    return not {"repository_name", "repository_url"} & set(answers.settings)


def at_github(answers: Answers) -> bool:
    """Whether the repository is named by GitHub's short form."""
    return "repository_name" in answers.settings


def elsewhere(answers: Answers) -> bool:
    """Whether the repository is named by a URL."""
    return "repository_url" in answers.settings


def webhook(answers: Answers) -> Iterable[str]:
    """The kind of webhook that fits the host."""
    return ("gitlab" if "gitlab" in host_of(answers.settings["repository_url"]) else "github",)


TOPICS = (
    Topic("cluster_name", "name of the cluster", fixed("kubernetes"), optional=True),
    Topic("node_cidr", "network of the nodes", fixed("192.168.1.0/24")),
    Topic("cluster_api_addr", "free address for the Kubernetes API", address(100)),
    Topic("cluster_gateway_addr", "free address for apps inside the local network", address(101)),
    Topic("cloudflare_domain", "domain of the apps", fixed("")),
    Topic("dns_provider", "who hosts the domain", fixed("cloudflare"), optional=True, choices=("cloudflare", "none")),
    Topic(
        "ingress_mode",
        "how the internet reaches the apps",
        lambda answers: (ingress(answers),),
        optional=True,
        choices=("cloudflare-tunnel", "direct", "none"),
        when=lambda answers: answers.settings.get("dns_provider", "cloudflare") == "cloudflare",
    ),
    Topic("cloudflare_gateway_addr", "free address for apps on the internet", address(102), when=has_public_gateway),
    Topic("cluster_dns_gateway_addr", "free address for the name server", address(103), when=needs_dns_gateway),
    Topic("repository_name", "this repository, as owner/name at GitHub or a URL", fixed(""), when=repository_unknown),
    Topic(
        "repository_visibility",
        "who can read the repository",
        fixed("public"),
        optional=True,
        choices=("public", "private"),
        when=at_github,
    ),
    Topic(
        "repository_webhook_provider",
        "what tells Flux about a push",
        webhook,
        choices=("github", "gitlab", "generic-hmac", "none"),
        when=elsewhere,
    ),
    Topic("schematic_id", "what is built into Talos, from factory.talos.dev", fixed(PLAIN_TALOS)),
)


def node_topics(number: int) -> tuple[Topic, ...]:
    """The questions for a node, the first one having number 0."""
    return (
        Topic("name", "name of the node", numbered(number + 1)),
        Topic("address", "its address", address(11 + number)),
        Topic("controller", "is it a controller", fixed("true" if number < 3 else "false"), choices=("true", "false")),  # noqa: PLR2004 - three controllers are the usual cluster
        Topic("disk", "path or serial number of the disk for Talos", fixed("")),
        Topic("mac_addr", "MAC address of its network card", fixed("")),
    )
