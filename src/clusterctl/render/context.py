"""The names that templates know beside the cluster itself."""

from __future__ import annotations

from types import SimpleNamespace

from clusterctl.catalog.selection import Choice
from clusterctl.catalog.words import words
from clusterctl.config.secrets import Secrets


class Has:
    """`has.cloudflare_token`: whether a secret is set, never what it is. `has.extra.NAME` asks for the user's own."""

    def __init__(self, secrets: Secrets) -> None:
        for name in words().secrets:
            setattr(self, name, secrets.has(name))
        self.extra = _Extra(secrets)


class _Extra:
    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def __getattr__(self, name: str) -> bool:
        return self._secrets.has(f"extra.{name}")


def app_names(choice: Choice) -> SimpleNamespace:
    """`app` in a template: id, name, namespace, version, `images.NAME.repository` and `.tag`, and its features."""
    return SimpleNamespace(
        id=choice.id,
        name=choice.app.name,
        namespace=choice.app.namespace,
        version=choice.version,
        images=SimpleNamespace(**choice.images),
        **choice.features,
    )
