"""A throwaway cluster repository: a description, an age key of its own, and secrets sealed by the real sops."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyrage
import yaml

from tests.support import guard
from tests.support.tree import read_tree

SETTINGS = """\
channel: "2026.11"
cluster_name: home
age_recipients: [{recipient}]
node_cidr: 10.0.0.0/24
cluster_api_addr: 10.0.0.10
cluster_gateway_addr: 10.0.0.11
cluster_dns_gateway_addr: 10.0.0.12
cloudflare_gateway_addr: 10.0.0.13
cloudflare_domain: example.org
repository_name: example/home
schematic_id: 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba
nodes:
  - {{name: node-1, address: 10.0.0.21, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:21"}}
  - {{name: node-2, address: 10.0.0.22, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:22"}}
  - {{name: node-3, address: 10.0.0.23, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:23"}}
"""

SECRETS: Mapping[str, object] = {
    "cloudflare_token": "made-up-cloudflare-token",
    "cloudflare_tunnel": {
        "AccountTag": "0123456789abcdef0123456789abcdef",
        "TunnelID": "5b2c7a4e-0000-4000-8000-000000000000",
        "TunnelSecret": "bWFkZS11cC10dW5uZWwtc2VjcmV0",
    },
    "flux_webhook_token": "made-up-webhook-token",
    "deploy_key": "made-up-deploy-key",
}
"""What `make_repository` seals: values that are easy to find again where they must not be."""


class _Quoted(yaml.SafeDumper):
    """Writes text in quotes: 0o17 is text for PyYAML, and without them a number for sops."""


def _quoted(dumper: _Quoted, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoted.add_representer(str, _quoted)


def quoted_yaml(data: Mapping[str, object]) -> str:
    """Data as YAML that every reader has the same texts in."""
    return yaml.dump(dict(data), Dumper=_Quoted)


@dataclass(frozen=True)
class Repository:
    """The folder, and the two halves of its age key."""

    root: Path
    key: str
    recipient: str

    def file(self, path: str) -> Path:
        """The file at a path of the repository."""
        return self.root / path

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that stands exactly once in a file, as an editor would."""
        text = self.file(path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.file(path).write_text(text.replace(old, new), encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file of the repository, as bytes by path."""
        return read_tree(self.root)

    def seal(self, secrets: Mapping[str, object], *recipients: str, path: str = "secrets.sops.yaml") -> None:
        """Write a file that the real sops has sealed for the recipients, or for the repository's own one."""
        age = ",".join(recipients or (self.recipient,))
        flags = ("--config", "/dev/null", "encrypt", "--age", age, "--filename-override", path)
        sealed = self._sops(*flags, stdin=quoted_yaml(secrets).encode())
        self.file(path).write_bytes(sealed)

    def set_secret(self, name: str, value: str) -> None:
        """Change one secret as `sops set` does: the tokens of the others stay."""
        self._sops(
            "--config", "/dev/null", "set", str(self.file("secrets.sops.yaml")), f'["{name}"]', json.dumps(value)
        )

    def opened(self, path: str = "secrets.sops.yaml") -> dict[str, object]:
        """What a sealed file holds, by the real sops."""
        flags = ("--config", "/dev/null", "decrypt", "--input-type", "yaml", "--output-type", "json")
        data: dict[str, object] = json.loads(self._sops(*flags, stdin=self.file(path).read_bytes()))
        return data

    def _sops(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run sops for the test, not for the code under test, so where it may not start a process too."""
        program = Path(sys.executable).with_name("sops")
        env = {"SOPS_AGE_KEY": self.key, "HOME": str(self.root)}
        with guard.processes(allowed=True):
            done = subprocess.run((program, *arguments), input=stdin, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


def make_repository(root: Path, settings: str = SETTINGS, secrets: Mapping[str, object] = SECRETS) -> Repository:
    """Make a repository in a new folder; `{recipient}` in the settings becomes its age recipient."""
    identity = pyrage.x25519.Identity.generate()
    made = Repository(root, str(identity), str(identity.to_public()))
    root.mkdir(parents=True)
    key = made.file("age.key")
    key.touch(mode=0o600)
    key.write_text(f"# public key: {made.recipient}\n{made.key}\n", encoding="utf-8")
    made.file("cluster.yaml").write_text(settings.format(recipient=made.recipient), encoding="utf-8")
    made.file(".gitignore").write_text("age.key\n", encoding="utf-8")
    made.seal(secrets)
    return made
