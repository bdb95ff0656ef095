"""The description as a whole: text with places in, a typed cluster or all of its problems out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from pydantic import ValidationError

from clusterctl.config.codes.reading import ENCRYPTED
from clusterctl.config.examine import examine
from clusterctl.config.fault import Fault, Places
from clusterctl.config.model.cluster import Cluster
from clusterctl.config.rules.judge import judge
from clusterctl.config.secrets import Secrets
from clusterctl.config.shape import Shape, read_shape
from clusterctl.config.source import Loc, Source
from clusterctl.problem import Problem, Severity, errors


def understand(settings: Source, secrets: Secrets) -> tuple[Cluster | None, tuple[Problem, ...]]:
    """The cluster that is described and what is to be said about it; None for the cluster when there is an error."""
    if isinstance(settings.data.get("sops"), dict):
        return None, (_encrypted(settings),)
    shape = read_shape(Cluster, settings.data)
    cluster, faults = _read(shape)
    told = [*shape.faults, *faults]
    told.extend(_first_hand(judge(cluster, secrets), {fault.loc for fault in told} | shape.unknown))
    places = Places(settings, secrets, shape.moved)
    problems = sorted(map(places.problem, told), key=_order)
    return (None if errors(problems) else cluster), tuple(problems)


def _read(shape: Shape) -> tuple[Cluster, list[Fault]]:
    if not shape.unknown:
        with suppress(ValidationError):
            return Cluster.model_validate(shape.data), []
    return examine(Cluster, shape.data, shape.unknown)


def _first_hand(faults: Iterator[Fault], told: set[Loc]) -> Iterator[Fault]:
    """The faults of keys about which nothing has been told: one fault gives one problem."""
    for fault in faults:
        if fault.loc not in told or fault.severity is not Severity.ERROR:
            yield fault


def _encrypted(settings: Source) -> Problem:
    message = f"sops shows that {settings.path} is encrypted, and the settings stand in clear text"
    hint = f"run sops decrypt --in-place {settings.path}"
    return Problem(ENCRYPTED, message, settings.locate(("sops",)), hint, key="sops")


def _order(problem: Problem) -> tuple[str, int, int, str]:
    at = problem.at
    return at.path, at.line, at.column, problem.code.id
