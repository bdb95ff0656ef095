"""What init knows about the cluster: the values that were given, and those that were answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.suggest import suggest
from clusterctl.problem import ConfigError, Problem, Span
from clusterctl.start.codes import MISSHAPEN, UNKNOWN
from clusterctl.start.secret_values import variable_of

NODE_KEYS = ("name", "address", "controller", "disk", "mac_addr", "schematic_id", "mtu", "secureboot", "encrypt_disk")


@dataclass(frozen=True, slots=True)
class Answers:
    """Settings and nodes as text, by the names they have in cluster.yaml. None of them is a secret."""

    settings: Mapping[str, str] = field(default_factory=dict)
    nodes: tuple[Mapping[str, str], ...] = ()

    def put(self, key: str, value: str) -> Answers:
        """The answers with one more setting. A repository that is given as a URL goes where URLs go."""
        name = "repository_url" if key == "repository_name" and "://" in value else key
        return replace(self, settings={**self.settings, name: value})

    def put_node(self, number: int, key: str, value: str) -> Answers:
        """The answers with one more value of a node; the number after the last one begins a new node."""
        nodes = [*self.nodes, *([{}] if number == len(self.nodes) else [])]
        nodes[number] = {**nodes[number], key: value}
        return replace(self, nodes=tuple(nodes))

    def holds(self, dotted: str) -> bool:
        """Whether the value of a key such as `node_cidr` or `nodes[0].address` is among them."""
        top, _, rest = dotted.partition("[")
        if not rest:
            return top.partition(".")[0] in self.settings
        number, _, name = rest.partition("]")
        return number.isdigit() and int(number) < len(self.nodes) and name.lstrip(".") in self.nodes[int(number)]


def given(settings: Iterable[str], nodes: Iterable[str], known: Collection[str]) -> Answers:
    """The values of a command line: settings as `KEY=VALUE`, nodes as `name=k8s-1,address=…`.

    Raises a ConfigError with everything that is misspelt. A node is a controller unless it says otherwise.
    """
    faults: list[Problem] = []
    values = pairs("--set", settings, [name for name in known if name != "nodes"], faults)
    parts = [pairs("--node", text.split(","), NODE_KEYS, faults) for text in nodes]
    if faults:
        raise ConfigError(faults)
    answers = Answers()
    for key, value in values.items():
        answers = answers.put(key, value)
    return replace(answers, nodes=tuple(ordered({"controller": "true", **node}) for node in parts))


def pairs(option: str, texts: Iterable[str], known: Collection[str], faults: list[Problem]) -> dict[str, str]:
    """The values of one option by name."""
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            faults.append(Problem(MISSHAPEN, f"{option} {text}: not KEY=VALUE", Span(""), MISSHAPEN.fix))
        elif not value.isprintable():
            says = f"{option}: {key} has characters that cannot be seen"
            faults.append(Problem(MISSHAPEN, says, Span(""), "type the value anew", key=key))
        elif not value:
            faults.append(Problem(MISSHAPEN, f"{option}: {key} has no value", Span(""), "leave it out", key=key))
        elif key not in known:
            faults.append(unknown(option, key, known))
        elif key in found:
            faults.append(Problem(MISSHAPEN, f"{option}: {key} is given twice", Span(""), "give it once", key=key))
        else:
            found[key] = value
    return found


def unknown(option: str, key: str, known: Collection[str]) -> Problem:
    """The problem of a name that none of the values has, perhaps because it is that of a secret."""
    if key in SECRETS:
        message = f"{option}: {key} is a secret, and the command line is read by others"
        hint = f"give it by the variable {variable_of(key)}, or afterwards: clusterctl secrets set {key}"
    else:
        message = f"{option}: there is no {key} to fill in"
        near = suggest(key, known)
        hint = f"did you mean {near}?" if near else UNKNOWN.fix
    return Problem(UNKNOWN, message, Span(""), hint, key=key)


def ordered(node: Mapping[str, str]) -> Mapping[str, str]:
    """A node with its keys in the order of the documentation."""
    return {key: node[key] for key in NODE_KEYS if key in node}
