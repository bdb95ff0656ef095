"""`init` with the real sops and the real machine: what is sealed opens, and what is private stays so."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_private_key, load_ssh_public_key

from clusterctl import resources, where
from clusterctl.problem import ToolError
from clusterctl.render.tree import Path as TreePath
from clusterctl.start.init import Doors, Request, init
from clusterctl.start.secrets import rekey_secrets, set_secrets
from clusterctl.tools.keys import make_identity
from clusterctl.tools.process import ProcessRunner
from clusterctl.tools.sops_changes import SopsEditor
from clusterctl.write.repository import read_repository

SAMPLE = resources.examples()[TreePath("cluster.yaml")]
TASK = Path(sys.executable).with_name("task")


def sops(root: Path) -> SopsEditor:
    environ = {"PATH": os.environ["PATH"]}
    return SopsEditor(root, ProcessRunner(environ), environ)


def scaffolded(root: Path) -> Path:
    init(root, Request(example=True), Doors(SAMPLE, sops(root), {}, make_identity, secrets.token_bytes))
    return root


def opened(root: Path) -> dict[str, object]:
    data = sops(root).decrypt(where.SECRETS, (root / where.SECRETS).read_bytes())
    assert isinstance(data, dict)
    return data


def test_the_secrets_that_were_made_open_with_the_key_that_was_made(tmp_path: Path) -> None:
    found = opened(scaffolded(tmp_path / "home"))
    assert set(found) == {"cloudflare_token", "cloudflare_tunnel", "deploy_key", "flux_webhook_token"}


def test_the_deploy_key_belongs_to_its_public_half(tmp_path: Path) -> None:
    root = scaffolded(tmp_path / "home")
    private = load_ssh_private_key(str(opened(root)["deploy_key"]).encode(), password=None)
    assert private.public_key() == load_ssh_public_key((root / "deploy_key.pub").read_bytes().strip())


def test_two_repositories_share_no_secret(tmp_path: Path) -> None:
    one, two = (opened(scaffolded(tmp_path / name)) for name in ("one", "two"))
    assert not {str(value) for value in one.values()} & {str(value) for value in two.values()}


def test_git_would_commit_everything_but_the_key(tmp_path: Path) -> None:
    root = scaffolded(tmp_path / "home")
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"], cwd=root, check=True, capture_output=True, text=True
    )
    assert files - set(listed.stdout.splitlines()) == {"age.key"}


def test_one_changed_secret_changes_one_line_and_the_mac(tmp_path: Path) -> None:
    root = scaffolded(tmp_path / "home")
    before = (root / where.SECRETS).read_bytes().splitlines()
    set_secrets(read_repository(root, "cluster.yaml"), {"cloudflare_token": "hunter2"}, sops(root))
    after = (root / where.SECRETS).read_bytes().splitlines()
    names = {line.strip().partition(b":")[0] for line in set(before) ^ set(after)}
    assert names <= {b"cloudflare_token", b"mac", b"lastmodified"}
    assert opened(root)["cloudflare_token"] == "hunter2"


def test_a_recovery_key_is_let_in_and_out_again(tmp_path: Path) -> None:
    root = scaffolded(tmp_path / "home")
    description = (root / "cluster.yaml").read_text(encoding="utf-8")
    secret, recipient = make_identity()
    (root / "cluster.yaml").write_text(description.replace("age_recipients: [", f"age_recipients: [{recipient}, "))
    assert rekey_secrets(read_repository(root, "cluster.yaml"), sops(root)) == ((where.SECRETS,), ())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "age.key").write_text(secret, encoding="utf-8")
    sealed = (root / where.SECRETS).read_bytes()
    assert sops(elsewhere).decrypt(where.SECRETS, sealed) == opened(root)
    (root / "cluster.yaml").write_text(description, encoding="utf-8")
    _, said = rekey_secrets(read_repository(root, "cluster.yaml"), sops(root))
    assert [problem.code.id for problem in said] == ["I017"]
    with pytest.raises(ToolError):
        sops(elsewhere).decrypt(where.SECRETS, (root / where.SECRETS).read_bytes())


def test_a_folder_that_may_not_be_written_is_an_error_without_a_trace(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from clusterctl.start.place import open_root\n"
        "from clusterctl.problem import ConfigError\n"
        "os.setuid(65534) if os.getuid() == 0 else None\n"
        "try:\n    with open_root(Path(sys.argv[1])):\n        pass\n"
        "except ConfigError as error:\n    print(error)\n"
    )
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", code, str(locked)], capture_output=True, text=True, check=True)
    assert done.stdout == f"{locked} cannot be written into\n"


def test_the_real_task_knows_every_task(tmp_path: Path) -> None:
    root = scaffolded(tmp_path / "home")
    done = subprocess.run([TASK, "--list-all", "--json"], cwd=root, capture_output=True, text=True, check=True)
    tasks = {task["name"]: task["desc"] for task in json.loads(done.stdout)["tasks"]}
    assert {"init", "configure", "bootstrap:talos", "talos:upgrade-node"} <= set(tasks)
    assert all(tasks.values())


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("configure", "--", "--dry-run"), "clusterctl render --dry-run"),
        (("talos:upgrade-node", "IP=10.0.0.11"), "clusterctl upgrade node 10.0.0.11"),
        (("talos:upgrade-k8s",), "clusterctl upgrade kubernetes"),
        (("bootstrap:talos",), "clusterctl bootstrap talos"),
    ],
)
def test_the_real_task_turns_names_into_commands(tmp_path: Path, arguments: tuple[str, ...], command: str) -> None:
    root = scaffolded(tmp_path / "home")
    done = subprocess.run([TASK, "--dry", *arguments], cwd=root, capture_output=True, text=True, check=True)
    assert done.stderr.rstrip().endswith(command)


def test_the_real_task_asks_for_the_address_of_a_node(tmp_path: Path) -> None:
    root = scaffolded(tmp_path / "home")
    done = subprocess.run([TASK, "--dry", "talos:upgrade-node"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "IP" in done.stderr
