"""The algorithm of sealed files: what stays quiet, what needs the key, what is sealed, what is a conflict."""

from dataclasses import replace

import pytest

from clusterctl.problem import Code, ConfigError, ToolError
from clusterctl.render.tree import Ref, Rule
from clusterctl.write.blob import blob_id
from clusterctl.write.change import Action, Change, Policy, Touched
from clusterctl.write.codes import EXISTED, NEEDS_KEY, NO_VALUE, RECREATED, SECRET_CLOSED, SECRET_EDITED, UNPROVED
from tests.unit.write.sealing import MANIFEST, PATH, RULE, SECRETS_PATH, TOKEN_LEAF, FakeSops, World

BOTH = Rule(RULE.encrypted_regex, ("age1mine", "age1second"))
TUNNEL = {"AccountTag": "a", "TunnelID": "t", "TunnelSecret": "c2VjcmV0"}


def sealed_world() -> World:
    world = World()
    world.render()
    return world


def refusal(change: Change) -> str:
    assert change.why
    assert change.why.code == NEEDS_KEY
    assert (change.after, change.entry) == (None, None)
    return change.why.message


def why(change: Change) -> Code | None:
    return change.why.code if change.why else None


def test_a_new_file_is_sealed_and_opens_to_the_secret() -> None:
    world = World()

    change = world.render()

    assert change.action is Action.CREATE
    assert world.held() == {"api-token": "hunter2", "fixed": "plain"}
    assert change.after is not None
    assert b"hunter2" not in change.after
    assert world.entry().sealed == blob_id(change.after)


def test_nothing_is_opened_when_nothing_changed() -> None:
    world = sealed_world()

    change = world.render()

    assert (change.action, change.after, world.sops.calls) == (Action.KEEP, None, [])


def test_without_the_key_nothing_changed_is_fine() -> None:
    world = sealed_world()
    before = world.entry()

    assert world.render(key=False).action is Action.KEEP
    assert world.entry() == before


def test_carriage_returns_are_no_change() -> None:
    world = sealed_world()
    assert world.have is not None
    world.have = world.have.replace(b"\n", b"\r\n")

    assert world.render(key=False).action is Action.KEEP


def test_one_changed_secret_takes_four_calls() -> None:
    world = sealed_world()
    world.values["cloudflare_token"] = "changed"

    change = world.render()

    assert change.action is Action.SEAL
    assert world.held()["api-token"] == "changed"
    assert world.sops.calls == [f"decrypt {PATH}", f"decrypt {SECRETS_PATH}", f"encrypt {PATH}", f"decrypt {PATH}"]


def test_a_changed_secret_without_the_key_is_refused_by_its_name() -> None:
    world = sealed_world()
    world.values["cloudflare_token"] = "changed"

    message = refusal(world.render(key=False))

    assert str(PATH) in message
    assert "secrets.sops.yaml this has changed: cloudflare_token" in message


def test_the_same_values_with_new_tokens_change_no_file() -> None:
    world = sealed_world()
    before, proof = world.have, world.entry().proof
    world.generation += 1

    change = world.render()

    assert (change.action, world.have) == (Action.KEEP, before)
    assert world.entry().proof != proof
    assert world.render(key=False).action is Action.KEEP


def test_a_secret_that_the_file_does_not_use_changes_nothing() -> None:
    world = sealed_world()
    world.values["deploy_key"] = "new"

    assert world.render(key=False).action is Action.KEEP


def test_a_changed_manifest_is_sealed_anew() -> None:
    world = sealed_world()
    world.text = MANIFEST.replace("plain", "other")

    assert "what is rendered into it" in refusal(world.render(key=False))
    assert world.render().action is Action.SEAL
    assert world.held()["fixed"] == "other"


def test_a_changed_manifest_with_equal_data_keeps_its_bytes() -> None:
    world = sealed_world()
    before = world.have
    world.text = MANIFEST.replace("name: dns", "name: dns # the one")

    assert world.render().action is Action.KEEP
    assert world.have == before


def test_a_changed_rule_is_sealed_anew_though_the_data_are_equal() -> None:
    world = sealed_world()
    world.rule = replace(RULE, encrypted_regex="^stringData$")

    assert "encryption rule" in refusal(world.render(key=False))
    assert world.render().action is Action.SEAL
    assert world.render(key=False).action is Action.KEEP


def test_other_recipients_keep_the_tokens() -> None:
    world = sealed_world()
    assert world.have is not None
    before = world.have.split(b"\nsops:")[0]
    world.rule = BOTH

    assert "+ age1second" in refusal(world.render(key=False))
    change = world.render()

    assert change.action is Action.REKEY
    assert world.have.split(b"\nsops:")[0] == before
    assert world.sops.calls == [f"update_keys {PATH}", f"decrypt {PATH}"]
    assert world.render(key=False).action is Action.KEEP


