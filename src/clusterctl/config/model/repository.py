"""The Git repository that Flux follows."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from clusterctl.config.model.host_keys import HOST_KEYS
from clusterctl.config.model.name_kinds import Branch
from clusterctl.config.model.nodes import Nodes
from clusterctl.config.model.repository_kinds import GitUrl, RepositoryName, host_of
from clusterctl.config.model.scalars import Text, choice
from clusterctl.config.model.section import Known, computed, optional


class Visibility(StrEnum):
    """Who can read the repository."""

    PUBLIC = "public"
    PRIVATE = "private"


class WebhookProvider(StrEnum):
    """Whose push events Flux understands."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GENERIC_HMAC = "generic-hmac"
    NONE = "none"


class FluxHome(StrEnum):
    """The namespace that Flux Kustomizations live in."""

    FLUX_SYSTEM = "flux-system"
    APP_NAMESPACE = "app-namespace"


def _visibility(known: Known) -> Visibility:
    return Visibility.PRIVATE if str(known["repository_url"]).startswith("ssh://") else Visibility.PUBLIC


class Repository(Nodes):
    """The keys of the repository and of Flux."""

    repository_url: GitUrl = optional(
        "The URL of this repository, on any Git host: https://HOST/PATH, or ssh://git@HOST/PATH with a deploy key.",
        "ssh://git@git.example.com/home/cluster.git",
        "",
    )
    repository_name: RepositoryName = optional(
        "The short form of repository_url for a repository at GitHub: owner/name.", "example/home", ""
    )
    repository_visibility: Annotated[Visibility, choice(Visibility)] = computed(
        "Who can read the repository. A private one is read through ssh with the deploy key.",
        "private",
        _visibility,
        "private for an ssh:// URL, else public",
    )
    repository_branch: Branch = optional("The branch that Flux follows.", "main", "main")
    repository_known_hosts: Text = optional(
        "The host keys of the Git server, as ssh-keyscan prints them. Needed with ssh:// for every server but "
        f"{', '.join(HOST_KEYS)}.",
        "git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5…",
        "",
    )
    repository_webhook_provider: Annotated[WebhookProvider, choice(WebhookProvider)] = optional(
        "Who tells Flux about a push; none waits for the next interval instead.", "gitlab", WebhookProvider.GITHUB
    )
    flux_kustomizations_in: Annotated[FluxHome, choice(FluxHome)] = optional(
        "Where Flux Kustomizations live. app-namespace is for repositories that began with the older layout: moving a "
        "live Kustomization would delete its app.",
        "app-namespace",
        FluxHome.FLUX_SYSTEM,
    )

    @property
    def repository_effective_url(self) -> str:
        """The URL that Flux reads, whichever way the repository was named."""
        if self.repository_url:
            return self.repository_url
        private = self.repository_visibility is Visibility.PRIVATE
        return f"{'ssh://git@' if private else 'https://'}github.com/{self.repository_name}.git"

    @property
    def repository_host(self) -> str:
        """The host of the Git server."""
        return host_of(self.repository_effective_url)

    @property
    def deploy_key_enabled(self) -> bool:
        """Whether Flux reads the repository through ssh, with the deploy key."""
        return self.repository_effective_url.startswith("ssh://")

    @property
    def known_hosts(self) -> str:
        """All host keys that Flux trusts: the built-in ones and those of repository_known_hosts."""
        own = self.repository_known_hosts.strip()
        built_in = (key for keys in HOST_KEYS.values() for key in keys)
        return "".join(f"{line}\n" for line in (*built_in, own) if line)

    @property
    def webhook_enabled(self) -> bool:
        """Whether a Receiver takes push events."""
        return self.repository_webhook_provider is not WebhookProvider.NONE

    @property
    def kustomizations_in_flux_system(self) -> bool:
        """Whether Flux Kustomizations live in flux-system."""
        return self.flux_kustomizations_in is FluxHome.FLUX_SYSTEM

    def kustomizations_of(self, namespace: str) -> str:
        """The namespace that the Flux Kustomizations of an app live in, by the namespace of the app itself."""
        return FluxHome.FLUX_SYSTEM.value if self.kustomizations_in_flux_system else namespace
