"""`secrets check`: with the key, whether every rendered secret holds what secrets.sops.yaml says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterctl.problem import ClosedError, Problem, Span
from clusterctl.render.tree import File, Path, Rule, Tree
from clusterctl.start.codes import NOT_AS_DESCRIBED
from clusterctl.write.block import read_block
from clusterctl.write.change import Have
from clusterctl.write.touched import touched
from clusterctl.write.vault import OpenVault


def check_secrets(
    tree: Tree, have: Callable[[Path], Have], vault: OpenVault
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """All sealed files of a tree, opened and compared; what is wrong with them. No problem holds a value."""
    sealed = tuple(file for file in tree.values() if file.rule is not None)
    problems = [problem for file in sealed for problem in checked(file, have(file.path), vault)]
    return tuple(file.path for file in sealed), tuple(problems)


def checked(file: File, have: Have, vault: OpenVault) -> Iterator[Problem]:
    """What is wrong with one sealed file on disk."""
    if not isinstance(have, bytes):
        yield differs(file.path, "is not there")
        return
    try:
        held = vault.open(file.path, have)
    except ClosedError as error:
        yield from error.problems
        return
    if file.rule is not None:
        yield from compared(file, file.rule, have, held, vault)


def compared(file: File, rule: Rule, have: bytes, held: object, vault: OpenVault) -> Iterator[Problem]:
    """What differs between what a file holds and what it should hold, and who it should be sealed for."""
    wanted = vault.manifest(file, rule, held)
    if held != wanted:
        keys = ", ".join(value.key for value in touched(held, wanted, rule))
        yield differs(file.path, f"holds another {keys} than secrets.sops.yaml" if keys else "has another manifest")
    block = read_block(file.path, have)
    if block is not None and not block.same_recipients(rule):
        yield differs(file.path, "is sealed for other recipients than those of age_recipients")
    if block is not None and block.in_clear():
        yield differs(file.path, f"has values in clear: {', '.join(block.in_clear())}")


def differs(path: Path, how: str) -> Problem:
    """The problem of a sealed file that is not as it should be."""
    return Problem(NOT_AS_DESCRIBED, f"{path} {how}", Span(str(path)), NOT_AS_DESCRIBED.fix, quotable=False)
