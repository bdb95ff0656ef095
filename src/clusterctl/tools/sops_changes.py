"""Changing a sealed file through sops: one value, or by hand in an editor. All other values keep their tokens."""

from __future__ import annotations

import json
import os
from pathlib import Path as OsPath

from clusterctl.problem import Problem, Span, ToolError
from clusterctl.render.tree import Path, Rule
from clusterctl.tools.codes import EDITOR
from clusterctl.tools.process import Command, Effect, Ended, Runner
from clusterctl.tools.sops import STAGED, TIMEOUT, SopsTool, private_folder, rule_file
from clusterctl.tools.sops_errors import failure

UNCHANGED = 200
"""The exit code of `sops edit` when the editor changed nothing."""
EDITOR_FAILED = 201
"""The exit code of `sops edit` when the editor could not be run, or ended with a failure."""
IN_MEMORY = OsPath("/dev/shm")  # noqa: S108 - sops makes a private folder of its own in it


class SopsEditor(SopsTool):
    """sops with the commands that change what a sealed file says."""

    def set_value(self, path: Path, sealed: bytes, where: tuple[str, ...], value: object, rule: Rule) -> bytes:
        """The file with one value, text or a map of texts, put in or replaced."""
        with private_folder(path) as folder:
            staged = folder / STAGED
            staged.write_bytes(sealed)
            command = set_command(self.program, path, staged, rule_file(folder, rule), where, value)
            self._run(path, sealed, command)
            return staged.read_bytes()

    def edit(self, path: Path, sealed: bytes, rule: Rule, terminal: Runner) -> bytes:
        """The file as the person at the terminal leaves it in the editor of SOPS_EDITOR or EDITOR.

        sops hands the editor a file with the text in clear, in a private folder that is removed afterwards. Where the
        system has a file system in memory, it lies there and never on a disk.
        """
        with private_folder(path) as folder, private_folder(path, memory_folder(IN_MEMORY)) as clear:
            staged = folder / STAGED
            staged.write_bytes(sealed)
            command = edit_command(self.program, path, staged, rule_file(folder, rule))
            # whatever ends sops before it has cleaned up, what it left in clear goes with this folder
            env = {**self.keyring.environment, "TMPDIR": str(clear)}
            result = terminal.run(
                Command(command.argv, command.about, command.effect, env=env, answers=command.answers)
            )
            if result.code == EDITOR_FAILED:
                raise ToolError(
                    [Problem(EDITOR, f"the editor failed, so {path} is as it was", Span(str(path)), EDITOR.fix)]
                )
            if result.ended is not Ended.ANSWERED:
                raise failure(path, sealed, result, self.keyring)
            return staged.read_bytes()


def set_command(
    program: str, path: Path, staged: OsPath, rule: OsPath, where: tuple[str, ...], value: object
) -> Command:
    """Put a value into a staged copy; the value goes through standard input, as JSON."""
    index = "".join(f"[{json.dumps(key)}]" for key in where)
    types = ("--input-type", "yaml", "--output-type", "yaml")
    argv = (program, "--config", str(rule), "set", *types, "--value-stdin", str(staged), index)
    return Command(argv, f"change {'.'.join(where)} in {path}", timeout=TIMEOUT, stdin=json.dumps(value).encode())


def edit_command(program: str, path: Path, staged: OsPath, rule: OsPath) -> Command:
    """Open a staged copy in the editor."""
    types = ("--input-type", "yaml", "--output-type", "yaml")
    argv = (program, "--config", str(rule), "edit", *types, str(staged))
    return Command(argv, f"edit {path}", effect=Effect.CHANGES, answers=frozenset({0, UNCHANGED}))


def memory_folder(place: OsPath) -> OsPath | None:
    """A place for temporary files that is in memory; None where the system has no such place."""
    return place if place.is_dir() and os.access(place, os.W_OK | os.X_OK) else None
