"""Builds the real programs that tests run, from the Go module proxy, and keeps them by version.

A module whose go.mod has `replace` lines cannot be installed by `go install`. So each program is built from a small
module that requires it, takes its requirements over, and asks for the modules behind folder replaces by version.

`python -m tests.support.programs [NAME …]` builds all or some of them; a second run builds nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.cache import CACHE, ENVIRON, keep

REAL = Path(__file__).parents[1] / "real"
VALIDATOR, TRACER, FLUX = REAL / "validator", REAL / "tracer", REAL / "flux"
GO = "1.22"
"""The version of the language that a program without a module is written in."""


@dataclass(frozen=True)
class Program:
    """A program: `package` of `module`, or the Go files in `source`, built against `module` or the library alone.

    `siblings` is the version of modules that the module finds in its own folders, "" for its own version; `replace`
    names modules to take at another version than the one asked for.
    """

    name: str
    version: str
    module: str = ""
    package: str = ""
    siblings: str = ""
    require: Mapping[str, str] = field(default_factory=dict)
    replace: Mapping[str, str] = field(default_factory=dict)
    source: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the built program is kept."""
        text = b"".join(file.read_bytes() for file in sorted(self.source.glob("*.go"))) if self.source else b""
        mark = f"-{hashlib.sha256(text).hexdigest()[:8]}" if self.source else ""
        return CACHE / "programs" / f"{self.name}-{self.version}{mark}"


_MACHINERY = "github.com/siderolabs/talos/pkg/machinery"
_PROGRAMS = (
    Program("tracer", "1", source=TRACER),
    Program("kustomize", "5.8.1", "sigs.k8s.io/kustomize/kustomize/v5"),
    Program(
        "flux-build",
        "1.35.6",
        "github.com/fluxcd/pkg/kustomize",
        require={
            "github.com/fluxcd/pkg/apis/kustomize": "v1.19.2",
            "github.com/fluxcd/pkg/envsubst": "v1.7.1",
            "github.com/fluxcd/pkg/sourceignore": "v0.18.0",
        },
        source=FLUX,
    ),
    Program("talhelper", "3.1.17", "github.com/budimanjojo/talhelper/v3"),
    Program("helm", "3.20.2", "helm.sh/helm/v3", "helm.sh/helm/v3/cmd/helm"),
    Program("helmfile", "1.8.0", "github.com/helmfile/helmfile"),
    Program("talos-validator", "1.12.1", _MACHINERY, source=VALIDATOR),
    Program("talos-validator", "1.13.9", _MACHINERY, source=VALIDATOR),
    Program(
        "talos-validator",
        "1.14.1",
        _MACHINERY,
        source=VALIDATOR,
        # The versions that machinery 1.13.9 asks for: the proxy does not serve those of 1.14.1.
        replace={
            "github.com/cosi-project/runtime": "v1.14.1",
            "github.com/jsimonetti/rtnetlink/v2": "v2.2.1-0.20260317095713-310581b9c6ac",
        },
    ),
)
PROGRAMS: Mapping[str, Program] = {f"{program.name}-{program.version}": program for program in _PROGRAMS}
NEEDED = (
    *("tracer-1", "kustomize-5.8.1", "flux-build-1.35.6", "helm-3.20.2", "helmfile-1.8.0", "talhelper-3.1.17"),
    *(name for name in PROGRAMS if name.startswith("talos-validator")),
)
"""What the tests run."""


def program(name: str) -> Path:
    """The executable of `name-version`, built first if it is not there yet."""
    entry = PROGRAMS[name]
    return keep(entry.folder, lambda folder: _build(entry, folder)) / entry.name


def _build(entry: Program, folder: Path) -> None:
    print(f"building {entry.name} {entry.version} for the tests, kept in {entry.folder}", flush=True)
    started = time.monotonic()
    _write_module(entry, folder)
    package = "." if entry.source else entry.package or entry.module
    _go(folder, "build", "-trimpath", "-ldflags", "-s -w", "-o", entry.name, package)
    print(f"built {entry.name} {entry.version} in {time.monotonic() - started:.0f} s", flush=True)


def _write_module(entry: Program, folder: Path) -> None:
    """A go.mod that asks for all the program asks for, beside the sums that its authors saw."""
    for file in entry.source.glob("*.go") if entry.source else ():
        shutil.copy(file, folder)
    if not entry.module:
        (folder / "go.mod").write_text(f"module tests/{entry.name}\ngo {GO}\n")
        return
    found = json.loads(_go(folder, "mod", "download", "-json", f"{entry.module}@v{entry.version}"))
    theirs = json.loads(_go(folder, "mod", "edit", "-json", found["GoMod"]))
    lines = [f"module tests/{entry.name}", f"go {theirs['Go']}", f"require {entry.module} v{entry.version}"]
    (folder / "go.mod").write_text("\n".join([*lines, *_requirements(entry, theirs), *_replacements(entry, theirs)]))
    sums = Path(found["Dir"], "go.sum")
    (folder / "go.sum").write_bytes(sums.read_bytes() if sums.is_file() else b"")


def _requirements(entry: Program, theirs: dict[str, Any]) -> Iterator[str]:
    folders = {old["Old"]["Path"] for old in theirs["Replace"] or () if "Version" not in old["New"]}
    for wanted in theirs["Require"] or ():
        if wanted["Path"] not in folders:
            yield f"require {wanted['Path']} {wanted['Version']}"
    siblings = dict.fromkeys(sorted(folders), entry.siblings or f"v{entry.version}")
    yield from (f"require {path} {version}" for path, version in {**siblings, **entry.require}.items())


def _replacements(entry: Program, theirs: dict[str, Any]) -> Iterator[str]:
    # A program of ours is a user of the module, for whom its replace lines never counted.
    for line in (theirs["Replace"] or ()) if entry.source is None else ():
        if "Version" in line["New"] and line["Old"]["Path"] not in entry.replace:
            old = " ".join(filter(None, (line["Old"]["Path"], line["Old"].get("Version"))))
            yield f"replace {old} => {line['New']['Path']} {line['New']['Version']}"
    yield from (f"replace {path} => {path} {version}" for path, version in entry.replace.items())


def _go(folder: Path, *arguments: str) -> str:
    env = {**ENVIRON, "GOFLAGS": "-mod=mod", "CGO_ENABLED": "0", "GOWORK": "off"}
    done = subprocess.run(("go", *arguments), cwd=folder, env=env, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"go {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    for wanted in sys.argv[1:] or NEEDED:
        print(program(wanted))
