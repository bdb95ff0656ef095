"""The few sentences that the program consists of. The command line and the tests call the same ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as OsPath

from clusterctl import resources, where
from clusterctl.catalog.read import Catalog, Text, lay_over, read_catalog
from clusterctl.catalog.select import Choice, Selection, select
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.secrets import Secrets, read_secrets
from clusterctl.config.source import Source, read_source
from clusterctl.config.text import decode
from clusterctl.config.understand import understand
from clusterctl.lint.judge import lint
from clusterctl.problem import ConfigError, Exit, LintError, Problem, errors
from clusterctl.render.blueprint import blueprint
from clusterctl.render.engine import Engine
from clusterctl.render.render import render as make_tree
from clusterctl.render.templates import check_templates
from clusterctl.render.tree import Found, Path, Tree
from clusterctl.tools.keyring import check_own_key
from clusterctl.tools.process import Command, ProcessRunner, Result, Runner
from clusterctl.tools.sops import SopsTool
from clusterctl.write.change import Action, Change, Policy, Sops
from clusterctl.write.disk import Disk
from clusterctl.write.ledger import read_ledger
from clusterctl.write.plan import paths_of, plan
from clusterctl.write.refusals import exit_of
from clusterctl.write.repository import RawRepository, read_repository
from clusterctl.write.seal import seal
from clusterctl.write.settle import settle
from clusterctl.write.settled import State, look
from clusterctl.write.vault import Vault

Step = Callable[[str], None]
QUIET = frozenset({Action.KEEP, Action.KEEP_EDIT})
"""What is done to a file that stays as it is."""


@dataclass(frozen=True, slots=True)
class Description:
    """What the user wrote, understood: the input of everything else."""

    settings: Source
    cluster: Cluster
    secrets: Secrets
    catalog: Catalog
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A tree before anything is compared with the disk."""

    selection: Selection
    tree: Tree
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a render did, or would do. `problems` holds no error unless one of `changes` is a conflict."""

    tree: Tree
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    written: bool

    @property
    def changing(self) -> tuple[Change, ...]:
        """The changes of files, without those that stay as they are."""
        return tuple(change for change in self.changes if change.action not in QUIET)

    @property
    def edited(self) -> int:
        """How many rendered files stay as the user edited them."""
        return sum(change.action is Action.KEEP_EDIT for change in self.changes)

    @property
    def refused(self) -> Exit:
        """Why nothing was written: a conflict, or a secret that needs the key; else fine."""
        return exit_of(self.changes)


def describe(raw: RawRepository) -> Description:
    """Understand a description: settings, secrets, catalogue.

    Raises:
        ConfigError: anything is wrong with it, everything at once.
    """
    secrets, said = read_secrets(str(where.SECRETS), raw.secrets)
    try:
        settings = read_source(raw.config, raw.settings)
    except ConfigError as error:
        raise ConfigError([*error.problems, *said]) from None
    cluster, more = understand(settings, secrets)
    catalog, wrong = catalogue(raw)
    problems = (*said, *more, *wrong)
    if cluster is None or catalog is None or errors(problems):
        raise ConfigError(problems)
    return Description(settings, cluster, secrets, catalog, problems)


def catalogue(raw: RawRepository) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """The built-in templates with the user's laid over them."""
    texts = {path: Text(f"{where.TEMPLATES}/{path}", content) for path, content in resources.templates().items()}
    own, wrong = own_texts(raw)
    if wrong:
        return None, wrong
    try:
        catalog = read_catalog(lay_over(texts, own))
        return catalog, tuple(check_templates(catalog))
    except ConfigError as error:
        return None, error.problems


def own_texts(raw: RawRepository) -> tuple[Mapping[Path, Text], tuple[Problem, ...]]:
    """The user's templates, which like a description must be UTF-8, and what is wrong with those that are not."""
    texts: dict[Path, Text] = {}
    problems: list[Problem] = []
    for path, content in raw.templates.items():
        name = f"{where.TEMPLATES}/{path}"
        try:
            texts[path] = Text(name, decode(name, content), own=True)
        except ConfigError as error:
            problems += error.problems
    return texts, tuple(problems)


def own_key(raw: RawRepository, description: Description) -> tuple[Problem, ...]:
    """What is wrong with age.key as the key of this description."""
    at = description.settings.locate(("age_recipients",))
    return check_own_key(raw.root, description.cluster.age_recipients, at)