def test_a_recipient_that_leaves_is_named() -> None:
    world = sealed_world()
    world.rule = BOTH
    world.render()
    world.rule = RULE

    assert "- age1second" in refusal(world.render(key=False))
    assert world.render().action is Action.REKEY


def test_other_recipients_and_new_tokens_together_are_rekeyed() -> None:
    world = sealed_world()
    world.rule, world.generation = BOTH, 1

    assert world.render().action is Action.REKEY


def test_a_file_that_is_gone_is_made_again_and_said() -> None:
    world = sealed_world()
    world.have = None

    assert "gone (it uses cloudflare_token)" in refusal(world.render(key=False))
    change = world.render()

    assert (change.action, why(change)) == (Action.RECREATE, RECREATED)


def test_a_new_file_without_the_key_is_refused() -> None:
    assert "new (it uses cloudflare_token)" in refusal(World().render(key=False))


def test_a_sops_without_a_key_is_as_good_as_none() -> None:
    world = World(sops=FakeSops(key=""))

    assert refusal(world.render())
    assert not world.sops.calls


def test_an_edited_file_is_a_conflict_that_names_the_source() -> None:
    world = sealed_world()
    world.seal_by_hand(**{"api-token": "by-hand"})

    change = world.render()

    assert (change.action, why(change), change.after) == (Action.CONFLICT, SECRET_EDITED, None)
    assert change.why
    words = f"{change.why.message}\n{change.why.hint}"
    for fact in (str(PATH), "secrets.sops.yaml", "cloudflare_token", f"--overwrite {PATH}", f"--adopt {PATH}"):
        assert fact in words
    assert "by-hand" not in words
    assert "hunter2" not in words


def test_an_edited_file_without_the_key_is_refused() -> None:
    world = sealed_world()
    world.seal_by_hand(**{"api-token": "by-hand"})

    assert "changed since it was sealed" in refusal(world.render(key=False))


def test_a_file_that_somebody_sealed_again_with_equal_values_is_kept() -> None:
    world = sealed_world()
    world.seal_by_hand()
    before = world.have

    assert (world.render().action, world.have) == (Action.KEEP, before)
    assert world.render(key=False).action is Action.KEEP


def test_overwrite_seals_an_edited_file_from_its_source() -> None:
    world = sealed_world()
    world.seal_by_hand(**{"api-token": "by-hand"})

    assert world.render(Policy(overwrite=frozenset({PATH}))).action is Action.SEAL
    assert world.held()["api-token"] == "hunter2"


def test_adopt_keeps_an_edited_file_until_its_secret_changes() -> None:
    world = sealed_world()
    world.seal_by_hand(**{"api-token": "by-hand"})

    assert world.render(Policy(adopt=frozenset({PATH}))).action is Action.ADOPT
    assert world.render(key=False).action is Action.KEEP_EDIT
    world.values["cloudflare_token"] = "changed"
    assert why(world.render()) == SECRET_EDITED
    assert world.held()["api-token"] == "by-hand"


def test_overwrite_ends_an_adoption() -> None:
    world = sealed_world()
    world.seal_by_hand(**{"api-token": "by-hand"})
    world.render(Policy(adopt=frozenset({PATH})))

    assert world.render(Policy(overwrite=frozenset({PATH}))).action is Action.SEAL
    assert world.held()["api-token"] == "hunter2"


def test_a_file_without_a_ledger_line_is_taken_over_when_its_values_are_equal() -> None:
    world = sealed_world()
    world.ledger, before = {}, world.have

    assert "opened once" in refusal(world.render(key=False))
    assert (world.render().action, world.have) == (Action.KEEP, before)


def test_a_file_without_a_ledger_line_and_with_other_values_is_a_conflict() -> None:
    world = sealed_world()
    world.ledger = {}
    world.values["cloudflare_token"] = "changed"

    assert why(world.render()) == EXISTED


def test_a_file_that_does_not_open_is_a_conflict_that_says_why() -> None:
    world = sealed_world()
    assert world.have is not None
    world.have = world.have.replace(b"age1mine", b"age1other")

    change = world.render()

    assert why(change) == SECRET_CLOSED
    assert change.why
    assert "sealed for age1other" in change.why.hint
    assert world.render(Policy(overwrite=frozenset({PATH}))).action is Action.SEAL


def test_a_file_that_was_plain_is_sealed_when_it_is_as_rendered() -> None:
    world = World()
    world.have = MANIFEST.encode()
    entry = replace(sealed_world().entry(), base=blob_id(world.have), sealed="", proof="")
    world.ledger = {PATH: (entry,)}

    assert world.render().action is Action.SEAL


