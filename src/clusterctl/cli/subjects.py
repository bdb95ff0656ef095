"""What `explain` can explain: every key of cluster.yaml and every code of a problem."""

from __future__ import annotations

from collections.abc import Mapping

from clusterctl.cli.codes import UNKNOWN_SUBJECT
from clusterctl.problem import ClusterctlError, Code, ConfigError, Problem, Span


def all_codes() -> dict[str, Code]:
    """The codes of all rooms, by id."""
    import clusterctl.catalog.codes
    import clusterctl.cli.codes
    import clusterctl.config.codes
    import clusterctl.lint.codes
    import clusterctl.render.codes
    import clusterctl.start.codes
    import clusterctl.tools.codes
    import clusterctl.write.codes

    rooms = (
        clusterctl.config.codes.CODES,
        clusterctl.catalog.codes.CODES,
        clusterctl.render.codes.CODES,
        clusterctl.lint.codes.CODES,
        clusterctl.write.codes.CODES,
        clusterctl.tools.codes.CODES,
        clusterctl.start.codes.CODES,
        clusterctl.cli.codes.CODES,
    )
    return {code.id: code for room in rooms for code in room}


def describe_key(key: str) -> str:
    """A key of cluster.yaml as people read it, "" for one that does not exist."""
    from clusterctl.config.explain import explain_key

    found = explain_key(key)
    if found is None:
        return ""
    rows = {
        "type": found.type,
        "default": found.default,
        "constraint": found.constraint,
        "example": found.example,
        "formerly": ", ".join(found.aliases),
        "used by": ", ".join(users_of(found.key)),
    }
    lines = [f"{name:11} {value}" for name, value in rows.items() if value]
    return "\n".join([found.key, "", found.description, "", *lines])


def users_of(key: str) -> list[str]:
    """The built-in templates that read a key, directly by its name."""
    from clusterctl import resources

    name = key.rpartition(".")[2]
    root = "node" if key.startswith("nodes") else "cluster"
    word = f"{root}.{name}"
    texts = resources.templates()
    return sorted(str(path) for path, text in texts.items() if mentions(text, word))


def mentions(text: str, word: str) -> bool:
    """Whether a template names a property, not just one that begins alike."""
    _, *rest = text.split(word)
    return any(not (after[:1].isalnum() or after[:1] == "_") for after in rest)


def listing(codes: Mapping[str, Code]) -> str:
    """All keys, then all codes, a line each."""
    from clusterctl.config.explain import all_keys

    keys = [f"{found.key:36} {found.description.partition('. ')[0]}" for found in all_keys()]
    return "\n".join(
        [
            "Keys of cluster.yaml",
            "",
            *keys,
            "",
            "Codes of problems",
            "",
            *(f"{code.id}  {code.title}" for code in codes.values()),
        ]
    )


def unknown(subject: str, codes: Mapping[str, Code]) -> ClusterctlError:
    """The error for a word that is neither a key nor a code, with the nearest one that is."""
    from clusterctl.config.explain import all_keys
    from clusterctl.config.suggest import suggest

    near = suggest(subject, [*codes, *(found.key for found in all_keys())])
    hint = f"did you mean {near}?" if near else UNKNOWN_SUBJECT.fix
    return ConfigError(
        [Problem(UNKNOWN_SUBJECT, f"{subject} is neither a key of cluster.yaml nor a code", Span(""), hint)]
    )
