"""The version rules are equal to the constants that Talos itself is built with."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from clusterctl.compat.releases import RELEASES, UNREACHABLE_PATCH
from clusterctl.compat.versions import Minor, Version, parse_version
from tests.support.cache import ENVIRON

MACHINERY = "github.com/siderolabs/talos/pkg/machinery@v1.14.1"
CONSTANT = re.compile(r'var (\w+Version) = semver\.MustParse\("([0-9.]+)"\)')


@pytest.fixture(scope="session")
def compatibility(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Talos' package of version rules, one folder for each minor."""
    folder = tmp_path_factory.mktemp("machinery")
    argv = ("go", "mod", "download", "-json", MACHINERY)
    done = subprocess.run(argv, cwd=folder, env=dict(ENVIRON), capture_output=True, check=True, timeout=300)
    return Path(json.loads(done.stdout)["Dir"], "compatibility")


@pytest.mark.parametrize("minor", RELEASES, ids=str)
def test_a_release_has_the_ranges_that_talos_has(minor: Minor, compatibility: Path) -> None:
    name = f"talos{minor.major}{minor.minor}"
    found = dict(CONSTANT.findall((compatibility / name / f"{name}.go").read_text()))
    versions: dict[str, Version | None] = {key: parse_version(text) for key, text in found.items()}
    release = RELEASES[minor]
    low, high = release.kubernetes_code
    assert versions["MinimumKubernetesVersion"] == Version(*low, 0)
    assert versions["MaximumKubernetesVersion"] == Version(*high, UNREACHABLE_PATCH)
    assert versions["MinimumHostUpgradeVersion"] == release.host_from
    assert versions["MaximumHostDowngradeVersion"] == release.host_below
