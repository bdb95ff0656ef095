"""`clusterctl secrets`."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer

from clusterctl.cli.common import Common, shared
from clusterctl.cli.report import Report
from clusterctl.problem import Exit, errors

group = typer.Typer(
    help="Set, edit, adopt, check and rekey the secrets.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Name = Annotated[str, typer.Argument(help="A secret such as cloudflare_token, or extra.NAME for an app of your own.")]


def put(common: Common, name: Name) -> int:
    """Set one secret: typed unseen, from standard input, or from a variable such as CLUSTERCTL_CLOUDFLARE_TOKEN."""
    from clusterctl import errands
    from clusterctl.start.secret_values import place_of, value_of

    place_of(name)
    report = Report(common)
    report.problems(errands.put_secrets(common.root, common.config, {name: value_of(name, typed(name))}))
    report.talk(f"{name} is set; run clusterctl render to seal it into the files that use it")
    return Exit.FINE


def typed(name: str) -> str:
    """The value of a secret, from wherever it may come; never from the command line, which other users can see."""
    import os

    from clusterctl.start.secret_values import variable_of

    if text := os.environ.get(variable_of(name), ""):
        return text
    return getpass(f"{name}: ", stream=sys.stderr) if sys.stdin.isatty() else sys.stdin.read()


def edit(common: Common) -> int:
    """Edit secrets.sops.yaml in the editor of SOPS_EDITOR or EDITOR."""
    from clusterctl import errands

    problems = errands.edit(common.root, common.config)
    Report(common).problems(problems)
    return Exit.CONFIG if errors(problems) else Exit.FINE


def check(common: Common) -> int:
    """Prove, with the key, that every rendered secret holds what secrets.sops.yaml says."""
    from clusterctl import errands

    checked, problems = errands.check(common.root, common.config)
    report = Report(common)
    report.problems(problems, {"checked": [str(path) for path in checked]})
    if errors(problems):
        return Exit.CHANGES
    report.result(f"{len(checked)} sealed files hold what secrets.sops.yaml says")
    return Exit.FINE


def adopt(common: Common) -> int:
    """Move secrets that stand in cluster.yaml to secrets.sops.yaml; comments and order stay."""
    from clusterctl import errands

    names, problems = errands.adopt(common.root, common.config)
    report = Report(common)
    for name in names:
        report.result(f"adopt     {name}")
    report.problems(problems, {"adopted": list(names)})
    report.talk("run clusterctl render to seal them into the files that use them" if names else "nothing to adopt")
    return Exit.FINE


def rekey(common: Common) -> int:
    """Seal secrets.sops.yaml and every rendered secret for the recipients of cluster.yaml; values keep their tokens."""
    from clusterctl import errands
    from clusterctl.cli.render import render

    changed, problems = errands.rekey(common.root, common.config)
    report = Report(common)
    for path in changed:
        report.result(f"rekey     {path}")
    report.problems(problems)
    return render(common)


group.command("set")(shared(put))
group.command("edit")(shared(edit))
group.command("adopt")(shared(adopt))
group.command("check")(shared(check))
group.command("rekey")(shared(rekey))
