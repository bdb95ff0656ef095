"""What is measured: each scene yields rows of the report."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.makejinja import make_peer
from tests.bench.measure import CLUSTERCTL, PYTHON, Row, Scene, against, compared, limited, run
from tests.bench.watch import watch
from tests.support.repository import SETTINGS, make_repository

TIMES = 15
MEMORY = 149
"""Megabytes: less than 150."""
NODE = """\
  - name: worker-{n}
    address: 10.0.{a}.{b}
    controller: false
    disk: /dev/sda
    mac_addr: "00:00:5e:{a:02x}:{b:02x}:00"
"""


def starting(folder: Path) -> Iterator[Row]:
    """`--help` and `--version` against importing typer alone."""
    peer = (PYTHON, "-c", "import typer")
    for flag in ("--help", "--version"):
        yield compared(f"clusterctl {flag}", *against((*CLUSTERCTL, flag), peer, folder, TIMES), "import typer", 1.3)


def nothing_to_change(folder: Path) -> Iterator[Row]:
    """A whole `render` that finds nothing to do, against makejinja writing the same files."""
    demo = example(folder)
    files, size = make_peer(demo, folder / "peer")
    makejinja = (str(Path(PYTHON).with_name("makejinja")),)
    ours, peer = against((*CLUSTERCTL, "render", "-C", str(demo)), makejinja, folder / "peer", TIMES)
    yield compared(f"render, nothing to change ({files} files)", ours, peer, f"makejinja, {size // 1024} KiB", 0.5)
    seen = watch(demo, "render", "-C", str(demo))
    yield limited("  processes started", seen.processes, 0)
    yield limited("  bytes written", seen.written, 0)


def one_secret(folder: Path) -> Iterator[Row]:
    """A `render` after one token changed that one sealed file uses, counted in calls of sops."""
    demo = example(folder)
    sops = Path(PYTHON).with_name("sops")
    env = {**os.environ, "SOPS_AGE_KEY_FILE": str(demo / "age.key")}
    argv = (sops, "set", "secrets.sops.yaml", '["flux_webhook_token"]', json.dumps("another-made-up-token"))
    subprocess.run(argv, cwd=demo, env=env, check=True)
    seen = watch(demo, "render", "-C", str(demo))
    yield limited("render, one secret changed: sops calls", seen.processes, 4)


def many_nodes(folder: Path) -> Iterator[Row]:
    """A `render` of 1,000 nodes against ten times one of 100: first with everything to write, then with nothing."""
    roots = {count: cluster_of(count, folder) for count in (100, 1000)}
    for what in ("everything to write", "nothing to change"):
        seconds = {
            count: run((*CLUSTERCTL, "render", "-C", str(root)), folder).seconds for count, root in roots.items()
        }
        yield compared(f"render 1,000 nodes, {what}", seconds[1000], 10 * seconds[100], "10 × 100 nodes", 1.2)


def memory(folder: Path) -> Iterator[Row]:
    """The most memory that an offline command and its children take for the example, from the first render on."""
    demo, fresh = example(folder), folder / "fresh"
    run((*CLUSTERCTL, "init", str(fresh), "--example"), folder)
    commands = (
        ("render, everything to write", "render", fresh),
        ("render, nothing to change", "render", demo),
        ("render --check", "render --check", demo),
        ("validate", "validate", demo),
        ("diff", "diff", demo),
        ("secrets check", "secrets check", demo),
    )
    for what, command, root in commands:
        used = run((*CLUSTERCTL, *command.split(), "-C", str(root)), folder).megabytes
        yield limited(f"{what}, peak memory", used, MEMORY, " MB")


def example(folder: Path) -> Path:
    """The example, rendered; made once for all scenes."""
    demo = folder / "demo"
    if not demo.is_dir():
        run((*CLUSTERCTL, "init", str(demo), "--example"), folder)
        run((*CLUSTERCTL, "render", "-C", str(demo)), folder)
    return demo


def cluster_of(count: int, folder: Path) -> Path:
    """A repository of three controllers and as many workers as make up the count."""
    workers = "".join(NODE.format(n=n, a=1 + n // 250, b=1 + n % 250) for n in range(count - 3))
    wide = SETTINGS.replace("10.0.0.0/24", "10.0.0.0/16").replace(
        "nodes:\n", "cluster_pod_cidr: 10.64.0.0/14\nnodes:\n"
    )
    settings = wide + workers
    return make_repository(folder / f"nodes-{count}", settings).root


SCENES: tuple[Scene, ...] = (starting, nothing_to_change, one_secret, many_nodes, memory)
