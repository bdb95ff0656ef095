"""What `explain` can explain: every key of cluster.yaml and every code of a problem."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from clusterctl.cli.codes import UNKNOWN_SUBJECT
from clusterctl.problem import ClusterctlError, Code, ConfigError, Problem, Span

if TYPE_CHECKING:
    from clusterctl.config.explain import Explanation


@dataclass(frozen=True, slots=True)
class Subjects:
    """The keys and codes that one question is about."""

    keys: tuple[Explanation, ...] = ()
    codes: tuple[Code, ...] = ()

    def as_data(self) -> dict[str, object]:
        """The same for another program."""
        keys = [{**asdict(key), "aliases": list(key.aliases), "used_by": users_of(key.key)} for key in self.keys]
        return {"keys": keys, "codes": [asdict(code) for code in self.codes]}


def about(subject: str) -> Subjects:
    """What a word stands for. Raises a ConfigError for one that is neither a key nor a code."""
    from clusterctl.config.explain import explain_key

    codes = all_codes()
    if code := codes.get(subject.upper()):
        return Subjects(codes=(code,))
    if key := explain_key(subject):
        return Subjects(keys=(key,))
    raise unknown(subject, everything())


def everything() -> Subjects:
    """All keys and all codes."""
    from clusterctl.config.explain import all_keys

    return Subjects(all_keys(), tuple(all_codes().values()))


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


def key_text(found: Explanation) -> str:
    """A key of cluster.yaml as people read it."""
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


def code_text(code: Code) -> str:
    """A code as people read it."""
    return f"{code.id}  {code.title}\n\nwhy  {code.why}\nfix  {code.fix}"


def listing(found: Subjects) -> str:
    """All keys, then all codes, a line each."""
    keys = [f"{key.key:36} {key.description.partition('. ')[0]}" for key in found.keys]
    codes = [f"{code.id}  {code.title}" for code in found.codes]
    return "\n".join(["Keys of cluster.yaml", "", *keys, "", "Codes of problems", "", *codes])


def unknown(subject: str, known: Subjects) -> ClusterctlError:
    """The error for a word that is neither a key nor a code, with the nearest one that is."""
    from clusterctl.config.suggest import suggest

    near = suggest(subject, [*(code.id for code in known.codes), *(key.key for key in known.keys)])
    hint = f"did you mean {near}?" if near else UNKNOWN_SUBJECT.fix
    return ConfigError(
        [Problem(UNKNOWN_SUBJECT, f"{subject} is neither a key of cluster.yaml nor a code", Span(""), hint)]
    )