def test_either_line_of_a_merged_ledger_will_do() -> None:
    world = sealed_world()
    other = replace(world.entry(), sealed="1" * 40, proof="2" * 64)
    world.ledger = {PATH: (other, world.entry())}

    assert world.render(key=False).action is Action.KEEP


def test_a_sealed_id_of_one_line_does_not_fit_the_proof_of_another() -> None:
    world = sealed_world()
    right = world.entry()
    world.ledger = {PATH: (replace(right, proof="2" * 64), replace(right, sealed="1" * 40))}

    assert refusal(world.render(key=False))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"age1mine", b"age1evil", "other recipients"),
        (b"age:\n  - recipient: age1mine\n", b"age: []\n  pgp: [{fp: A1}]\n", "other recipients"),
        (b"mac_only_encrypted: true", b"mac_only_encrypted: false", "another rule"),
        (b"\nsops:", b"\nspos:", "no sops block"),
        (b"name: dns", b"name: evil", "opens to something else"),
        (b"api-token: ENC", b"api-token: xENC", "stringData.api-token"),
    ],
)
def test_a_sealing_that_does_not_prove_right_ends_the_run(old: bytes, new: bytes, says: str) -> None:
    world = World(sops=FakeSops(spoil=lambda sealed: sealed.replace(old, new)))

    with pytest.raises(ToolError, match=says) as caught:
        world.render()

    assert [problem.code for problem in caught.value.problems] == [UNPROVED]
    assert "hunter2" not in str(caught.value)


def test_a_change_of_recipients_that_changes_values_ends_the_run() -> None:
    world = sealed_world()
    world.rule = BOTH
    world.sops.spoil = lambda sealed: sealed.replace(b"ENC[", b"ENC[9")

    with pytest.raises(ToolError, match="values changed"):
        world.render()


def test_a_secret_is_transformed_on_its_way() -> None:
    world = World({"cloudflare_tunnel": TUNNEL}, refs={TOKEN_LEAF: Ref(("cloudflare_tunnel",), "tunnel_token")})

    world.render()

    assert world.held()["api-token"] == "eyJhIjoiYSIsInQiOiJ0IiwicyI6ImMyVmpjbVYwIn0="


def test_every_part_of_a_secret_counts() -> None:
    world = World({"cloudflare_tunnel": dict(TUNNEL)}, refs={TOKEN_LEAF: Ref(("cloudflare_tunnel",), "tunnel_token")})
    world.render()
    world.values["cloudflare_tunnel"] = {**TUNNEL, "TunnelID": "other"}

    assert world.render().action is Action.SEAL


@pytest.mark.parametrize("value", [True, None, {"a": "b"}, ["a"], 1.5, 123456])
def test_a_secret_of_another_shape_is_an_error_that_names_it(value: object) -> None:
    world = World({"cloudflare_token": value})

    with pytest.raises(ConfigError, match="cloudflare_token") as caught:
        world.render()

    (problem,) = caught.value.problems
    assert (problem.code, problem.key) == (NO_VALUE, "cloudflare_token")


def test_the_age_key_is_sealed_and_stays_while_it_is_a_recipients() -> None:
    world = World(refs={TOKEN_LEAF: Ref(("age_key",))}, rule=BOTH)
    world.render()
    world.sops.key = "age1second"
    world.text = MANIFEST.replace("plain", "other")

    world.render()

    assert world.held()["api-token"] == "KEY-OF-age1mine"


def test_the_age_key_is_replaced_when_it_is_no_recipient_any_more() -> None:
    world = World(refs={TOKEN_LEAF: Ref(("age_key",))}, rule=BOTH)
    world.render()
    world.sops.key = "age1second"
    world.rule = replace(RULE, recipients=("age1second",))
    world.values = {}

    vaulted = world.render()

    assert vaulted.action is Action.SEAL
    assert world.held()["api-token"] == "KEY-OF-age1second"


def test_a_change_says_which_values_it_touches_and_never_what_they_are() -> None:
    world = sealed_world()
    world.values["cloudflare_token"] = "changed"
    world.text = MANIFEST.replace("fixed: plain", "added: plain").replace("name: dns", "name: other")

    change = world.render()

    assert change.touched == (
        Touched("stringData.added", before=False, after=True),
        Touched("stringData.api-token", before=True, after=True),
        Touched("stringData.fixed", before=True, after=False),
    )
    assert "changed" not in repr(change)


@pytest.mark.parametrize(
    "value",
    [
        "yes",
        "0123",
        "1e3",
        'quo"te',
        "back\\slash",
        "line\nbreak\n",
        "tab\t",
        "\x7f\x85\u2028\ufeff",
        "é😀",
        "#{ x }#",
        " ",
    ],
)
def test_any_text_arrives_as_it_is(value: str) -> None:
    world = World({"cloudflare_token": value})

    world.render()

    assert world.held()["api-token"] == value
