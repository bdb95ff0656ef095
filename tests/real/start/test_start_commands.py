"""A repository from `init` on, by the command line alone."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.real.conftest import Done, Run

PIN = re.compile(r"(?m)^    tag: (\S+)$")


def fine(done: Done) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    subprocess.run(("git", *who, *arguments), cwd=root, check=True, capture_output=True)


def clone(demo: Path, to: Path) -> Path:
    """What another machine gets: everything that was committed, and so not the key."""
    git(demo, "init", "--quiet")
    git(demo, "add", "--all")
    git(demo, "commit", "--quiet", "--message", "all")
    git(demo, "clone", "--quiet", str(demo), str(to))
    return to


def test_a_clone_without_the_key_passes_its_own_check(demo: Path, tmp_path: Path, clusterctl: Run) -> None:
    other = clone(demo, tmp_path / "clone")
    assert not (other / "age.key").exists()
    fine(clusterctl("render", "--check", "--format", "github", folder=other))


def test_a_chart_that_renovate_moves_is_followed_without_the_key(demo: Path, tmp_path: Path, clusterctl: Run) -> None:
    other = clone(demo, tmp_path / "clone")
    file = other / "kubernetes/apps/kube-system/cilium/app/ocirepository.yaml"
    text = file.read_text(encoding="utf-8")
    before = PIN.search(text)
    assert before is not None
    file.write_text(PIN.sub("    tag: 1.99.0", text), encoding="utf-8")
    assert clusterctl("render", "--check", folder=other).returncode == 4
    fine(clusterctl("render", folder=other))
    helmfile = (other / "bootstrap/helmfile.d/01-apps.yaml").read_text(encoding="utf-8")
    assert "1.99.0" in helmfile
    assert before[1] not in helmfile
    fine(clusterctl("render", "--check", folder=other))


def test_the_schema_that_editors_use_is_that_of_the_program(demo: Path, clusterctl: Run) -> None:
    assert fine(clusterctl("schema", folder=demo)) == (demo / ".clusterctl/cluster.schema.json").read_text("utf-8")


@pytest.mark.parametrize("options", [(), ("--chart", "oci://example.com/charts/jellyfin", "--version", "2.1.0")])
def test_an_app_of_the_users_own_renders_as_it_is_begun(
    demo: Path, clusterctl: Run, kustomize: Path, options: tuple[str, ...]
) -> None:
    fine(clusterctl("apps", "new", "media/jellyfin", *options, folder=demo))
    fine(clusterctl("render", folder=demo))
    folder = demo / "kubernetes/apps/media"
    built = subprocess.run((kustomize, "build", folder / "jellyfin/app"), capture_output=True, text=True, check=True)
    assert "kind: HelmRelease" in built.stdout
    assert "jellyfin/ks.yaml" in (folder / "kustomization.yaml").read_text(encoding="utf-8")


def test_secrets_in_the_description_are_moved_by_one_command(demo: Path, clusterctl: Run) -> None:
    file = demo / "cluster.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}unifi_api_key: hunter2\n", encoding="utf-8")
    refused = clusterctl("validate", folder=demo)
    assert refused.returncode == 2
    assert "secrets adopt" in refused.stderr
    done = clusterctl("secrets", "adopt", folder=demo)
    fine(done)
    assert file.read_text(encoding="utf-8") == before
    assert "hunter2" not in done.stdout + done.stderr
    fine(clusterctl("validate", folder=demo))


def test_given_values_make_a_repository_that_renders(tmp_path: Path, clusterctl: Run) -> None:
    settings = {
        "node_cidr": "10.0.0.0/24",
        "cluster_api_addr": "10.0.0.100",
        "cluster_gateway_addr": "10.0.0.101",
        "cloudflare_gateway_addr": "10.0.0.102",
        "cluster_dns_gateway_addr": "10.0.0.103",
        "cloudflare_domain": "example.org",
        "repository_name": "ssh://git@codeberg.org/me/home",
        "repository_webhook_provider": "none",
    }
    node = "name=k8s-1,address=10.0.0.11,disk=/dev/sda,mac_addr=00:00:5e:00:53:11"
    tunnel = {"AccountTag": "a" * 32, "TunnelID": "b", "TunnelSecret": "hunter2"}
    variables = {"CLUSTERCTL_CLOUDFLARE_TOKEN": "hunter2", "CLUSTERCTL_CLUSTERCTL": "x"}
    given = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    done = clusterctl(
        *("init", "home", *given, "--node", node),
        folder=tmp_path,
        **variables,
        CLUSTERCTL_CLOUDFLARE_TUNNEL=json.dumps(tunnel),
    )
    fine(done)
    root = tmp_path / "home"
    assert "hunter2" not in done.stdout + done.stderr
    fine(clusterctl("render", folder=root))
    fine(clusterctl("secrets", "check", folder=root))
    assert fine(clusterctl("render", "--check", folder=root)) == ""


def test_missing_values_are_an_error_of_usage_that_names_them_all(tmp_path: Path, clusterctl: Run) -> None:
    done = clusterctl("init", "home", folder=tmp_path)
    assert done.returncode == 2
    assert "--set node_cidr=" in done.stderr
    assert "--node name=" in done.stderr
    assert not (tmp_path / "home").exists()
