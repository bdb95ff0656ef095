"""`clusterctl secrets`."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterctl.cli.ask import Again, typed
from clusterctl.cli.common import Common, refuse_elsewhere, shared
from clusterctl.cli.report import Report, counted
from clusterctl.problem import Exit, errors

group = typer.Typer(
    help="Set, edit, adopt, check and rekey the secrets.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Name = Annotated[str, typer.Argument(help="A secret such as cloudflare_token, or extra.NAME for an app of your own.")]


def before(common: Common, ctx: typer.Context) -> int:
    """Take the options that stand between `secrets` and the name of its command."""
    ctx.obj = common
    return Exit.FINE


def put(common: Common, name: Name) -> int:
    """Set one secret, typed unseen or from standard input.

    A variable such as CLUSTERCTL_CLOUDFLARE_TOKEN gives it too; the command line, which others can see, never does.
    """
    from clusterctl import errands
    from clusterctl.start.secret_values import place_of, value_of

    place_of(name)
    report = Report(common)
    report.reading()
    report.problems(errands.put_secrets(common.root, common.config, {name: value_of(name, typed(name))}))
    report.talk(f"{name} is set; run clusterctl render to seal it into the files that use it")
    return Exit.FINE


def edit(common: Common) -> int:
    """Edit the secrets in the editor of SOPS_EDITOR or EDITOR."""
    from clusterctl import errands

    report = Report(common)
    report.reading()
    changed, problems = errands.edit(common.root, common.config, Again(report))
    report.problems(problems)
    report.talk(
        "run clusterctl render to seal what changed into the files that use it" if changed else "nothing changed"
    )
    return Exit.FINE


def check(common: Common) -> int:
    """Prove that rendered secrets hold what they should.

    Needs the key: every sealed file is opened and compared with secrets.sops.yaml.
    """
    from clusterctl import errands

    report = Report(common)
    report.reading()
    checked, problems = errands.check(common.root, common.config)
    report.problems(problems, {"checked": [str(path) for path in checked]})
    if errors(problems):
        return Exit.CHANGES
    report.result(f"{counted(len(checked), 'sealed file')} checked: as secrets.sops.yaml says")
    return Exit.FINE


def adopt(common: Common) -> int:
    """Seal secrets that stand in clear.

    Those of cluster.yaml move to secrets.sops.yaml; comments and order of what stays there stay. Those of
    secrets.sops.yaml are sealed where they are.
    """
    refuse_elsewhere(common)
    from clusterctl import errands

    report = Report(common)
    report.reading()
    names, problems = errands.adopt(common.root, common.config)
    for name in names:
        report.result(f"adopt     {name}")
    report.problems(problems, {"adopted": list(names)})
    report.talk("run clusterctl render to seal them into the files that use them" if names else "nothing to adopt")
    return Exit.FINE


def rekey(common: Common) -> int:
    """Seal all secrets for the recipients of cluster.yaml.

    secrets.sops.yaml comes first, then every rendered secret; values keep their tokens.
    """
    from clusterctl import errands
    from clusterctl.cli.render import run, show
    from clusterctl.write.change import Policy

    changed, problems = errands.rekey(common.root, common.config)
    report = Report(common)
    for path in changed:
        report.result(f"rekey     {path}")
    outcome = run(common, Policy(), write=True)
    return show(common, outcome, before=problems, more={"rekeyed": [str(path) for path in changed]})


group.callback()(shared(before))
group.command("set")(shared(put))
group.command("edit")(shared(edit))
group.command("adopt")(shared(adopt))
group.command("check")(shared(check))
group.command("rekey")(shared(rekey))
