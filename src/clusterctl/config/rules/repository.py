"""The repository is named once, and Flux can read it."""

from __future__ import annotations

from collections.abc import Iterator

from clusterctl.config.codes import repository as codes
from clusterctl.config.fault import Fault
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.model.host_keys import HOST_KEYS
from clusterctl.config.model.repository import Visibility
from clusterctl.config.secrets import Secrets
from clusterctl.config.source import Loc

URL, NAME, KNOWN_HOSTS = "repository_url", "repository_name", "repository_known_hosts"
FEWEST_FIELDS = 3
HASHED, MARKED = "|1|", "@"


def repository_is_named(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """By its URL or, at GitHub, by its name."""
    both: tuple[Loc, ...] = ((NAME,), (URL,))
    if cluster.repository_url and cluster.repository_name:
        says, hint = f"and {URL} both name the repository", f"keep {URL}, or {NAME} for a repository at GitHub"
        yield Fault(codes.REPOSITORY, (NAME,), says, hint, both)
    elif not cluster.repository_url and not cluster.repository_name:
        says, hint = f"is missing, and so is {NAME}", f"add {NAME}: owner/name for GitHub, or {URL} for any Git host"
        yield Fault(codes.REPOSITORY, (URL,), says, hint)


def private_means_ssh(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """A private repository is read by ssh."""
    if cluster.repository_visibility is Visibility.PRIVATE and cluster.repository_url.startswith("http"):
        says, hint = f"is private and {URL} is not ssh://", f"write {URL} as ssh://git@HOST/PATH, or make it public"
        at: tuple[Loc, ...] = (("repository_visibility",), (URL,))
        yield Fault(codes.VISIBILITY, ("repository_visibility",), says, hint, at)


def host_keys_are_known(cluster: Cluster, _: Secrets) -> Iterator[Fault]:
    """Flux knows the keys of the ssh server."""
    host, at = cluster.repository_host, ((KNOWN_HOSTS,), (URL,))
    if not cluster.deploy_key_enabled or not host or host in HOST_KEYS:
        return
    lines = [line for line in cluster.repository_known_hosts.splitlines() if line.strip() and not line.startswith("#")]
    hint = f"put the output of ssh-keyscan {host} into {KNOWN_HOSTS}, after comparing it with the server's own"
    if not lines:
        yield Fault(codes.KNOWN_HOSTS, (KNOWN_HOSTS,), f"is needed for the ssh server {host}", hint, at)
    elif short := next((line for line in lines if len(line.split()) < FEWEST_FIELDS), ""):
        says = f"has a line that is not a host, a kind of key and a key: {short.split()[0]}"
        yield Fault(codes.KNOWN_HOSTS, (KNOWN_HOSTS,), says, hint, at)
    elif not any(_covers(line, host) for line in lines):
        yield Fault(codes.KNOWN_HOSTS, (KNOWN_HOSTS,), f"has no line for {host}", hint, at)


def _covers(line: str, host: str) -> bool:
    names = line.split(maxsplit=1)[0].lower()
    return names.startswith((HASHED, MARKED)) or any(
        name.removeprefix("[").partition("]")[0] == host or "*" in name for name in names.split(",")
    )
