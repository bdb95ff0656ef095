"""The secrets that init makes itself, and harmless ones for the example."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable

from clusterctl.start.deploy_key import DeployKey, make_deploy_key
from clusterctl.start.secret_values import Value

Entropy = Callable[[int], bytes]
"""Random bytes, as many as are asked for."""
WEBHOOK_BYTES = 16
DEPLOY_KEY_BYTES = 36


def webhook_token(entropy: Entropy) -> str:
    """A token for the webhook of the Git host."""
    return entropy(WEBHOOK_BYTES).hex()


def deploy_key(entropy: Entropy, cluster: str) -> DeployKey:
    """A key with which Flux reads the repository."""
    return make_deploy_key(entropy(DEPLOY_KEY_BYTES), f"flux@{cluster}")


def example_secrets(entropy: Entropy) -> dict[str, Value]:
    """What the example needs from Cloudflare, made up: it has the shape of real secrets and opens nothing."""
    return {
        "cloudflare_token": f"example-{entropy(16).hex()}",
        "cloudflare_tunnel": {
            "AccountTag": entropy(16).hex(),
            "TunnelID": str(uuid.UUID(bytes=entropy(16))),
            "TunnelSecret": base64.b64encode(entropy(32)).decode(),
        },
    }
