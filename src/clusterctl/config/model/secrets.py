"""The secrets that clusterctl knows: their shape, and where each comes from."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SecretSpec:
    """One secret: a text, or a map of `fields`, of which `optional` ones may be left out."""

    about: str
    where: str
    fields: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


TUNNEL_TOKEN_FIELDS: Mapping[str, str] = MappingProxyType({"a": "AccountTag", "t": "TunnelID", "s": "TunnelSecret"})
"""The names that a tunnel token, as Cloudflare's dashboard shows it, has for the fields of the credentials file."""

SECRETS: Mapping[str, SecretSpec] = MappingProxyType(
    {
        "cloudflare_token": SecretSpec(
            "The Cloudflare API token for DNS records and certificates.",
            "dash.cloudflare.com, My Profile, API Tokens: Zone/DNS/Edit and Account/Cloudflare Tunnel/Read",
        ),
        "cloudflare_tunnel": SecretSpec(
            "The credentials of the Cloudflare tunnel.",
            "the file that `cloudflared tunnel create --credentials-file FILE NAME` writes",
            fields=tuple(TUNNEL_TOKEN_FIELDS.values()),
            optional=("Endpoint", "TunnelName"),
        ),
        "cloudflare_domain": SecretSpec(
            "The domain of the apps, when it shall not stand in clear text.", "the domain that you registered"
        ),
        "flux_webhook_token": SecretSpec(
            "The token that the Git host signs its push events with.", "any random text; init makes one"
        ),
        "deploy_key": SecretSpec(
            "The private ssh key that Flux reads the repository with.",
            "`ssh-keygen -t ed25519`; init makes one; its public half goes to the Git host",
        ),
        "unifi_api_key": SecretSpec(
            "The API key of the UniFi controller.", "the UniFi controller: Settings, Control Plane, Integrations"
        ),
        "cilium_bgp_password": SecretSpec(
            "The password of the BGP session, when the router wants one.", "the configuration of your router"
        ),
        "backup_s3_access_key": SecretSpec("The access key of the backup bucket.", "your S3 service"),
        "backup_s3_secret_key": SecretSpec("The secret key of the backup bucket.", "your S3 service"),
    }
)
"""Every secret by its name in secrets.sops.yaml."""

AGE_KEY = "age_key"
"""The private age key of the repository: a secret that lies in age.key and not in secrets.sops.yaml."""


def tunnel_token(value: object) -> str:
    """The token that cloudflared takes, made of the credentials file's fields."""
    if not isinstance(value, Mapping):
        raise TypeError("tunnel credentials are a map")
    short = {letter: value[name] for letter, name in TUNNEL_TOKEN_FIELDS.items()}
    return base64.b64encode(json.dumps(short, separators=(",", ":")).encode()).decode()


def tunnel_id(value: object) -> str:
    """The id of the tunnel, which its DNS name is made of."""
    if not isinstance(value, Mapping):
        raise TypeError("tunnel credentials are a map")
    return str(value["TunnelID"])


TRANSFORMS: Mapping[str, Callable[[object], str]] = MappingProxyType(
    {"tunnel_id": tunnel_id, "tunnel_token": tunnel_token}
)
"""How a secret is turned into the text that a program wants, by the name that `as:` gives."""
