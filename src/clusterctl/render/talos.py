"""Which Talos patches there are, as talconfig.yaml lists them."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

from clusterctl import where
from clusterctl.config.model.cluster import Cluster
from clusterctl.render.tree import Path


def patch_names(cluster: Cluster, written: Iterable[Path], foreign: Iterable[Path]) -> SimpleNamespace:
    """The patches by folder as talconfig.yaml names them: ours in name order, then the user's in name order.

    `patches.global`, `patches.controller`, `patches.worker` and `patches.node[NAME]` are lists of
    `./patches/FOLDER/FILE`. A node's list ends with the files that its `patches` name.
    """
    ours, theirs = _by_folder(written), _by_folder(foreign)

    def listed(folder: str) -> tuple[str, ...]:
        return (*ours.get(folder, ()), *theirs.get(folder, ()))

    shared = {folder: listed(folder) for folder in where.PATCH_FOLDERS}
    own = {node.name: map(_from_talos, node.patch_files) for node in cluster.nodes}
    return SimpleNamespace(**shared, node={name: tuple(dict.fromkeys((*listed(name), *own[name]))) for name in own})


def _from_talos(path: str) -> str:
    """A path from the root of the repository as one from talos/."""
    return f"./{path.removeprefix('talos/')}" if path.startswith("talos/") else f"../{path}"


def _by_folder(paths: Iterable[Path]) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        if path.parent.parent == where.PATCHES and path.suffix in where.YAML:
            folders.setdefault(path.parent.name, []).append(f"./{path.relative_to('talos')}")
    return folders
