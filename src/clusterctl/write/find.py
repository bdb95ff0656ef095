"""What the repository holds that rendering must respect: chart pins, and apps, manifests and patches of the user's."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from clusterctl import where
from clusterctl.config.source import Plain, Value, read_source
from clusterctl.lint.rules.flux import KUSTOMIZATION
from clusterctl.problem import ConfigError
from clusterctl.render.tree import Found, Path
from clusterctl.write.change import Ledger
from clusterctl.write.look import Reader

MANIFESTS = Path("kubernetes")
SPEAKS_OF_FLUX = KUSTOMIZATION.encode()
"""What a file holds that defines a Flux Kustomization."""
APP_DEPTH = 4
"""kubernetes/apps/NAMESPACE/NAME."""
PATCH_DEPTH = 4
"""talos/patches/FOLDER/FILE."""


def app_of(path: Path) -> str:
    """The id `namespace/name` of the app that a path belongs to; "" for other paths."""
    inside = path.parts[:2] == where.APPS.parts and len(path.parts) > APP_DEPTH
    return "/".join(path.parts[2:APP_DEPTH]) if inside else ""


def find(reader: Reader, ledger: Ledger) -> Found:
    """Look for pins in rendered charts, and for apps and patches that are not in the ledger."""
    charts = {path: entries[-1].pin for path, entries in ledger.items() if path.name == where.CHART and entries[-1].pin}
    found = {app_of(path): chart_of(reader, path) for path in charts}
    apps = (path for path in reader.files(where.APPS) if path.name == where.KS and len(path.parts) == APP_DEPTH + 1)
    patches = (
        path for path in reader.files(where.PATCHES) if len(path.parts) == PATCH_DEPTH and path.suffix == ".yaml"
    )
    return Found(
        pins={app: tag for app, (_, tag) in found.items() if tag},
        bases={app_of(path): pin for path, pin in charts.items()},
        apps=frozenset(path for path in apps if path not in ledger),
        patches=frozenset(path for path in patches if path not in ledger),
        charts={app: url for app, (url, _) in found.items() if url},
        namespaces=frozenset(
            path.parent.name for path in ledger if path.name == where.NAMESPACE and path.parent.parent == where.APPS
        ),
        manifests=dict(manifests(reader, ledger)),
    )


def manifests(reader: Reader, ours: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """The user's own files that speak of Flux Kustomizations, wherever they lie among the manifests."""
    for path in reader.files(MANIFESTS):
        if path.suffix in where.YAML and path not in ours:
            raw = reader.have(path)
            if isinstance(raw, bytes) and SPEAKS_OF_FLUX in raw:
                yield path, raw.decode(errors="replace")


def chart_of(reader: Reader, path: Path) -> tuple[str, str]:
    """The URL and the version that a rendered chart file names now; "" for what it does not name."""
    raw = reader.have(path)
    try:
        data = read_source(str(path), raw).data if isinstance(raw, bytes) else {}
    except ConfigError:
        # the plan tells the user about the edited file itself; here it merely names no pin
        return "", ""
    spec = data.get("spec")
    if not isinstance(spec, dict):
        return "", ""
    ref = spec.get("ref")
    return text_of(spec.get("url")), text_of(ref.get("tag") if isinstance(ref, dict) else None)


def text_of(value: Value) -> str:
    """A scalar as it was typed, "" for anything else."""
    return value.text if isinstance(value, Plain) else value if isinstance(value, str) else ""
