"""The deploy key: right by RFC 8032, and readable by a library that is not ours."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from clusterctl.start.deploy_key import make_deploy_key, public_half
from clusterctl.start.ed25519 import public_key

# RFC 8032, section 7.1: secret key and public key of TEST 1, 2, 3, 1024 and SHA(abc).
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ),
    (
        "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
        "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    ),
]
RANDOM = bytes(range(36))


@pytest.mark.parametrize(("seed", "public"), VECTORS)
def test_the_public_key_is_that_of_the_standards_own_examples(seed: str, public: str) -> None:
    assert public_key(bytes.fromhex(seed)).hex() == public


@given(st.binary(min_size=32, max_size=32))
def test_another_library_derives_the_same_public_key(seed: bytes) -> None:
    theirs = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    assert public_key(seed) == theirs.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


@given(st.binary(min_size=36, max_size=36), st.text(max_size=40))
def test_another_library_reads_the_private_key_back(entropy: bytes, comment: str) -> None:
    key = make_deploy_key(entropy, comment)
    theirs = serialization.load_ssh_private_key(key.private.encode(), password=None)
    assert isinstance(theirs, Ed25519PrivateKey)
    assert theirs.private_bytes_raw() == entropy[:32]
    assert serialization.load_ssh_public_key(key.public.partition("\n")[0].encode()) == theirs.public_key()


def test_the_private_key_is_wrapped_and_ends_with_a_line_end() -> None:
    lines = make_deploy_key(RANDOM, "flux").private.split("\n")
    assert lines[0] == "-----BEGIN OPENSSH PRIVATE KEY-----"
    assert lines[-2:] == ["-----END OPENSSH PRIVATE KEY-----", ""]
    assert {len(line) for line in lines[1:-3]} == {70}


def test_the_public_half_is_one_line_with_the_comment() -> None:
    kind, _, comment = make_deploy_key(RANDOM, "flux@kubernetes").public.split(" ")
    assert (kind, comment) == ("ssh-ed25519", "flux@kubernetes\n")


def test_no_representation_shows_the_private_key() -> None:
    key = make_deploy_key(RANDOM, "flux")
    assert "PRIVATE" not in repr(key)
    assert "PRIVATE" not in str(key)


def test_a_key_of_too_few_random_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="36 random bytes"):
        make_deploy_key(RANDOM[:32], "flux")


def test_the_public_half_is_found_again_in_the_private_key() -> None:
    key = make_deploy_key(RANDOM, "flux")
    assert public_half(key.private) == key.public.replace(" flux", "")


def test_the_public_half_of_a_key_of_another_kind_is_found_too() -> None:
    theirs = generate_private_key(SECP256R1())
    private = theirs.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    line = theirs.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    assert public_half(private.decode()) == line.decode() + "\n"


@pytest.mark.parametrize(
    "text", ["", "hello", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "aGVsbG8="]
)
def test_what_is_no_private_key_has_no_public_half(text: str) -> None:
    assert public_half(text) == ""
