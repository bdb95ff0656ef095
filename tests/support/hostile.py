"""Descriptions in which every text is hostile, and what the tree must then hold.

A description is written twice: once with plain words, each of them once, and once with a hostile text in the place of
each word. The tree of the second must be the tree of the first with the words replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final, get_args

import yaml
from hypothesis import strategies as st
from pydantic import BaseModel

from clusterctl import resources
from clusterctl.catalog.read import Catalog, Text, lay_over, read_catalog
from clusterctl.catalog.select import select
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.kind import Kind
from clusterctl.config.model.node import Node
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.render.blueprint import blueprint
from clusterctl.render.engine import Engine
from clusterctl.render.render import render
from clusterctl.render.tree import Found, Path
from tests.support.flux import filled_in
from tests.support.hostile_words import ANYTHING, BY_KIND, KEYS, PLAIN, Texts, after
from tests.unit.config.sealed import sealed

CLOSED: Final = frozenset(
    (
        *("choice", "boolean", "number", "version", "age public key", "chart version", "IPv4 address", "IPv4 network"),
        *("map", "Talos document or patch file"),
    )
)
"""Kinds that are no text or take few texts; what maps and documents hold is written below."""
RECIPIENT: Final = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"
BASE: Final[Mapping[str, Any]] = {
    "channel": "2026.11",
    "talos_version": "1.13.9",
    "age_recipients": [RECIPIENT],
    "backup_age_public_key": RECIPIENT,
    "node_cidr": "10.0.0.0/24",
    "cluster_api_addr": "10.0.0.10",
    "cluster_gateway_addr": "10.0.0.11",
    "cloudflare_gateway_addr": "10.0.0.13",
}
SECRETS: Final = (
    *("cloudflare_token", "cloudflare_tunnel", "flux_webhook_token", "deploy_key", "unifi_api_key"),
    *("backup_s3_access_key", "backup_s3_secret_key"),
)
OWN: Final = {
    "kubernetes/apps/default/own/_app.yaml": "flux: {wait: true}\n",
    "kubernetes/apps/default/own/app/probe.yaml.j2": """\
apiVersion: example.org/v1
kind: Probe
metadata:
  name: own
