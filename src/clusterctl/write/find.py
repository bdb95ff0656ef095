"""What the repository holds that rendering must respect: chart pins, foreign apps, foreign Talos patches."""

from __future__ import annotations

from clusterctl.config.source import Plain, read_source
from clusterctl.problem import ConfigError
from clusterctl.render.tree import Found, Path
from clusterctl.write.change import Ledger
from clusterctl.write.look import Reader

APPS = Path("kubernetes/apps")
PATCHES = Path("talos/patches")
KUSTOMIZATION = "ks.yaml"
CHART = "ocirepository.yaml"
APP_DEPTH = 4
"""kubernetes/apps/NAMESPACE/NAME."""
PATCH_DEPTH = 4
"""talos/patches/FOLDER/FILE."""


def app_of(path: Path) -> str:
    """The id `namespace/name` of the app that a path belongs to; "" for other paths."""
    inside = path.parts[:2] == APPS.parts and len(path.parts) > APP_DEPTH
    return "/".join(path.parts[2:APP_DEPTH]) if inside else ""


def find(reader: Reader, ledger: Ledger) -> Found:
    """Look for pins in rendered charts, and for apps and patches that are not in the ledger."""
    charts = {path: entries[-1].pin for path, entries in ledger.items() if path.name == CHART and entries[-1].pin}
    pins = {app_of(path): pin for path in charts if (pin := pin_of(reader, path))}
    apps = (path for path in reader.files(APPS) if path.name == KUSTOMIZATION and len(path.parts) == APP_DEPTH + 1)
    patches = (path for path in reader.files(PATCHES) if len(path.parts) == PATCH_DEPTH and path.suffix == ".yaml")
    return Found(
        pins,
        {app_of(path): pin for path, pin in charts.items()},
        frozenset(path for path in apps if path not in ledger),
        frozenset(path for path in patches if path not in ledger),
    )


def pin_of(reader: Reader, path: Path) -> str:
    """The chart version that a rendered chart file names now; "" when it is gone or does not read as one."""
    raw = reader.have(path)
    try:
        data = read_source(str(path), raw).data if isinstance(raw, bytes) else {}
    except ConfigError:
        # the plan tells the user about the edited file itself; here it merely names no pin
        return ""
    spec = data.get("spec")
    ref = spec.get("ref") if isinstance(spec, dict) else None
    tag = ref.get("tag") if isinstance(ref, dict) else None
    return tag.text if isinstance(tag, Plain) else tag if isinstance(tag, str) else ""
