"""The table of the write plan, row by row, and the guards around it."""

import pytest

from clusterctl.problem import Code, ConfigError, Problem, Severity, Span, errors
from clusterctl.render.tree import File, Path, Rule
from clusterctl.write.blob import blob_id
from clusterctl.write.change import Action, Blocked, Change, Entry, Have, Obstacle, Policy
from clusterctl.write.codes import (
    BLOCKED,
    EDITED,
    EDITED_GONE,
    EXISTED,
    NEEDS_PRUNE,
    NO_SUCH_FILE,
    PATH_REFUSED,
    PATHS_CLASH,
    RECREATED,
)
from clusterctl.write.plan import plan

PATH = Path("kubernetes/apps/default/echo/app/helmrelease.yaml")
X, Y, Z = b"x: 1\n", b"y: 1\n", b"z: 1\n"
NOTHING = Policy()


def file(path: Path, text: bytes, pin: str = "") -> File:
    return File(path, text.decode(), Span("templates/x.j2"), pin=pin)


def decide(want: bytes | None, have: Have, *bases: bytes, policy: Policy = NOTHING, path: Path = PATH) -> Change:
    """The one change of a plan for one path."""
    tree = {path: file(path, want)} if want is not None else {}
    ledger = {path: tuple(Entry(path, blob_id(base)) for base in bases)} if bases else {}
    (change,) = plan(tree, {path: have}, ledger, policy, {})
    return change


def code(change: Change) -> Code | None:
    return change.why.code if change.why else None


@pytest.mark.parametrize(
    ("want", "have", "bases", "action", "why"),
    [
        (X, X, (), Action.KEEP, None),
        (X, X, (X,), Action.KEEP, None),
        (X, X, (Y,), Action.KEEP, None),
        (X, None, (), Action.CREATE, None),
        (X, None, (X,), Action.RECREATE, RECREATED),
        (X, None, (Y,), Action.RECREATE, RECREATED),
        (X, Y, (Y,), Action.UPDATE, None),
        (X, Z, (X,), Action.KEEP_EDIT, None),
        (X, Z, (Y,), Action.CONFLICT, EDITED),
        (X, Z, (), Action.CONFLICT, EXISTED),
        (None, Y, (Y,), Action.DELETE, None),
        (None, Z, (Y,), Action.CONFLICT, EDITED_GONE),
        (None, None, (Y,), Action.FORGET, None),
        (X, Y, (Z, Y), Action.UPDATE, None),
        (X, Z, (Y, X), Action.KEEP_EDIT, None),
        (None, Y, (Z, Y), Action.DELETE, None),
    ],
)
def test_the_table(want: bytes | None, have: Have, bases: tuple[bytes, ...], action: Action, why: Code | None) -> None:
    change = decide(want, have, *bases)

    assert (change.action, code(change)) == (action, why)


def test_a_file_that_is_neither_rendered_nor_in_the_ledger_is_not_looked_at() -> None:
    assert plan({}, {}, {}, NOTHING, {}) == ()


@pytest.mark.parametrize("action", [Action.CREATE, Action.RECREATE, Action.UPDATE])
def test_what_is_written_is_what_is_rendered(action: Action) -> None:
    have, bases = {Action.CREATE: (None, ()), Action.RECREATE: (None, (Y,)), Action.UPDATE: (Y, (Y,))}[action]

    change = decide(X, have, *bases)

    assert (change.action, change.before, change.after, change.entry) == (action, have, X, Entry(PATH, blob_id(X)))


@pytest.mark.parametrize(("have", "bases"), [(X, ()), (X, (Y,)), (Z, (X,))])
def test_what_is_kept_is_not_written_and_its_base_is_what_is_rendered(have: bytes, bases: tuple[bytes, ...]) -> None:
    change = decide(X, have, *bases)

    assert (change.after, change.entry) == (None, Entry(PATH, blob_id(X)))


def test_the_base_of_a_kept_edit_is_kept_as_text() -> None:
    assert decide(X, Z, X).base == X
    assert decide(X, X, X).base is None


