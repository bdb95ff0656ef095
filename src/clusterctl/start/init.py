"""`init`: a new repository, or what is missing of one. Nothing that is there is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as OsPath

from clusterctl import where
from clusterctl.compat.channels import NEWEST
from clusterctl.problem import Problem
from clusterctl.render.emit import flow
from clusterctl.render.sealed import rule_for
from clusterctl.render.tree import Path
from clusterctl.start.answers import Answers
from clusterctl.start.contents import PUBLIC_KEY, Contents, in_order, targets
from clusterctl.start.deploy_key import public_half
from clusterctl.start.dialogue import Ask, complete
from clusterctl.start.draft import drafted, example_of, judge_of, source_of
from clusterctl.start.gather import Gathered, completed
from clusterctl.start.gather import made as made_secrets
from clusterctl.start.made_secrets import Entropy
from clusterctl.start.owners import Known, MakeIdentity, Owners, owners_of
from clusterctl.start.place import open_root, place, sweep, taken
from clusterctl.start.present import IGNORE, Present, keyring_of, lacking, look, value_in
from clusterctl.start.sample import fill
from clusterctl.start.secret_values import SETTINGS_TOO, Value, place_of
from clusterctl.start.secrets_file import Sealer, opened, with_values
from clusterctl.tools.keyring import Keyring
from clusterctl.write.lock import locked


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: values and nodes that are given, secrets from the environment, or the example."""

    answers: Answers = field(default_factory=Answers)
    secrets: Mapping[str, Value] = field(default_factory=dict, repr=False)
    example: bool = False


@dataclass(frozen=True, slots=True)
class Doors:
    """The world: the example that ships with the program, sops, keys, randomness, and perhaps somebody to ask."""

    sample: str
    sops: Sealer
    environ: Mapping[str, str] = field(repr=False)
    make_identity: MakeIdentity
    entropy: Entropy
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """What came of it: files made and kept, what to tell, whom the secrets are sealed for, the key for the Git host.

    `public_key` is "" when no deploy key was made.
    """

    made: tuple[Path, ...]
    kept: tuple[Path, ...]
    problems: tuple[Problem, ...]
    recipients: tuple[str, ...]
    public_key: str


def init(root: OsPath, request: Request, doors: Doors) -> Scaffolded:
    """Make a repository in a folder, or complete one; a file that is there is kept.

    Nothing is written before all questions are answered and the secrets are sealed. Raises a ConfigError for a folder
    that cannot become one and for values that are wrong or missing, a ToolError for a key file that does not fit, for
    sops and for the disk.
    """
    with open_root(root), locked(root):
        sweep(root)
        present = look(root)
        keyring = keyring_of(root, doors.environ)
        known = Known(present.named, recipients_in(request.answers), described=present.description is not None)
        owners = owners_of(known, keyring, doors.make_identity)
        text = present.description or describe(request, doors, owners, present)
        secrets = gather(request, doors, owners, text) if present.sealed is None else Gathered({})
        sealed = seal(secrets, owners, doors) if present.sealed is None else present.sealed
        public = secrets.public or known_public(present, keyring, doors)
        files = in_order(root, Contents(owners.key, text, sealed, public))
        made = tuple(file.path for file in files if place(root, file))
        kept = tuple(path for path in targets(files) if path not in made and taken(root, path))
    problems = (*owners.problems, *secrets.problems, *(lacking(root) if IGNORE in kept else ()))
    return Scaffolded(made, kept, problems, owners.recipients, public if PUBLIC_KEY in made else "")


def recipients_in(answers: Answers) -> tuple[str, ...]:
    """The recipients of a command line, a list as YAML writes it or a single one."""
    text = answers.settings.get("age_recipients", "").strip("[]")
    return tuple(name.strip() for name in text.split(",") if name.strip())


def describe(request: Request, doors: Doors, owners: Owners, present: Present) -> str:
    """The text of cluster.yaml, of the values that were given and answered, or of the example."""
    given = over_example(request, doors.sample) if request.example else request.answers
    recipients = flow(owners.recipients)
    settings = {"channel": NEWEST.name, **given.settings, "age_recipients": recipients}
    secrets = present.secrets if present.sealed is not None else drafted(request.secrets, owners.recipients)
    elsewhere = [name for name in SETTINGS_TOO if secrets.has(name)]
    ask = None if request.example else doors.ask
    answers = complete(replace(given, settings=settings), judge_of(doors.sample, secrets), ask, elsewhere)
    return fill(doors.sample, answers.settings, answers.nodes)


def over_example(request: Request, sample: str) -> Answers:
    """The example with given values in place of its own."""
    example, given = example_of(sample), request.answers
    settings = {key: value for key, value in example.settings.items() if key not in request.secrets}
    return Answers({**settings, **given.settings}, given.nodes or example.nodes)


def gather(request: Request, doors: Doors, owners: Owners, text: str) -> Gathered:
    """The secrets of a new secrets.sops.yaml."""
    source = source_of(text)
    webhook = value_in(source, "repository_webhook_provider", "github") != "none"
    name = value_in(source, "cluster_name", "kubernetes")
    first = made_secrets(request.secrets, name, doors.entropy, webhook=webhook, example=request.example)
    return completed(first, text, owners.recipients, None if request.example else doors.ask)


def seal(secrets: Gathered, owners: Owners, doors: Doors) -> bytes:
    """secrets.sops.yaml for the owners; in memory it is in clear, and nowhere else."""
    values = {place_of(name): value for name, value in secrets.values.items()}
    return with_values(None, values, rule_for(where.SECRETS, owners.recipients), doors.sops)


def known_public(present: Present, keyring: Keyring, doors: Doors) -> str:
    """The public half of a deploy key that is sealed already, where a key at hand opens it."""
    if not present.secrets.has("deploy_key") or not present.secrets.recipients & set(keyring.recipients):
        return ""
    return public_half(str(opened(present.sealed, doors.sops)["deploy_key"]))