def found_in(raw: RawRepository) -> Found:
    """What a repository holds that rendering must respect."""
    ledger, _ = read_ledger(raw.ledger)
    return Disk(raw.root).find(ledger)


def choose(description: Description, found: Found) -> tuple[Selection, tuple[Problem, ...]]:
    """Which apps are on, in which version, and what is to be said about that."""
    return select(description.catalog, description.cluster, description.secrets, found, description.settings)


def picture(description: Description, found: Found) -> Rendering:
    """Render and lint: pure, and the same for the same input.

    Raises:
        ConfigError: an app or a template is wrong.
        LintError: the tree would not work.
    """
    selection, said = choose(description, found)
    if errors(said):
        raise ConfigError([*description.problems, *said])
    jobs = blueprint(description.cluster, description.secrets, selection, found)
    tree = make_tree(jobs, Engine(description.catalog.templates, description.settings))
    findings = lint(tree, found)
    problems = (*description.problems, *said, *findings)
    if errors(findings):
        raise LintError(problems)
    return Rendering(selection, tree, problems)


def validate(root: OsPath, config: OsPath) -> tuple[Problem, ...]:
    """All problems of a description; errors and warnings alike are returned."""
    raw = read_repository(root, str(config))
    try:
        description = describe(raw)
    except ConfigError as error:
        return error.problems
    _, said = choose(description, found_in(raw))
    return (*description.problems, *own_key(raw, description), *said)


def apps(root: OsPath, config: OsPath) -> tuple[tuple[Choice, ...], tuple[Problem, ...]]:
    """The catalogue as it holds for this repository, by id.

    Raises:
        ConfigError: the description is wrong.
    """
    raw = read_repository(root, str(config))
    description = describe(raw)
    selection, said = choose(description, found_in(raw))
    return tuple(selection.choices[name] for name in sorted(selection.choices)), (*description.problems, *said)


def render(root: OsPath, config: OsPath, policy: Policy, *, write: bool, step: Step) -> Outcome:
    """Render a repository under its lock, and write what changed when asked to.

    Raises:
        ClusterctlError: the description, the tree, a tool or the disk is at fault; then nothing is written.
    """
    # read for its faults alone: what cannot be read is told as that, and nothing has been touched yet
    read_repository(root, str(config))
    disk = Disk(root)
    with disk.lock(shared=not write):
        recovered = disk.recover() if write else disk.pending()
        before = look(root, str(config)) if write else None
        raw = read_repository(root, str(config))
        outcome = build(raw, disk, policy, sops_for(root, os.environ, step))
        if write and not outcome.refused:
            recovered += apply(raw, disk, outcome, before)
    return Outcome(
        outcome.tree, outcome.changes, (*recovered, *outcome.problems), written=write and not outcome.refused
    )


def apply(raw: RawRepository, disk: Disk, outcome: Outcome, before: State | None) -> tuple[Problem, ...]:
    """Write what changes, and keep the verdict for the next run when nobody needs to hear a word with it."""
    operations = disk.operations(outcome.changes)
    left = disk.apply(outcome.changes)
    if operations and before is not None and not left and not outcome.problems:
        settle(raw.root, raw.config, before, operations, (len(outcome.tree), outcome.edited))
    return left


def build(raw: RawRepository, disk: Disk, policy: Policy, sops: Sops) -> Outcome:
    """Everything but the writing: what the tree is, and what would have to change for it."""
    description = describe(raw)
    ledger, said = read_ledger(raw.ledger)
    if wrong := (*own_key(raw, description), *errors(said)):
        raise ConfigError([*description.problems, *wrong])
    found = disk.find(ledger)
    rendering = picture(description, found)
    tree = rendering.tree
    changes = plan(tree, disk.haves(paths_of(tree, ledger)), ledger, policy, disk.bases())
    changes = seal(changes, tree, ledger, Vault(description.secrets, raw.secrets, sops), policy)
    whys = tuple(change.why for change in changes if change.why is not None)
    return Outcome(tree, changes, (*rendering.problems, *said, *whys, *disk.leftovers(changes)), written=False)


@dataclass(frozen=True, slots=True)
class Announced:
    """A runner that says what each command is about before it runs."""

    runner: Runner
    step: Step

    def run(self, command: Command) -> Result:
        """Say it, then run it."""
        self.step(command.about)
        return self.runner.run(command)


def sops_for(root: OsPath, environ: Mapping[str, str], step: Step) -> Sops:
    """The real sops, with the key of this repository or the one that the environment names."""
    return SopsTool(root, Announced(ProcessRunner(environ), step), environ)