@pytest.mark.parametrize("bases", [(), (Y,), (X,)])
def test_overwrite_replaces_the_users_file(bases: tuple[bytes, ...]) -> None:
    change = decide(X, Z, *bases, policy=Policy(overwrite=frozenset({PATH})))

    assert (change.action, change.after, change.why) == (Action.UPDATE, X, None)


@pytest.mark.parametrize("bases", [(), (Y,)])
def test_adopt_keeps_the_users_file_and_takes_what_is_rendered_as_its_base(bases: tuple[bytes, ...]) -> None:
    change = decide(X, Z, *bases, policy=Policy(adopt=frozenset({PATH})))

    assert (change.action, change.after, change.base) == (Action.ADOPT, None, X)
    assert change.entry == Entry(PATH, blob_id(X))


def test_overwrite_deletes_an_edited_file_that_should_go() -> None:
    change = decide(None, Z, Y, policy=Policy(overwrite=frozenset({PATH})))

    assert (change.action, change.before, change.after, change.entry) == (Action.DELETE, Z, None, None)


@pytest.mark.parametrize("have", [Z, Y, Blocked(Obstacle.LINK, PATH)])
def test_release_makes_a_file_that_should_go_the_users(have: Have) -> None:
    change = decide(None, have, Y, policy=Policy(release=frozenset({PATH})))

    assert (change.action, change.after, change.entry, change.why) == (Action.RELEASE, None, None, None)


