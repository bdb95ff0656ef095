"""Cases: a description as people have it, a command, and what must come of it. Each is a folder of tests/cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import yaml

from tests.support.checkout import TOP
from tests.support.repository import SECRETS, Repository, make_repository

CASES = TOP / "tests" / "cases"
RECIPIENT = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"
"""Stands in every description for the recipient of whoever runs the case."""
Map = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One case; `ways` are the outcomes of which any is right."""

    folder: Path
    command: tuple[str, ...]
    secrets: Mapping[str, object]
    expect: Map

    @property
    def ways(self) -> list[Map]:
        """What may come out."""
        return [{**self.expect, **way} for way in self.expect.get("any_of", [{}])]

    def __str__(self) -> str:
        return self.folder.name


def cases(kind: str) -> list[Case]:
    """All cases of a kind."""
    read = [(file.parent, yaml.safe_load(file.read_text("utf-8"))) for file in sorted(CASES.glob("*/case.yaml"))]
    return [
        Case(folder, tuple(data["run"].split()[1:]), secrets_of(data["secrets"]), data["expect"])
        for folder, data in read
        if data["kind"] == kind
    ]


def secrets_of(given: object) -> Mapping[str, object]:
    """The secrets of a case, where `default` stands for those that all tests have."""
    if not isinstance(given, dict):
        return SECRETS
    return {name: SECRETS[name] if value == "default" else value for name, value in given.items()}


def prepare(case: Case, root: Path) -> Repository:
    """The repository that a case begins with."""
    made = make_repository(root)
    text = (case.folder / "input" / "cluster.yaml").read_bytes().replace(RECIPIENT.encode(), made.recipient.encode())
    made.file("cluster.yaml").write_bytes(text)
    made.seal(case.secrets, *recipients(text.decode()))
    return made


def recipients(text: str) -> list[str]:
    """The age recipients that a description names."""
    return [name for name in dict.fromkeys(re.findall(r"\bage1[0-9a-z]{58}\b", text)) if is_recipient(name)]


def is_recipient(name: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(name)
    except pyrage.RecipientError:
        return False
    return True


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a case holds
    """A value that may stand alone or in a list."""
    return value if isinstance(value, list) else [value]


def told(problem: Map) -> str:
    """All words of a problem."""
    return f"{problem['key']} {problem['message']} {problem['help']}"


def has(text: str, word: str, *, whole: bool = False) -> bool:
    """Whether a text has a word; a number stands alone, and so does a key."""
    left = r"(?<![\w.-])" if whole else r"(?<![\d.])" if word[0].isdigit() else ""
    right = r"(?![\w-])" if whole else r"(?!\d)" if word[-1].isdigit() else ""
    return re.search(left + re.escape(word) + right, text, re.IGNORECASE) is not None


def fits(problem: Map, want: Map) -> bool:
    """Whether a problem is the wanted one: how bad, where, about which key, in which words."""
    severities = listed(want.get("severity", ["error", "warning"] if want.get("optional") else "error"))
    place = f"{problem['path']}:{problem['line']}"
    return (
        problem["severity"] in severities
        and ("at" not in want or place in listed(want["at"]))
        and ("key" not in want or has(told(problem), want["key"], whole=True))
        and all(has(told(problem), str(word)) for word in want.get("says", []))
    )


def belongs(problem: Map, want: Map) -> bool:
    """Whether a problem is a consequence of a wanted one: about the same key, or about the key that was meant."""
    meant = [str(word) for word in want.get("says", []) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", str(word))]
    return "key" in want and any(has(told(problem), name, whole=True) for name in (want["key"], *meant))


def faults(problems: Sequence[Map], expect: Map) -> Iterator[str]:
    """What is wrong with the problems that were told: one is missing, or one is told that is none."""
    wanted = expect.get("problems", [])
    for want in wanted:
        hits = sum(fits(problem, want) for problem in problems)
        if hits != want.get("count", hits) or not (hits or want.get("optional")):
            yield f"{hits} times: {want}"
    loud = ("error",) if expect.get("warnings") == "allowed" else ("error", "warning")
    for problem in problems:
        known = any(fits(problem, want) or belongs(problem, want) for want in wanted)
        if problem["severity"] in loud and not known and expect.get("more") != "allowed":
            yield f"not asked for: {problem}"
