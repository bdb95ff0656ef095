"""Jobs to files: the same jobs give the same bytes, and all failures show at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from clusterctl import where
from clusterctl.problem import ConfigError, Problem
from clusterctl.render import codes
from clusterctl.render.emit import UnwritableError, emit, emit_below
from clusterctl.render.engine import Engine
from clusterctl.render.job import FromData, FromRelease, FromTemplate, FromText, Job
from clusterctl.render.tree import File, Path, Tree
from clusterctl.render.values import is_blank, merge, parse_values, spliced

_BELOW_SPEC: Final = 4


def render(jobs: Iterable[Job], engine: Engine) -> Tree:
    """Make every file.

    Raises:
        ConfigError: with the problems of all jobs that failed.
    """
    files: dict[Path, File] = {}
    problems: list[Problem] = []
    for job in jobs:
        try:
            text = _text(job, engine)
        except ConfigError as error:
            problems += error.problems
        except UnwritableError as error:
            problems.append(Problem(codes.UNWRITABLE, f"{job.path}: {error}", job.source, codes.UNWRITABLE.fix))
        else:
            files[job.path] = File(job.path, text, job.source, job.refs, job.rule, job.pin)
    if problems:
        raise ConfigError(dict.fromkeys(problems))
    return {path: files[path] for path in sorted(files)}


def _text(job: Job, engine: Engine) -> str:
    match job.make:
        case FromText():
            return job.make.text
        case FromData():
            return emit(job.make.data)
        case FromTemplate():
            return _from_template(job, job.make, engine)
        case FromRelease():
            return _from_release(job.make, engine)


def _from_template(job: Job, make: FromTemplate, engine: Engine) -> str:
    text = engine.render(make.template, make.names)
    if job.path.suffix not in where.YAML:
        return text
    if is_blank(text):
        message = f"{job.source.path} renders nothing for {job.path}"
        raise ConfigError([Problem(codes.EMPTY, message, job.source, codes.EMPTY.fix)])
    text = text if text.endswith("\n") else f"{text}\n"
    return text if text.startswith("---") else f"---\n{text}"


def _from_release(make: FromRelease, engine: Engine) -> str:
    text = engine.render(make.values, make.names) if make.values else ""
    frame = emit(make.frame)
    if make.override:
        values = merge(parse_values(engine.source(make.values), text, make.key), make.override)
        body = emit_below(values, _BELOW_SPEC)
    else:
        body = "" if is_blank(text) else spliced(text, _BELOW_SPEC)
    return f"{frame}  values:\n{body}" if body else frame