def test_a_permission_for_a_folder_covers_what_is_below_it() -> None:
    policy = Policy(adopt=frozenset({Path("kubernetes/apps/default")}))

    assert decide(X, Z, policy=policy).action is Action.ADOPT


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (Policy(overwrite=frozenset({Path("kubernetes/typo.yaml")})), "--overwrite kubernetes/typo.yaml"),
        (Policy(adopt=frozenset({Path("kubernetes/typo.yaml")})), "--adopt kubernetes/typo.yaml"),
        (Policy(release=frozenset({PATH})), f"--release {PATH}: this is not a file that is no longer rendered"),
    ],
)
def test_a_permission_that_fits_no_file_is_an_error(policy: Policy, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        decide(X, X, X, policy=policy)

    assert [problem.code for problem in caught.value.problems] == [NO_SUCH_FILE]


def test_carriage_returns_are_no_change() -> None:
    assert decide(b"a: 1\nb: 2\n", b"a: 1\r\nb: 2\r\n").action is Action.KEEP


def test_a_file_with_carriage_returns_that_was_not_edited_is_updated() -> None:
    assert decide(X, b"a: 1\r\nb: 2\r\n", b"a: 1\nb: 2\n").action is Action.UPDATE


def test_bytes_that_are_no_text_are_compared_as_bytes() -> None:
    change = decide(X, b"\xff\xfe", Y)

    assert code(change) == EDITED
    assert change.why
    assert "not UTF-8" in change.why.hint


def test_a_conflict_shows_both_sides_and_the_ways_out() -> None:
    tree, ledger = {PATH: file(PATH, X)}, {PATH: (Entry(PATH, blob_id(Y)),)}
    (change,) = plan(tree, {PATH: Z}, ledger, NOTHING, {PATH: Y})

    assert change.why
    assert change.why.at == Span(str(PATH))
    for line in (f"--overwrite {PATH}", f"--adopt {PATH}", "-y: 1", "+z: 1", "+x: 1", "default/echo: {enabled: false}"):
        assert line in change.why.hint


def test_a_conflict_without_a_known_base_shows_one_side_against_the_other() -> None:
    why = decide(X, Z, Y).why

    assert why
    assert "-z: 1\n+x: 1" in why.hint


def test_a_long_difference_is_shortened() -> None:
    why = decide(X, b"".join(b"line %d\n" % number for number in range(500)), Y).why

    assert why
    assert "more lines" in why.hint
    assert len(why.hint.splitlines()) < 40


def test_the_ways_out_of_a_conflict_are_ways_that_work() -> None:
    """What was never ours cannot be released: with its app off nothing would be rendered there, and nothing deleted."""
    edited, existed = decide(X, Z, Y).why, decide(X, Z).why

    assert edited
    assert existed
    assert f"--release {PATH}" in edited.hint
    assert "default/echo: {enabled: false}" in edited.hint
    assert "--release" not in existed.hint
    assert f"--overwrite {PATH}" in existed.hint
    assert f"--adopt {PATH}" in existed.hint


def test_a_conflict_of_a_secret_file_shows_no_content() -> None:
    path = Path("kubernetes/apps/default/echo/app/secret.sops.yaml")

    why = decide(None, b"token: hunter2\n", Y, path=path).why

    assert why
    assert not why.quotable
    assert "hunter2" not in why.hint
    assert f"--release {path}" in why.hint


@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_nothing_is_written_where_something_else_stands(obstacle: Obstacle) -> None:
    change = decide(X, Blocked(obstacle, PATH.parent, "detail"), X)

    assert (change.action, code(change), change.after) == (Action.CONFLICT, BLOCKED, None)
    assert change.why
    assert str(PATH.parent) in change.why.message


@pytest.mark.parametrize("obstacle", [Obstacle.LINK, Obstacle.SPECIAL, Obstacle.UNREADABLE])
def test_nothing_is_deleted_that_cannot_be_told(obstacle: Obstacle) -> None:
    change = decide(None, Blocked(obstacle, PATH), X)

    assert (change.action, code(change)) == (Action.CONFLICT, BLOCKED)
    assert change.why
    assert f"--release {PATH}" in change.why.hint


@pytest.mark.parametrize("obstacle", [Obstacle.FOLDER, Obstacle.FILE_ABOVE, Obstacle.OTHER_CASE])
def test_a_file_of_ours_that_is_gone_for_sure_is_forgotten(obstacle: Obstacle) -> None:
    assert decide(None, Blocked(obstacle, PATH), X).action is Action.FORGET


def test_a_deleted_file_that_comes_back_says_how_to_keep_it_away() -> None:
    why = decide(X, None, X).why

    assert why
    assert why.severity is Severity.NOTE
    assert str(PATH) in why.message
    assert "apps: {default/echo: {enabled: false}}" in why.hint


def test_several_deleted_files_of_one_app_are_said_once() -> None:
    paths = [PATH, PATH.with_name("ocirepository.yaml"), PATH.with_name("kustomization.yaml")]
    ledger = {path: (Entry(path, blob_id(X)),) for path in paths}

    changes = plan({path: file(path, X) for path in paths}, dict.fromkeys(paths), ledger, NOTHING, {})

    (why,) = [change.why for change in changes if change.why]
    assert "3 files of default/echo" in why.message


def test_the_pin_of_our_side_goes_into_the_ledger() -> None:
    (change,) = plan({PATH: file(PATH, X, "1.2.3")}, {PATH: X}, {}, NOTHING, {})

    assert change.entry == Entry(PATH, blob_id(X), pin="1.2.3")


def test_a_sealed_file_is_left_to_sealing() -> None:
    sealed = File(PATH, "x: 1\n", Span("x"), rule=Rule("", ("age1",)))
    (change,) = plan({PATH: sealed}, {PATH: Z}, {}, NOTHING, {})

    assert (change.action, change.before, change.after, change.sealed) == (Action.SEAL, Z, None, True)


def test_a_sealed_file_that_should_go_is_compared_with_its_ciphertext() -> None:
    entry = Entry(PATH, blob_id(X), sealed=blob_id(Z), proof="0" * 64)

    as_sealed = plan({}, {PATH: Z}, {PATH: (entry,)}, NOTHING, {})
    edited = plan({}, {PATH: X}, {PATH: (entry,)}, NOTHING, {})

    assert [(change.action, change.sealed) for change in (*as_sealed, *edited)] == [
        (Action.DELETE, True),
        (Action.CONFLICT, True),
    ]


def test_a_file_that_was_sealed_and_is_plain_now_is_updated_only_when_it_is_as_sealed() -> None:
    entry = Entry(PATH, blob_id(X), sealed=blob_id(Z), proof="0" * 64)
    tree = {PATH: file(PATH, X)}

    assert plan(tree, {PATH: Z}, {PATH: (entry,)}, NOTHING, {})[0].action is Action.UPDATE
    assert plan(tree, {PATH: Y}, {PATH: (entry,)}, NOTHING, {})[0].action is Action.CONFLICT


def numbered(count: int) -> list[Path]:
    return [Path(f"kubernetes/apps/default/a{number:03}/ks.yaml") for number in range(count)]


def deletions(deleted: int, kept: int, text: bytes = X, *, prune: bool = False) -> tuple[Problem, ...]:
    paths = numbered(deleted + kept)
    ledger = {path: (Entry(path, blob_id(text)),) for path in paths}
    tree = {path: file(path, text) for path in paths[deleted:]}
    changes = plan(tree, dict.fromkeys(paths, text), ledger, Policy(prune=prune), {})
    return errors(change.why for change in changes if change.why)


def test_many_deletions_need_prune_and_say_so_once() -> None:
    (problem,) = deletions(11, 30)

    assert problem.code == NEEDS_PRUNE
    assert "11 files of 41" in problem.message


@pytest.mark.parametrize(("deleted", "kept"), [(10, 0), (11, 33), (50, 200)])
def test_few_deletions_or_a_small_share_need_nothing(deleted: int, kept: int) -> None:
    assert not deletions(deleted, kept)


@pytest.mark.parametrize(
    "text",
    [
        b"apiVersion: v1\nkind: Namespace\n",
        b"kind: 'PersistentVolumeClaim'\n",
        b"a: 1\n---\nkind: Namespace # mine\n",
    ],
)
def test_a_deletion_that_costs_data_needs_prune(text: bytes) -> None:
    (problem,) = deletions(1, 40, text)

    assert problem.code == NEEDS_PRUNE


def test_the_reason_says_what_flux_will_do_with_the_namespace() -> None:
    marked = b"kind: Namespace\nmetadata: {annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}}\n"
    (kept,), (lost,) = deletions(1, 40, marked), deletions(1, 40, b"kind: Namespace\n")

    assert "Flux leaves it in the cluster" in kept.message
    assert "Flux deletes all that is in it" in lost.message


def test_a_namespace_in_another_place_of_a_file_needs_nothing() -> None:
    assert not deletions(1, 40, b"spec:\n  kind: Namespace\n")


def test_prune_allows_all_deletions() -> None:
    assert not deletions(30, 0, b"kind: Namespace\n", prune=True)


@pytest.mark.parametrize(
    "path",
    [
        "../outside.yaml",
        "/etc/passwd",
        "kubernetes/../../outside.yaml",
        "templates/x.yaml",
        "cluster.yaml",
        ".clusterctl/ledger.jsonl",
        "talos/clusterconfig/node.yaml",
        "kubernetes",
        "kubernetes/.git/config",
        "kubernetes/a\\b.yaml",
        "kubernetes/a\nb.yaml",
    ],
)
def test_a_path_outside_the_rendered_folders_is_refused(path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        decide(X, None, path=Path(path))

    assert [problem.code for problem in caught.value.problems] == [PATH_REFUSED]


@pytest.mark.parametrize("path", [".sops.yaml", "talos/talconfig.yaml", "bootstrap/x.sops.yaml", "kubernetes/a/b.yaml"])
def test_a_path_in_the_rendered_folders_is_fine(path: str) -> None:
    assert decide(X, None, path=Path(path)).action is Action.CREATE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kubernetes/apps/a/ks.yaml", "kubernetes/apps/a/KS.yaml"),
        ("kubernetes/apps/default/ks.yaml", "kubernetes/apps/Default/other.yaml"),
        ("kubernetes/apps", "kubernetes/apps/a.yaml"),
    ],
)
def test_paths_that_would_be_one_on_another_system_are_refused(first: str, second: str) -> None:
    paths = [Path(first), Path(second)]

    with pytest.raises(ConfigError) as caught:
        plan({path: file(path, X) for path in paths}, dict.fromkeys(paths), {}, NOTHING, {})

    assert PATHS_CLASH in [problem.code for problem in caught.value.problems]
