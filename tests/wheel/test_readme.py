"""The first command of the README does what the README says, in a copy of the checkout, for somebody new."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.support.cache import ENVIRON
from tests.support.checkout import TOP


def test_the_first_command_installs_the_tool_and_renders_the_example(constraints: Path, tmp_path: Path) -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    command = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)[0]
    copy = copied(tmp_path / "clusterctl")
    env = {**ENVIRON, "PIP_CONSTRAINT": str(constraints)}
    done = subprocess.run(("sh", "-ec", command), cwd=copy, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (copy / "demo" / "kubernetes" / "flux" / "cluster" / "ks.yaml").is_file()


def copied(folder: Path) -> Path:
    """The files that Git knows or would take, and nothing that lies around."""
    listed = ("git", "-C", str(TOP), "ls-files", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, env=ENVIRON, text=True, capture_output=True, check=True).stdout.splitlines()
    for name in filter(lambda name: (TOP / name).is_file(), names):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / name, target)
    return folder
