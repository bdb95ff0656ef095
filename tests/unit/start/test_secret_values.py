"""A secret by its name and its text; errors never hold what was typed."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterctl.config.model.secrets import tunnel_token
from clusterctl.problem import ConfigError
from clusterctl.start.made_secrets import deploy_key, example_secrets, webhook_token
from clusterctl.start.secret_values import from_environment, place_of, value_of, variable_of

FIELDS = {"AccountTag": "tag", "TunnelID": "id", "TunnelSecret": "c2VjcmV0"}


def fault(name: str, text: str) -> tuple[str, str, str]:
    with pytest.raises(ConfigError) as caught:
        value_of(name, text)
    (problem,) = caught.value.problems
    assert not problem.quotable
    return problem.code.id, problem.message, problem.hint


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("cloudflare_token", ("cloudflare_token",)),
        ("cloudflare_tunnel", ("cloudflare_tunnel",)),
        ("extra.grafana_password", ("extra", "grafana_password")),
    ],
)
def test_a_secret_has_its_place(name: str, place: tuple[str, ...]) -> None:
    assert place_of(name) == place


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cloudflare_tokn", "did you mean cloudflare_token?"),
        ("grafana_password_of_mine", "write extra.NAME for a secret of your own apps"),
        ("extra", "write extra.NAME for a secret of your own apps"),
        ("extra.", "write extra.NAME for a secret of your own apps"),
        ("extra.a.b", "write extra.NAME for a secret of your own apps"),
        ("sops", "write extra.NAME for a secret of your own apps"),
        ("", "write extra.NAME for a secret of your own apps"),
    ],
)
def test_an_unknown_name_is_an_error_with_advice(name: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        place_of(name)
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.hint) == ("I010", hint)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("token", "token"),
        ("  token\n", "token"),
        ("-----BEGIN-----\nline\n-----END-----", "-----BEGIN-----\nline\n-----END-----\n"),
        ("-----BEGIN-----\nline\n-----END-----\n\n", "-----BEGIN-----\nline\n-----END-----\n"),
        ("{json}", "{json}"),
    ],
)
def test_a_text_loses_only_the_space_around_it(text: str, value: str) -> None:
    assert value_of("deploy_key", text) == value


@pytest.mark.parametrize("name", ["cloudflare_token", "cloudflare_tunnel", "extra.mine"])
@pytest.mark.parametrize("text", ["", " ", "\n", "\t\n"])
def test_a_blank_secret_is_refused(name: str, text: str) -> None:
    assert fault(name, text)[:2] == ("I009", f"{name} is blank")


def test_the_tunnel_is_read_from_the_file_that_cloudflared_writes() -> None:
    text = json.dumps({**FIELDS, "Endpoint": "", "TunnelName": "home"}, indent=2)
    assert value_of("cloudflare_tunnel", text) == FIELDS


def test_the_tunnel_is_read_from_its_token_too() -> None:
    assert value_of("cloudflare_tunnel", tunnel_token(FIELDS)) == FIELDS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hunter2", "cloudflare_tunnel lacks AccountTag, TunnelID, TunnelSecret"),
        ('{"AccountTag": "hunter2"}', "cloudflare_tunnel lacks TunnelID, TunnelSecret"),
        (json.dumps({**FIELDS, "TunnelID": " "}), "cloudflare_tunnel lacks TunnelID"),
        (json.dumps({**FIELDS, "TunnelID": 5}), "cloudflare_tunnel lacks TunnelID"),
        ('["hunter2"]', "cloudflare_tunnel lacks AccountTag, TunnelID, TunnelSecret"),
        (base64.b64encode(b"hunter2").decode(), "cloudflare_tunnel lacks AccountTag, TunnelID, TunnelSecret"),
        ("[" * 100_000, "cloudflare_tunnel lacks AccountTag, TunnelID, TunnelSecret"),
    ],
)
def test_a_tunnel_that_lacks_a_field_is_told_by_its_field(text: str, message: str) -> None:
    assert fault("cloudflare_tunnel", text)[:2] == ("I009", message)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"])))
def test_no_error_ever_holds_what_was_typed(text: str) -> None:
    assert all("hunter2" not in part for part in fault("cloudflare_tunnel", f"hunter2{text}"))


def test_variables_feed_secrets_and_empty_ones_do_not() -> None:
    environ = {
        "CLUSTERCTL_CLOUDFLARE_TOKEN": "token\n",
        "CLUSTERCTL_CLOUDFLARE_TUNNEL": json.dumps(FIELDS),
        "CLUSTERCTL_UNIFI_API_KEY": "",
        "CLUSTERCTL_SOMETHING_ELSE": "x",
        "CLOUDFLARE_TOKEN": "other",
    }
    assert from_environment(environ) == {"cloudflare_token": "token", "cloudflare_tunnel": FIELDS}


@pytest.mark.parametrize(
    ("name", "variable"),
    [("deploy_key", "CLUSTERCTL_DEPLOY_KEY"), ("extra.my-app", "CLUSTERCTL_EXTRA_MY_APP")],
)
def test_each_secret_has_its_variable(name: str, variable: str) -> None:
    assert variable_of(name) == variable


def test_the_example_has_the_shape_of_real_secrets() -> None:
    made = example_secrets(bytes)
    assert value_of("cloudflare_tunnel", json.dumps(made["cloudflare_tunnel"])) == made["cloudflare_tunnel"]
    assert str(made["cloudflare_token"]).startswith("example-")


def test_what_is_made_is_made_of_all_its_random_bytes() -> None:
    asked: list[int] = []

    def entropy(size: int) -> bytes:
        asked.append(size)
        return bytes(range(size))

    assert webhook_token(entropy) == bytes(range(16)).hex()
    assert deploy_key(entropy, "home").public.endswith(" flux@home\n")
    assert asked == [16, 36]
