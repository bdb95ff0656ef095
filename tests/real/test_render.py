"""What a render promises, shown by the whole command over a repository with real sealed secrets."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyrage
import pytest

from clusterctl.cli.main import run
from tests.bench.watch import watch
from tests.real.conftest import Run
from tests.support.repository import SECRETS, Repository
from tests.support.tree import differences, traces

LEDGER = ".clusterctl/ledger.jsonl"
TOKEN = re.compile(rb"ENC\[[^\]]+\]")


@pytest.fixture
def rendered(repository: Repository, clusterctl: Run) -> Repository:
    """A repository that was rendered once."""
    render(repository, clusterctl)
    return repository


def render(repository: Repository, clusterctl: Run, expected: int = 0) -> str:
    """Render by the command line; what it said."""
    done = clusterctl("render", folder=repository.root)
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout + done.stderr


def committed(repository: Repository) -> dict[str, bytes]:
    """Every file but those in folders that Git ignores."""
    return {path: content for path, content in repository.files().items() if "/cache/" not in path}


def sealed(repository: Repository) -> list[str]:
    """Every sealed file that is rendered."""
    return [path for path in committed(repository) if path.endswith(".sops.yaml") and "/" in path]


def test_nothing_to_change_starts_no_process_and_writes_no_byte(rendered: Repository) -> None:
    seen = watch(rendered.root, "render")
    assert (seen.processes, seen.written) == (0, 0)


@pytest.mark.parametrize("remembers", [True, False], ids=["remembering", "forgetting"])
def test_a_hundred_renders_touch_no_file(
    rendered: Repository, capsys: pytest.CaptureFixture[str], *, remembers: bool
) -> None:
    """A run that remembers the last one knows at once; one that does not renders and compares everything."""
    if not remembers:
        shutil.rmtree(rendered.file(".clusterctl/cache"))
    before = traces(rendered.root)
    assert [run(["render", "-C", str(rendered.root)]) for _ in range(100)] == [0] * 100, capsys.readouterr()
    assert traces(rendered.root) == before


def test_a_changed_token_changes_exactly_the_files_that_use_it(rendered: Repository, clusterctl: Run) -> None:
    before = committed(rendered)
    opened = {path: str(rendered.opened(path)) for path in sealed(rendered)}
    users = {path for path, text in opened.items() if "made-up-cloudflare-token" in text}
    assert users

    rendered.set_secret("cloudflare_token", "a-new-token")
    render(rendered, clusterctl)

    assert differences(before, committed(rendered)) == {*users, "secrets.sops.yaml", LEDGER}
    assert all("a-new-token" in str(rendered.opened(path)) for path in users)


def test_a_whole_re_encryption_of_the_secrets_changes_no_rendered_file(rendered: Repository, clusterctl: Run) -> None:
    before = committed(rendered)
    rendered.seal(SECRETS)
    render(rendered, clusterctl)
    assert differences(before, committed(rendered)) == {"secrets.sops.yaml", LEDGER}


def test_a_new_recipient_can_open_every_file_and_no_token_changed(rendered: Repository, clusterctl: Run) -> None:
    before = committed(rendered)
    other = pyrage.x25519.Identity.generate()
    both = (rendered.recipient, str(other.to_public()))
    rendered.edit("cluster.yaml", f"[{rendered.recipient}]", f"[{', '.join(both)}]")
    rendered.seal(SECRETS, *both)
    render(rendered, clusterctl)

    after = committed(rendered)
    assert all(TOKEN.findall(after[path])[:-1] == TOKEN.findall(before[path])[:-1] for path in sealed(rendered))
    stranger = Repository(rendered.root, str(other), both[1])
    assert [stranger.opened(path) for path in sealed(rendered)] == [rendered.opened(path) for path in sealed(rendered)]


def test_without_the_key_a_new_recipient_is_named_for_every_sealed_file(rendered: Repository, clusterctl: Run) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    rendered.edit("cluster.yaml", f"[{rendered.recipient}]", f"[{rendered.recipient}, {other}]")
    rendered.file("age.key").unlink()
    said = render(rendered, clusterctl, expected=5)
    assert said.count(f"age_recipients in cluster.yaml changed: + {other}") == len(sealed(rendered))


def test_rekey_shuts_nobody_out_who_holds_the_key_of_the_repository(rendered: Repository, clusterctl: Run) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    rendered.edit("cluster.yaml", f"[{rendered.recipient}]", f"[{other}]")
    before = committed(rendered)
    done = clusterctl("secrets", "rekey", folder=rendered.root)
    assert done.returncode == 2
    assert "S013" in done.stderr
    assert rendered.recipient in done.stderr
    assert differences(before, committed(rendered)) == set()


def test_without_the_key_everything_but_a_secret_can_change(rendered: Repository, clusterctl: Run) -> None:
    rendered.file("age.key").unlink()
    before = committed(rendered)
    rendered.edit("cluster.yaml", "cluster_gateway_addr: 10.0.0.11", "cluster_gateway_addr: 10.0.0.14")
    render(rendered, clusterctl)
    changed = differences(before, committed(rendered))
    assert changed > {"cluster.yaml", LEDGER}
    assert not changed & set(sealed(rendered))


def test_without_the_key_a_changed_secret_is_refused_by_name_and_nothing_is_written(
    rendered: Repository, clusterctl: Run
) -> None:
    rendered.set_secret("cloudflare_token", "a-new-token")
    rendered.file("age.key").unlink()
    rendered.edit("cluster.yaml", "cluster_gateway_addr: 10.0.0.11", "cluster_gateway_addr: 10.0.0.14")
    before = committed(rendered)
    said = render(rendered, clusterctl, expected=5)
    assert "cloudflare_token" in said
    assert "a-new-token" not in said
    assert differences(before, committed(rendered)) == set()


def test_a_clone_without_the_key_proves_itself_by_check(rendered: Repository, clusterctl: Run, tmp_path: Path) -> None:
    clone = Path(shutil.copytree(rendered.root, tmp_path / "clone", ignore=shutil.ignore_patterns("age.key", "cache")))
    before = traces(clone)
    assert clusterctl("render", "--check", folder=clone).returncode == 0
    (clone / "kubernetes/flux/cluster/ks.yaml").unlink()
    assert clusterctl("render", "--check", folder=clone).returncode == 4
    assert {path for path in before if traces(clone).get(path) != before[path]} <= {
        "kubernetes/flux/cluster",
        "kubernetes/flux/cluster/ks.yaml",
    }
