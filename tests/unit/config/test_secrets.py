"""secrets.sops.yaml is read without a key: names, ciphertext, recipients, and never a value in a problem."""

from __future__ import annotations

import base64
import json

import pytest

from clusterctl.config.codes import secrets as codes
from clusterctl.config.model.secrets import SECRETS, TRANSFORMS
from clusterctl.config.secrets import Secrets, read_secrets
from clusterctl.problem import Code, ConfigError, Problem
from tests.unit.config.sealed import RECIPIENT, TOKEN, sealed, sealed_text

TUNNEL = dict.fromkeys(("AccountTag", "TunnelID", "TunnelSecret"), TOKEN)


def read(**values: object) -> tuple[Secrets, tuple[Problem, ...]]:
    """The secrets of a file with these values as they stand in it."""
    return read_secrets("secrets.sops.yaml", sealed_text(values))


def test_a_file_that_is_not_there_holds_nothing_and_is_no_problem() -> None:
    secrets, problems = read_secrets("secrets.sops.yaml", None)
    assert not secrets.present
    assert not secrets.has("cloudflare_token")
    assert problems == ()


def test_names_ciphertext_and_recipients_are_known_without_a_key() -> None:
    secrets, problems = read(cloudflare_token=TOKEN, cloudflare_tunnel=TUNNEL, extra={"grafana": TOKEN})
    assert problems == ()
    assert set(secrets.tokens) == {
        ("cloudflare_token",),
        *(("cloudflare_tunnel", part) for part in TUNNEL),
        ("extra", "grafana"),
    }
    assert secrets.recipients == {RECIPIENT}
    assert all(secrets.has(name) for name in ("cloudflare_token", "cloudflare_tunnel", "extra.grafana"))
    assert not secrets.has("deploy_key")
    assert TOKEN not in repr(secrets)


def test_credentials_that_cloudflared_wrote_are_taken_as_they_are() -> None:
    secrets, problems = read(cloudflare_tunnel={**TUNNEL, "Endpoint": "", "TunnelName": TOKEN})
    assert problems == ()
    assert secrets.has("cloudflare_tunnel")


@pytest.mark.parametrize(
    ("values", "code", "key"),
    [
        ({"cloudflare_token": ""}, codes.BLANK_SECRET, "cloudflare_token"),
        ({"cloudflare_token": None}, codes.BLANK_SECRET, "cloudflare_token"),
        ({"cloudflare_tunnel": {**TUNNEL, "TunnelID": ""}}, codes.BLANK_SECRET, "cloudflare_tunnel.TunnelID"),
        ({"cloudflare_token": "hunter2"}, codes.NOT_ENCRYPTED, "cloudflare_token"),
        ({"cloudflare_token": f"{TOKEN} hunter2"}, codes.NOT_ENCRYPTED, "cloudflare_token"),
        ({"extra": {"a": "hunter2"}}, codes.NOT_ENCRYPTED, "extra.a"),
        ({"cloudflare_token": ["hunter2"]}, codes.SECRET_SHAPE, "cloudflare_token"),
        ({"cloudflare_token": 4711}, codes.NOT_ENCRYPTED, "cloudflare_token"),
        ({"cloudflare_tunnel": TOKEN}, codes.SECRET_SHAPE, "cloudflare_tunnel"),
        (
            {"cloudflare_tunnel": {"AccountTag": TOKEN, "TunnelID": TOKEN}},
            codes.SECRET_SHAPE,
            "cloudflare_tunnel.TunnelSecret",
        ),
        (
            {"cloudflare_tunnel": {**TUNNEL, "TunnelSecrets": TOKEN}},
            codes.UNKNOWN_SECRET,
            "cloudflare_tunnel.TunnelSecrets",
        ),
        ({"cloudflare_tokn": TOKEN}, codes.UNKNOWN_SECRET, "cloudflare_tokn"),
        ({"extra": TOKEN}, codes.SECRET_SHAPE, "extra"),
        ({"extra": {"a b": TOKEN}}, codes.SECRET_SHAPE, "extra.a b"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_without_its_value(values: dict[str, object], code: Code, key: str) -> None:
    _, problems = read(**values)
    (problem,) = problems
    assert (problem.code, problem.key) == (code, key)
    assert problem.at.line
    assert not problem.quotable
    assert "hunter2" not in repr(problem)


def test_a_misspelt_name_is_told_with_the_right_one() -> None:
    _, problems = read(cloudflare_tokn=TOKEN)
    assert problems[0].hint == "did you mean cloudflare_token?"


def test_a_blank_secret_is_named_but_not_there() -> None:
    secrets, _ = read(cloudflare_token="")
    assert secrets.names("cloudflare_token")
    assert not secrets.has("cloudflare_token")
    assert secrets.blank == {("cloudflare_token",)}


def test_a_file_that_sops_never_saw_is_one_problem() -> None:
    secrets, problems = read_secrets("secrets.sops.yaml", b"cloudflare_token: hunter2\ndeploy_key: hunter3\n")
    assert [problem.code for problem in problems] == [codes.NOT_ENCRYPTED]
    assert "hunter" not in repr(problems)
    assert not secrets.has("cloudflare_token")
    assert secrets.clear == {("cloudflare_token",), ("deploy_key",)}
    assert not secrets.sealed


def test_a_file_that_sops_never_saw_is_told_all_else_that_is_wrong_with_it() -> None:
    _, problems = read_secrets("secrets.sops.yaml", b'cloudflare_tokn: hunter2\ndeploy_key: ""\n')
    assert [problem.code for problem in problems] == [codes.UNKNOWN_SECRET, codes.BLANK_SECRET, codes.NOT_ENCRYPTED]


def test_a_file_that_lost_its_block_of_sops_comes_back_from_git() -> None:
    secrets, problems = read_secrets("secrets.sops.yaml", f"cloudflare_token: {TOKEN}\n".encode())
    assert [(problem.code, problem.hint) for problem in problems] == [(codes.NOT_ENCRYPTED, "restore it from Git")]
    assert secrets.clear == frozenset()


def test_an_empty_extra_is_no_problem() -> None:
    assert read(extra=None)[1] == ()
    assert read(extra={})[1] == ()


def test_broken_yaml_is_told_and_never_quoted() -> None:
    with pytest.raises(ConfigError) as caught:
        read_secrets("secrets.sops.yaml", b'cloudflare_token: "hunter2\n')
    assert not caught.value.problems[0].quotable
    assert "hunter2" not in str(caught.value)


def test_the_tunnel_token_is_what_cloudflared_expects() -> None:
    value = {"AccountTag": "account", "TunnelID": "id", "TunnelSecret": "c2VjcmV0"}
    token = TRANSFORMS["tunnel_token"](value)
    assert base64.b64decode(token) == b'{"a":"account","t":"id","s":"c2VjcmV0"}'
    assert json.loads(base64.b64decode(token)) == {"a": "account", "t": "id", "s": "c2VjcmV0"}
    assert TRANSFORMS["tunnel_id"](value) == "id"


@pytest.mark.parametrize("name", TRANSFORMS)
def test_a_transform_refuses_a_value_of_another_shape(name: str) -> None:
    with pytest.raises(TypeError):
        TRANSFORMS[name]("text")


def test_every_secret_says_where_it_comes_from() -> None:
    for name, spec in SECRETS.items():
        assert spec.about.endswith("."), name
        assert spec.where, name
    assert sealed(SECRETS).has("unifi_api_key")
