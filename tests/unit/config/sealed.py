"""secrets.sops.yaml as sops writes it, with ciphertext that nobody can open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import yaml

from clusterctl.config.model.secrets import SECRETS
from clusterctl.config.secrets import Secrets, read_secrets

RECIPIENT = "age15culfvwvfs46p8mk4efwmaac0u482qg7qafn4mvgzap52c7e7t3s96vh7z"
TOKEN = "ENC[AES256_GCM,data:bWFkZSB1cA==,iv:aXY=,tag:dGFn,type:str]"
USUAL = ("cloudflare_token", "cloudflare_tunnel", "deploy_key", "flux_webhook_token")


def sealed_text(values: Mapping[str, object], recipients: Iterable[str] = (RECIPIENT,)) -> bytes:
    """The file with these values as they stand in it, and sops' own part."""
    meta = {"age": [{"recipient": each, "enc": "made up"} for each in recipients], "mac": TOKEN, "version": "3.11.0"}
    return yaml.safe_dump({**values, "sops": meta}, sort_keys=False).encode()


def sealed(names: Iterable[str] = USUAL, recipients: Iterable[str] = (RECIPIENT,)) -> Secrets:
    """Secrets that are there, whole and encrypted."""
    values = {name: dict.fromkeys(SECRETS[name].fields, TOKEN) if SECRETS[name].fields else TOKEN for name in names}
    secrets, problems = read_secrets("secrets.sops.yaml", sealed_text(values, recipients))
    assert not problems
    return secrets
