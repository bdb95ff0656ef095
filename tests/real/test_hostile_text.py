"""Whatever text a person writes arrives: in YAML 1.1, in YAML 1.2, and after the real kustomize."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterctl import pipeline
from clusterctl.render.tree import Found
from clusterctl.write.repository import RawRepository, read_repository
from tests.support import golden
from tests.support.readers import Yaml11, Yaml12

CASE = "three-controllers"
RELEASE = "kubernetes/apps/kube-system/reloader/app/helmrelease.yaml"
OWN = "talos/patches/node-1/zz-own.yaml"
INSTALL = "talos/patches/node-1/machine-install.yaml"
NAMES = [
    "yes",
    "off",
    "0755",
    "1e3",
    "2143E690",
    "1_000",
    "12:30:45",
    "2026-01-13",
    "=",
    "<<",
    "~",
    "null",
    ".5",
    "0x1f",
]
MARKS = ["- a", "a: b", "#c", "a #c", "'", '"', "\\", "{a}", "[a]", "&a", "*a", "!a", "%a", "@a", "`a", "?", "|", ">"]
SHAPES = [
    " a",
    "a ",
    "a\n",
    "\na",
    "a\nb",
    "a\n\n",
    "\ta",
    "a\tb",
    "\u00a0",
    "\u0085",
    "\u2028",
    "\ufeff",
    "😀",
    "x" * 300,
]
SPOKEN = ["${FOO}", "$(a)", "{{ a }}", "#{ a }#", "#% if %#", "---", "...", "--- a", "é", "\x7f", "\x1b[31m"]

text = st.one_of(
    st.sampled_from([*NAMES, *MARKS, *SHAPES, *SPOKEN]),
    st.lists(st.sampled_from([*NAMES, *MARKS, *SHAPES, *SPOKEN]), min_size=1, max_size=3).map("".join),
    st.text(min_size=1, max_size=40),
)
serial = st.one_of(
    st.sampled_from([name for name in NAMES if name not in {"~", "null"}]),
    st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1, max_size=30).filter(
        lambda text: not text.startswith("/")
    ),
)
"""What a disk can be besides a path."""

KUSTOMIZE = re.compile(r"[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""What kustomize can write itself: it refuses control characters and changes the rarer line breaks, escaped or not."""


@cache
def raw() -> RawRepository:
    return read_repository(golden.CASES / CASE, "cluster.yaml")


def tree_of(disk: str, key: str, value: str) -> dict[str, str]:
    """The tree of the golden case with these texts in it."""
    written = raw().settings.decode().replace("disk: /dev/sda", f"disk: {typed(disk)}, patches: @patches@", 1)
    patch = {"machine": {"sysctls": {key: value}}}
    values = {"reloader": {"deployment": {"annotations": {key: value, "all": [value]}}}}
    written = written.replace("@patches@", typed([patch]))
    written += f"apps: {typed({'kube-system/reloader': {'values': values}})}\n"
    source = RawRepository(raw().root, raw().config, written.encode(), raw().secrets, {}, None)
    tree = pipeline.picture(pipeline.describe(source), Found()).tree
    return {str(path): file.text for path, file in tree.items() if str(path) in {RELEASE, OWN, INSTALL}}


def typed(value: object) -> str:
    """A value as one line of YAML with every rare letter escaped."""
    return yaml.safe_dump(value, default_flow_style=True, default_style='"', width=float("inf")).strip()


def read(text: str) -> list[Any]:
    """A document as readers of both versions have it."""
    return [yaml.load(text, Loader=reader) for reader in (Yaml11, Yaml12)]  # noqa: S506 - both are safe loaders


def noted(release: Any) -> object:  # noqa: ANN401 - any manifest
    return release["spec"]["values"]["reloader"]["deployment"]["annotations"]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(disk=serial, key=text, value=text)
def test_any_text_comes_back_unchanged(tmp_path: Path, kustomize: Path, disk: str, key: str, value: str) -> None:
    tree = tree_of(disk, key, value)
    expected = {key: value, "all": [value]} | ({"all": [value]} if key == "all" else {})
    for release in read(tree[RELEASE]):
        assert noted(release) == expected
    for patch in read(tree[OWN]):
        assert patch == {"machine": {"sysctls": {key: value}}}
    if not (KUSTOMIZE.fullmatch(key) and KUSTOMIZE.fullmatch(value)):
        return
    (tmp_path / "helmrelease.yaml").write_text(tree[RELEASE], encoding="utf-8")
    (tmp_path / "kustomization.yaml").write_text("resources: [helmrelease.yaml]\n", encoding="utf-8")
    built = subprocess.run([kustomize, "build", tmp_path], capture_output=True, check=True, timeout=60).stdout
    # kustomize quotes for readers of YAML 1.1, as it is one itself
    assert noted(yaml.load(built, Loader=Yaml11)) == expected  # noqa: S506 - a safe loader


@pytest.mark.parametrize("disk", [*NAMES[:6], "ab: cd", "S7GEX0XA16201K"])
def test_a_serial_number_stays_the_text_that_was_typed(disk: str) -> None:
    for install in read(tree_of(disk, "a", "b")[INSTALL]):
        assert install["machine"]["install"]["diskSelector"]["serial"] == disk
