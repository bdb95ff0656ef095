"""Runs every check of the project: `python3.11 tests/run.py`.

Needs Python 3.11, Git, Go and a package index. Brings everything else itself and keeps it in ~/.cache/clusterctl
(CLUSTERCTL_CACHE overrides), so that the next run starts at once: the development tools of requirements/dev.txt, and
the real programs that the tests start. With names (`python3.11 tests/run.py ruff mypy`) only those steps run; some
errands run by name alone: generate, golden, lock, bench.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from tests.support import programs  # noqa: E402 - the checkout is not installed, so its path comes first
from tests.support.cache import CACHE, keep_in_place  # noqa: E402 - as above

LOCK = TOP / "requirements" / "dev.txt"

CHECKS: Mapping[str, Sequence[str]] = {
    "ruff": ("ruff", "check"),
    "format": ("ruff", "format", "--check"),
    "mypy": ("mypy",),
    "imports": ("lint-imports", "--no-logo"),
    "generated": ("python", "docs/generate.py", "--check"),
    "pytest": ("pytest",),
}
"""What must hold. Last comes pytest, so that its closing line closes the run."""

ERRANDS: Mapping[str, Sequence[str]] = {
    "generate": ("python", "docs/generate.py"),
    "golden": ("python", "-m", "tests.support.golden"),
    "lock": ("pip-compile", "--quiet", "--upgrade", "pyproject.toml"),
    "bench": ("python", "-m", "tests.bench"),
}
"""What runs only when it is asked for by name."""

STEPS: Mapping[str, Sequence[str]] = {**CHECKS, **ERRANDS}


def main(wanted: Sequence[str]) -> int:
    """Run the steps, all of them even when one fails, and answer with an exit code."""
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"no such step: {', '.join(unknown)}; there are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    tools = environment()
    names = wanted or list(CHECKS)
    if "pytest" in names:
        build_programs()
    failed = [name for name in names if not passes(name, tools)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def environment() -> Path:
    """The folder of programs of a virtual environment that holds exactly the locked packages."""
    key = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    return keep_in_place(CACHE / f"venv-{key}", _install) / "bin"


def _install(folder: Path) -> None:
    say(f"installing the development tools of {LOCK.relative_to(TOP)} into {folder}")
    venv.create(folder, with_pip=True)
    pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    subprocess.run((*pip, "--require-hashes", "--requirement", LOCK), check=True)


def build_programs() -> None:
    """Build the real programs that are not in the cache yet."""
    say(f"real programs in {CACHE / 'programs'}")
    for name in programs.NEEDED:
        programs.program(name)


def passes(name: str, tools: Path) -> bool:
    """Run one step and tell whether it ended well."""
    say(f"{name}: {' '.join(STEPS[name])}")
    path = os.pathsep.join((str(tools), os.environ.get("PATH", os.defpath)))
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(TOP / "src")}
    started = time.monotonic()
    code = subprocess.run(STEPS[name], cwd=TOP, env=env, check=False).returncode
    say(f"{name}: {'fine' if code == 0 else f'exit code {code}'}, {time.monotonic() - started:.0f} s")
    return code == 0


def say(line: str) -> None:
    """Print a line at once, before what the step prints itself."""
    print(f"==> {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
