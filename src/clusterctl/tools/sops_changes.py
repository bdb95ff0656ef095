"""Changing a sealed file through sops: one value, or by hand in an editor. All other values keep their tokens."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path as OsPath

from clusterctl.render.tree import Path, Rule
from clusterctl.tools.process import Command, Effect, Ended, Runner
from clusterctl.tools.sops import STAGED, TIMEOUT, SopsTool, private_folder, rule_file
from clusterctl.tools.sops_errors import failure

UNCHANGED = 200
"""The exit code of `sops edit` when the editor changed nothing."""
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

        sops hands the editor a private file with the text in clear, which it removes afterwards. Where the system has
        a file system in memory, the file lies there and never on a disk.
        """
        with private_folder(path) as folder:
            staged = folder / STAGED
            staged.write_bytes(sealed)
            places = memory_folder(IN_MEMORY)
            command = edit_command(self.program, path, staged, rule_file(folder, rule))
            env = {**self.keyring.environment, **places}
            result = terminal.run(
                Command(command.argv, command.about, command.effect, env=env, answers=command.answers)
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


def memory_folder(place: OsPath) -> Mapping[str, str]:
    """The variable that sends temporary files to a place in memory; none where the system has no such place."""
    usable = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    return {"TMPDIR": str(place)} if usable else {}
