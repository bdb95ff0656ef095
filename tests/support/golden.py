"""Golden cases: a description, and the whole tree that is rendered from it.

`python -m tests.support.golden` writes the expected trees anew; the difference is what a reviewer reads.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from clusterctl import pipeline
from clusterctl.render.tree import File, Found
from clusterctl.write.repository import read_repository

CASES = Path(__file__).resolve().parents[1] / "golden"
EXPECTED = "expected"


def names() -> list[str]:
    """The golden cases there are."""
    return sorted(path.parent.name for path in CASES.glob("*/cluster.yaml"))


def described(name: str) -> pipeline.Description:
    """The description of a case, understood."""
    return pipeline.describe(read_repository(CASES / name, "cluster.yaml"))


def rendered(name: str) -> dict[str, str]:
    """The tree of a case: what is written, and for sealed files what is sealed, with the secrets that fill it in."""
    tree = pipeline.picture(described(name), Found()).tree
    return {str(path): shown(file) for path, file in tree.items()}


def shown(file: File) -> str:
    """A file as golden text. A sealed one names below its manifest the secrets and the rule that it is sealed by."""
    if file.rule is None:
        return file.text
    return file.text + "".join(f"# {line}\n" for line in sealing(file))


def sealing(file: File) -> Iterator[str]:
    """What happens to a manifest before it is written."""
    for leaf, ref in sorted(file.refs.items(), key=lambda pair: [str(part) for part in pair[0]]):
        yield f"{'.'.join(map(str, leaf))} = {'.'.join(ref.secret)}{f' as {ref.transform}' if ref.transform else ''}"
    if file.rule is not None:
        yield f"sealed: {file.rule.encrypted_regex or 'every value'} for {len(file.rule.recipients)} recipients"


def expected(name: str) -> dict[str, str]:
    """The tree that a case must have."""
    top = CASES / name / EXPECTED
    return {
        str(path.relative_to(top)): path.read_text(encoding="utf-8")
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def main() -> None:
    """Write all expected trees anew."""
    for name in names():
        top = CASES / name / EXPECTED
        shutil.rmtree(top, ignore_errors=True)
        for path, text in rendered(name).items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
