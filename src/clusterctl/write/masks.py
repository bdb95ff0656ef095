"""The text of `render --diff`: what a change does to a file, with every secret value masked."""

from __future__ import annotations

from clusterctl.write.change import Action, Change, Touched
from clusterctl.write.sides import difference

MASK = "***"
ABSENT = "/dev/null"
SHOWN = frozenset({Action.CREATE, Action.RECREATE, Action.UPDATE, Action.DELETE, Action.CONFLICT})
SEALED_WORDS = {
    Action.KEEP: "",
    Action.KEEP_EDIT: "",
    Action.ADOPT: "",
    Action.FORGET: "",
    Action.RELEASE: "",
    Action.REKEY: "sealed for other recipients; its values stay as they are",
    Action.DELETE: "a sealed file is deleted",
    Action.CONFLICT: "a sealed file in conflict; its values are not shown",
    Action.SEAL: "sealed values change",
    Action.CREATE: "a sealed file is made",
    Action.RECREATE: "a sealed file is made again",
    Action.UPDATE: "a sealed file is replaced",
}


def diff_text(change: Change) -> str:
    """A unified difference of what is on disk and what is written; "" when nothing is."""
    if change.sealed:
        return sealed_text(change)
    if change.action not in SHOWN:
        return ""
    return joined(difference(change.before, change.after, labels(change)))


def sealed_text(change: Change) -> str:
    """What changes in a sealed file: which values, by their keys."""
    words = SEALED_WORDS[change.action]
    if not words:
        return ""
    before, after = labels(change)
    lines = [line for value in change.touched for line in masked(value)]
    return joined([f"--- {before}", f"+++ {after}", f"@@ {words} @@", *lines])


def masked(value: Touched) -> list[str]:
    """The lines for one value that comes, goes or changes."""
    gone = [f"-{value.key}: {MASK}"] if value.before else []
    return [*gone, f"+{value.key}: {MASK}"] if value.after else gone


def labels(change: Change) -> tuple[str, str]:
    """The names of the two sides, as Git writes them."""
    before = ABSENT if change.before is None else f"a/{change.path}"
    return before, ABSENT if change.action is Action.DELETE else f"b/{change.path}"


def joined(lines: list[str]) -> str:
    """Lines as a text that ends with a line break."""
    return "".join(f"{line}\n" for line in lines)
