"""secrets.sops.yaml in clear: every command that needs it refuses, and one command seals it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real.conftest import Run
from tests.support.repository import SECRETS, Repository

FILE = "secrets.sops.yaml"
PLAIN = """\
cloudflare_token: made-up-cloudflare-token
cloudflare_tunnel:
  AccountTag: 0123456789abcdef0123456789abcdef
  TunnelID: 5b2c7a4e-0000-4000-8000-000000000000
  TunnelSecret: bWFkZS11cC10dW5uZWwtc2VjcmV0
flux_webhook_token: made-up-webhook-token
deploy_key: made-up-deploy-key
"""


def spoilt(file: Path, form: str) -> None:
    """A file that sops never saw, or one that somebody typed a value into."""
    typed = "unifi_api_key: 0123\n"
    file.write_text(PLAIN + typed if form == "never sealed" else typed + file.read_text("utf-8"), encoding="utf-8")


@pytest.mark.parametrize("form", ["never sealed", "typed into"])
@pytest.mark.parametrize(
    "command", ["validate", "render", "secrets set unifi_api_key", "secrets edit", "secrets rekey", "secrets check"]
)
def test_what_needs_it_names_the_command_that_seals_it(
    repository: Repository, clusterctl: Run, form: str, command: str
) -> None:
    spoilt(repository.file(FILE), form)
    before = repository.files()
    done = clusterctl(*command.split(), folder=repository.root, EDITOR="true", CLUSTERCTL_UNIFI_API_KEY="new")
    assert done.returncode == 2
    assert f"{FILE}:1:1: error C801 unifi_api_key" in done.stderr or f"{FILE}: error C801" in done.stderr
    assert "run clusterctl secrets adopt" in done.stderr
    assert repository.files() == before


@pytest.mark.parametrize("form", ["never sealed", "typed into"])
def test_adopt_seals_it_and_a_render_works(repository: Repository, clusterctl: Run, form: str) -> None:
    spoilt(repository.file(FILE), form)
    done = clusterctl("secrets", "adopt", folder=repository.root)
    assert done.returncode == 0, done.stderr
    assert "unifi_api_key stood in clear in secrets.sops.yaml" in done.stderr
    assert repository.opened(FILE) == {**SECRETS, "unifi_api_key": "0123"}
    assert not any(value in repository.file(FILE).read_text("utf-8") for value in ("made-up", "0123456789", ": 0123"))
    assert clusterctl("render", folder=repository.root).returncode == 0


def test_without_the_key_a_file_that_was_never_sealed_is_sealed_for_its_owner(
    repository: Repository, clusterctl: Run
) -> None:
    spoilt(repository.file(FILE), "never sealed")
    repository.file("age.key").unlink()
    assert clusterctl("secrets", "adopt", folder=repository.root).returncode == 0
    assert repository.opened(FILE) == {**SECRETS, "unifi_api_key": "0123"}


def test_a_value_that_was_typed_over_a_sealed_one_is_no_riddle(repository: Repository, clusterctl: Run) -> None:
    text = repository.file(FILE).read_text("utf-8")
    lines = ["flux_webhook_token: 0123" if line.startswith("flux_webhook") else line for line in text.splitlines()]
    repository.file(FILE).write_text("\n".join(lines), encoding="utf-8")
    before = repository.files()
    done = clusterctl("secrets", "adopt", folder=repository.root)
    assert (done.returncode, repository.files()) == (5, before)
    assert "S005" in done.stderr
    assert "restore the file from Git" in done.stderr
