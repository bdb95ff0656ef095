"""What is done beside rendering: beginning a repository or an app, and the secrets. The rooms are joined here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path as OsPath

from clusterctl import pipeline, resources, where
from clusterctl.catalog.overrides import former_ids
from clusterctl.problem import ConfigError, Problem, Span, ToolError
from clusterctl.render.tree import Path
from clusterctl.start.dialogue import Ask
from clusterctl.start.init import Doors, Request, Scaffolded
from clusterctl.start.init import init as start_repository
from clusterctl.start.migrate import Renamed
from clusterctl.start.migrate import migrate as rename_keys
from clusterctl.start.own_app import APP_TEMPLATE, Chart
from clusterctl.start.own_app import new_app as start_app
from clusterctl.start.secret_values import Value
from clusterctl.start.secrets import Again, edit_secrets, rekey_secrets, set_secrets
from clusterctl.start.secrets_adopt import adopt_secrets
from clusterctl.start.secrets_check import check_secrets
from clusterctl.tools.codes import NO_KEY
from clusterctl.tools.keys import make_identity
from clusterctl.tools.process import ProcessRunner, TerminalRunner
from clusterctl.tools.sops import tried
from clusterctl.tools.sops_changes import SopsEditor
from clusterctl.write.disk import Disk
from clusterctl.write.repository import RawRepository, read_repository
from clusterctl.write.vault import Vault

NOWHERE = Span("")


def init(root: OsPath, request: Request, environ: Mapping[str, str], ask: Ask | None) -> Scaffolded:
    """Make a repository in a folder, or complete one.

    Raises:
        ClusterctlError: the folder, a value, sops or the disk is at fault.
    """
    sample = resources.examples()[where.DESCRIPTION]
    doors = Doors(sample, editor(root, environ), environ, make_identity, os.urandom, ask)
    return start_repository(root, request, doors)


def new_app(root: OsPath, config: OsPath, app: str, url: str, version: str) -> tuple[Path, ...]:
    """Begin an app of the user's own and answer with the files made.

    Raises:
        ConfigError: the description is wrong, or the name cannot be one.
    """
    catalog = pipeline.describe(read_repository(root, str(config))).catalog
    chart = Chart(url, version) if url else APP_TEMPLATE
    with Disk(root).lock():
        return start_app(root, app, catalog.apps, catalog.namespaces, chart)


def migrate(root: OsPath, config: OsPath) -> tuple[tuple[Renamed, ...], tuple[Problem, ...]]:
    """Rename in cluster.yaml what has a new name today.

    Raises:
        ConfigError: a template of the user's own is wrong, or a new name is taken.
    """
    raw, said = repaired(root, config)
    catalog, wrong = pipeline.catalogue(raw)
    if catalog is None:
        raise ConfigError(wrong)
    renamed, more = rename_keys(raw, former_ids(catalog))
    return renamed, (*said, *more)


def put_secrets(root: OsPath, config: OsPath, values: Mapping[str, Value]) -> tuple[Problem, ...]:
    """Put secrets into secrets.sops.yaml; all others keep their tokens."""
    raw, said = repaired(root, config)
    return (*said, *set_secrets(raw, values, editor(root, os.environ)))


def edit(root: OsPath, config: OsPath, again: Again) -> tuple[bool, tuple[Problem, ...]]:
    """Let the person at the terminal edit secrets.sops.yaml; answers whether it changed."""
    raw, said = repaired(root, config)
    sops = editor(root, os.environ)
    changed, more = edit_secrets(raw, sops, partial(sops.edit, terminal=TerminalRunner(os.environ)), again)
    return changed, (*said, *more)


def adopt(root: OsPath, config: OsPath) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Move the secrets that stand in the description to secrets.sops.yaml, and answer with their names."""
    raw, said = repaired(root, config)
    names, more = adopt_secrets(raw, editor(root, os.environ))
    return names, (*said, *more)


def rekey(root: OsPath, config: OsPath) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Seal secrets.sops.yaml and the cluster's own keys for the recipients of cluster.yaml.

    Raises:
        ConfigError: the description is wrong, or its recipients would shut out the key of this repository.
    """
    raw, said = repaired(root, config)
    if strangers := pipeline.own_key(raw, pipeline.describe(raw)):
        raise ConfigError(strangers)
    changed, more = rekey_secrets(raw, editor(root, os.environ))
    return changed, (*said, *more)


def check(root: OsPath, config: OsPath) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Open every rendered secret and compare it with secrets.sops.yaml.

    Raises:
        ToolError: no key is at hand, or sops fails.
    """
    raw = read_repository(root, str(config))
    description, disk, sops = pipeline.describe(raw), Disk(root), editor(root, os.environ)
    vault = Vault(description.secrets, raw.secrets, sops).unlocked
    if vault is None:
        hint = tried(sops.keyring, NO_KEY.fix)
        raise ToolError([Problem(NO_KEY, "the secrets cannot be opened: no age key was found", NOWHERE, hint)])
    tree = pipeline.picture(description, pipeline.found_in(raw)).tree
    checked, problems = check_secrets(tree, disk.have, vault)
    return checked, (*disk.pending(), *problems)


def repaired(root: OsPath, config: OsPath) -> tuple[RawRepository, tuple[Problem, ...]]:
    """The repository, read after an interrupted run has been finished, and a word about that.

    What was read before would not fit what is there afterwards.
    """
    read_repository(root, str(config))
    disk = Disk(root)
    with disk.lock():
        said = disk.recover()
    return read_repository(root, str(config)), said


def editor(root: OsPath, environ: Mapping[str, str]) -> SopsEditor:
    """The real sops with the commands that change a sealed file."""
    return SopsEditor(root, ProcessRunner(environ), environ)
