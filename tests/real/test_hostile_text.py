"""Whatever text a person writes arrives, at each reader that it has on its way."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given
from ruamel.yaml import YAML

from clusterctl import where
from clusterctl.render.helm import BOOTSTRAP, VALUES, VALUES_TEXT
from tests.real.conftest import Helmfile
from tests.support import hostile
from tests.support.flux import FILE, Manifest, flux_build, flux_read, in_order, kustomize_build
from tests.support.hostile import Plain, Replaced
from tests.support.tree import write_tree

EXAMPLES: Final = 250
"""For each of two descriptions."""
BATCH: Final = 50
"""Descriptions that one process reads."""
VARIABLES: Final = {"SECRET_DOMAIN": "home.example.org", "SECRET_DOMAIN/./-": "home-example.org"}
"""What stands between ${ and } in manifests, and what Flux puts there."""
RELEASES: Final = ("flux-system/flux-instance/app", "kube-system/reloader/app")
"""Apps of which one takes texts of the model and the other values of the user's own."""
PART: Final[Manifest] = {"kind": "Kustomization", "metadata": {"name": "a"}, "spec": {"path": ".", "postBuild": {}}}


@dataclass(frozen=True)
class Example:
    """One description by its hostile texts, and the files that they are in."""

    plain: Plain
    texts: Replaced
    files: Mapping[str, str]

    def manifests(self) -> list[str]:
        """The files that Flux puts variables into and applies."""
        return [path for path in self.files if hostile.by_flux(path)]


@pytest.fixture(scope="module", params=[hostile.by_url, hostile.by_name])
def examples(request: pytest.FixtureRequest) -> list[Example]:
    """Descriptions full of hostile texts, rendered."""
    plain: Plain = request.param()
    found: list[Example] = []

    @hypothesis.settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(plain.drawn())
    def collect(texts: Replaced) -> None:
        found.append(Example(plain, texts, plain.files(texts)))

    collect()
    assert len(found) >= EXAMPLES
    return found


def read_1_1(text: str) -> list[Any]:
    """A reader of YAML 1.1."""
    return list(yaml.load_all(text, yaml.CSafeLoader))


def read_1_2(text: str) -> list[Any]:
    """A reader of YAML 1.2."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return list(reader.load_all(io.StringIO(text)))


def test_every_key_that_takes_text_is_in_some_file() -> None:
    url, name = hostile.by_url(), hostile.by_name()
    unused = [url.settings["repository_known_hosts"], *url.settings["cluster_api_tls_sans"]]
    assert (url.lost(), name.lost()) == (set(unused), set())


def test_readers_of_yaml_1_1_and_1_2_find_every_text(examples: list[Example]) -> None:
    for example in examples:
        expected = example.plain.expected(example.texts)
        for path, text in example.files.items():
            assert (path, read_1_1(text)) == (path, expected[path])
            assert (path, read_1_2(text)) == (path, expected[path])


def test_kustomize_leaves_every_text_as_it_is(
    examples: list[Example], kustomize: Path, flux: Path, tmp_path: Path
) -> None:
    for folder, batch in batches(examples, tmp_path):
        made = kustomize_build(kustomize, flux, folder)
        assert_same(made, [objects(number, each, each.plain.expected(each.texts)) for number, each in batch])


def test_flux_applies_every_text_as_it_stands_in_the_description(
    examples: list[Example], flux: Path, tmp_path: Path
) -> None:
    for folder, batch in batches(examples, tmp_path):
        (made,) = flux_build(flux, folder, [PART], SECRET_DOMAIN=VARIABLES["SECRET_DOMAIN"])
        assert_same(
            made.objects, [objects(number, each, each.plain.applied(each.texts, VARIABLES)) for number, each in batch]
        )


def test_the_bootstrap_installs_with_every_text_as_it_stands_in_the_description(
    examples: list[Example], flux: Path, helmfile: Helmfile, tmp_path: Path
) -> None:
    found = list(enumerate((each, f"{where.APPS}/{app}/helmrelease.yaml") for each in examples for app in RELEASES))
    for number, (each, path) in found:
        write_tree(tmp_path / where.APPS / str(number), {"helmrelease.yaml": each.files[path]})
    more = {"chart": "oci://example.org/a", "values": [f"./{VALUES.relative_to(BOOTSTRAP)}"]}
    releases = [{"name": f"r{number}", "labels": {"folder": str(number)}, **more} for number, _ in found]
    write_tree(tmp_path, {str(VALUES): VALUES_TEXT, f"{BOOTSTRAP}/a.yaml": yaml.safe_dump({"releases": releases})})
    helmfile(tmp_path, "a.yaml", "write-values", "--skip-deps", "--output-file-template", "{{.Release.Name}}.values")
    written = [(tmp_path / BOOTSTRAP / f"r{number}.values").read_text(encoding="utf-8") for number, _ in found]
    expected = [each.plain.applied(each.texts, {})[path] for _, (each, path) in found]
    assert flux_read(flux, "---\n".join(written)) == [release["spec"]["values"] for (release,) in expected]


def batches(examples: list[Example], folder: Path) -> Iterator[tuple[Path, list[tuple[int, Example]]]]:
    """Write the manifests of some examples at a time into a folder, each with a prefix to its names."""
    for start in range(0, len(examples), BATCH):
        batch = list(enumerate(examples[start : start + BATCH]))
        top = folder / str(start)
        for number, each in batch:
            named = {f"{index}.yaml": each.files[path] for index, path in enumerate(each.manifests())}
            listing = json.dumps({"namePrefix": prefix(number), "resources": list(named)})
            write_tree(top / str(number), {**named, FILE: listing})
        write_tree(top, {FILE: json.dumps({"resources": [str(number) for number, _ in batch]})})
        yield top, batch


def prefix(number: int) -> str:
    """What tells the objects of one example from those of the others."""
    return f"e{number}-"


def objects(number: int, example: Example, expected: Mapping[str, list[Manifest]]) -> list[Manifest]:
    """The objects of one example as they are expected, with their prefix."""
    found = [one for path in example.manifests() for one in expected[path]]
    return [{**one, "metadata": {**one["metadata"], "name": prefix(number) + one["metadata"]["name"]}} for one in found]


def assert_same(made: list[Manifest], wanted: Iterable[list[Manifest]]) -> None:
    """The same objects, in any order; the first that differs shows."""
    for one, other in zip(in_order(made), in_order(chain.from_iterable(wanted)), strict=True):
        assert one == other