spec:
  text: #{ cluster.vars.text }#
  joined: #{ "<" ~ cluster.vars.text ~ ">" }#
  #{ cluster.vars.text }#: key
  list: #{ [cluster.vars.text, cluster.unifi_site] }#
  map: #{ cluster.vars.map }#
  flowing: {a: #{ cluster.vars.text }#, b: [#{ cluster.vars.text }#]}
""",
}
"""An app of the user's own, whose template places texts wherever a template can."""
_BARE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")

Replaced = Mapping[str, str]
"""What stands in the place of each plain word."""


@dataclass
class Words:
    """The plain words of a description. What stands in the place of `free` ones has no constraint.

    `manifest` are those in text that goes into manifests as the user wrote it: there ${NAME} belongs to Flux, and a
    dollar is written twice.
    """

    texts: dict[str, Texts] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    manifest: set[str] = field(default_factory=set)

    def word(self, kind: str, texts: Texts | None = None) -> str:
        """A new word in a text of a kind."""
        number = len(self.texts)
        word = PLAIN.get(kind, "{word}").format(word=f"zq{number:02}qz", number=number)
        self.texts[word] = BY_KIND[kind] if texts is None else texts
        return word

    def anything(self, texts: Texts = ANYTHING, *, manifest: bool = False) -> str:
        """A new word in the place of any text."""
        word = self.word("", texts)
        self.free.add(word)
        if manifest:
            self.manifest.add(word)
        return word

    def of(self, model: type[BaseModel], *without: str) -> dict[str, Any]:
        """A new word for each key of a model that takes text, two for a list."""
        found = {name: list(kinds(one.annotation, one.metadata)) for name, one in model.model_fields.items()}
        return {
            name: [self.word(each[0]), self.word(each[0])] if many(model, name) else self.word(each[0])
            for name, each in found.items()
            if each and each[0] not in CLOSED and name not in without
        }


def many(model: type[BaseModel], name: str) -> bool:
    """Whether a key takes a list."""
    return getattr(model.model_fields[name].annotation, "__origin__", None) is tuple


def kinds(annotation: Any, metadata: list[Any]) -> Iterator[str]:  # noqa: ANN401 - whatever a type may be
    """The names under which `BY_KIND` has the texts of a key."""
    for one in (*metadata, *getattr(annotation, "__metadata__", ())):
        if isinstance(one, Kind):
            ruled = f"{one.name} {one.rule}"
            yield ruled if ruled in BY_KIND else one.name
    for inner in get_args(annotation):
        yield from kinds(inner, [])


@dataclass(frozen=True)
class Plain:
    """A description of plain words, and what it becomes when they are replaced."""

    settings: Mapping[str, Any]
    words: Words

    def drawn(self) -> st.SearchStrategy[Replaced]:
        """Hostile texts for all words; a list does not hold one twice, and nodes differ in name and card."""
        nodes, lists = self.settings["nodes"], (self.settings, *self.settings["nodes"])
        apart = [value for data in lists for value in data.values() if isinstance(value, list)]
        apart += [[node[key] for node in nodes] for key in ("name", "mac_addr")]
        pairs = [pair for pair in apart if all(isinstance(word, str) for word in pair)]
        return st.fixed_dictionaries(self.words.texts).filter(
            lambda texts: all(len({texts.get(word) for word in pair}) == len(pair) for pair in pairs)
        )

    def files(self, texts: Replaced) -> dict[str, str]:
        """The files in which a word was replaced."""
        wanted = {swapped(path, texts) for path in self.tree}
        tree = self._rendered(written(self.settings, {**texts, **self._doubled(texts)}, self.words.free), wanted)
        assert tree.keys() == wanted
        return tree

    def expected(self, texts: Replaced) -> dict[str, list[Any]]:
        """What each of these files must hold."""
        return {
            swapped(path, texts): swapped(data, doubled(texts) if by_flux(path) else texts)
            for path, data in self.tree.items()
        }

    def applied(self, texts: Replaced, variables: Mapping[str, str]) -> dict[str, list[Any]]:
        """What Flux must make of each of these files with some variables."""
        return {swapped(path, texts): swapped(filled_in(data, variables), texts) for path, data in self.tree.items()}

    def lost(self) -> set[str]:
        """The words that arrive in no file."""
        found = pattern(self.words.texts).findall(str(self.tree))
        return self.words.texts.keys() - set(found)

    @cached_property
    def tree(self) -> dict[str, list[Any]]:
        """What the files with plain words in them, or in their paths, hold."""
        text = written(self.settings, {}, self.words.free)
        files = self._rendered(text, None)
        word = pattern(self.words.texts)
        return {
            path: list(yaml.load_all(text, yaml.CSafeLoader))
            for path, text in files.items()
            if word.search(text) or word.search(path)
        }

    def _doubled(self, texts: Replaced) -> Replaced:
        return doubled({word: texts[word] for word in self.words.manifest})

    def _rendered(self, text: str, wanted: set[str] | None) -> dict[str, str]:
        settings = read_source("cluster.yaml", text.encode())
        secrets = sealed(SECRETS)
        cluster, problems = understand(settings, secrets)
        assert cluster is not None, problems
        selection, _ = select(catalog(), cluster, secrets, Found(), settings)
        jobs = blueprint(cluster, secrets, selection, Found())
        tree = render([job for job in jobs if wanted is None or str(job.path) in wanted], engine())
        return {str(path): file.text for path, file in tree.items()}


def by_flux(path: str) -> bool:
    """Whether Flux puts variables into a file before it applies it."""
    return path.startswith("kubernetes/apps/") and not path.endswith(".sops.yaml")


def doubled(texts: Replaced) -> Replaced:
    """The texts as they stand where Flux puts variables in: with two dollars for each."""
    return {word: text.replace("$", "$$") for word, text in texts.items()}


def swapped(data: Any, texts: Replaced) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Data with each plain word replaced."""
    if isinstance(data, dict):
        return {swapped(key, texts): swapped(value, texts) for key, value in data.items()}
    if isinstance(data, list):
        return [swapped(item, texts) for item in data]
    return pattern(texts).sub(lambda found: texts[found[0]], data) if isinstance(data, str) else data


def pattern(words: Mapping[str, object]) -> re.Pattern[str]:
    """Any of the words."""
    return _pattern(tuple(words))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def written(data: Any, texts: Replaced, quoted: set[str]) -> str:  # noqa: ANN401 - whatever YAML holds
    """A description as YAML, with texts in the place of words. Texts of a kind stand bare where they can."""
    if isinstance(data, Mapping):
        return (
            "{" + ", ".join(f"? {written(k, texts, {k})} : {written(v, texts, quoted)}" for k, v in data.items()) + "}"
        )
    if isinstance(data, list):
        return "[" + ", ".join(written(item, texts, quoted) for item in data) + "]"
    if not isinstance(data, str):
        return str(data).lower()
    text = texts.get(data, data)
    if data not in quoted and _BARE.fullmatch(text) and text.lower() != "null":
        return text
    return '"' + "".join(f"\\U{ord(letter):08x}" if not letter.isalnum() else letter for letter in text) + '"'


@cache
def catalog() -> Catalog:
    """The built-in templates with the user's app."""
    built_in = {path: Text(f"templates/{path}", text) for path, text in resources.templates().items()}
    own = {Path(path): Text(f"templates/{path}", text, own=True) for path, text in OWN.items()}
    return read_catalog(lay_over(built_in, own))


@cache
def engine() -> Engine:
    """The engine of that catalogue."""
    return Engine(catalog().templates)


@cache
def by_url() -> Plain:
    """The repository by its URL; talosctl makes the machine configuration, and nodes have patches of their own."""
    words = Words()
    nodes = _nodes(words)
    nodes[0]["patches"] = [{"machine": {"sysctls": {words.anything(KEYS): words.anything()}}}]
    settings = {**_settings(words, "repository_name"), "talos_generator": "talosctl", "nodes": nodes}
    return Plain(settings, words)


@cache
def by_name() -> Plain:
    """The repository by its name, read with a deploy key; talhelper makes the machine configuration."""
    words = Words()
    nodes = _nodes(words, lambda disk: "$" not in disk and "{{" not in disk)
    more = {"talos_generator": "talhelper", "repository_visibility": "private", "nodes": nodes}
    return Plain({**_settings(words, "repository_url"), **more}, words)


def _settings(words: Words, without: str) -> dict[str, Any]:
    def anything(texts: Texts = ANYTHING) -> str:
        return words.anything(texts, manifest=True)

    values = {"map": {anything(KEYS): anything()}, "list": [anything()]}
    own = {"text": anything(KEYS.filter(str.strip)), "map": {anything(KEYS): anything()}}
    apps = {"kube-system/reloader": {"values": {"hostile": values}}}
    return {**BASE, **words.of(Cluster, without), "vars": own, "apps": apps}


def _nodes(words: Words, fits: Callable[[str], bool] = bool) -> list[dict[str, Any]]:
    first, second = words.of(Node, "disk"), words.of(Node, "disk", "schematic_id")
    first["disk"] = words.word("disk", BY_KIND["disk"].filter(fits))
    second["disk"] = words.word("device", after("/dev/", "!-.0-z|~").filter(fits))
    return [
        {**first, "address": "10.0.0.21", "controller": True},
        {**second, "address": "10.0.0.22", "controller": False},
    ]
