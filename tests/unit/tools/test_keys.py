"""Private age keys, held against age itself (pyrage), OpenSSL and the vectors of RFC 7748."""

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterctl.config.bech32 import decode, encode
from clusterctl.problem import Span, ToolError
from clusterctl.tools.keys import make_identity, read_identities, recipient_of
from clusterctl.tools.x25519 import public_half

POST_QUANTUM = "AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQF"


@pytest.mark.parametrize(
    ("private", "public"),
    [
        (
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        ),
        (
            "0900000000000000000000000000000000000000000000000000000000000000",
            "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
        ),
    ],
    ids=["section 6.1", "section 5.2, once"],
)
def test_the_public_half_is_that_of_the_standard(private: str, public: str) -> None:
    assert public_half(bytes.fromhex(private)).hex() == public


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32))
def test_any_key_has_the_public_half_that_openssl_computes(private: bytes) -> None:
    assert public_half(private) == X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def test_a_key_that_age_made_has_the_recipient_that_age_names() -> None:
    made = pyrage.x25519.Identity.generate()

    assert recipient_of(str(made)) == str(made.to_public())


def test_a_key_that_we_make_is_one_for_age() -> None:
    secret, recipient = make_identity()

    assert str(pyrage.x25519.Identity.from_str(secret).to_public()) == recipient


def test_two_keys_are_never_the_same() -> None:
    assert make_identity() != make_identity()


@given(st.binary(max_size=40))
def test_bech32_gives_back_what_it_spelt(data: bytes) -> None:
    assert decode(encode("age", data)) == ("age", data)


@given(st.binary(min_size=32, max_size=32), st.data())
def test_one_mistyped_letter_is_noticed(data: bytes, draw: st.DataObject) -> None:
    word = encode("age", data)
    place = draw.draw(st.integers(4, len(word) - 1))
    other = draw.draw(st.sampled_from(sorted(set("qpzry9x8gf2tvdw0s3jn54khce6mua7l") - {word[place]})))

    with pytest.raises(ValueError, match="checksum"):
        decode(word[:place] + other + word[place + 1 :])


@pytest.mark.parametrize("word", ["", "1", "age1", "AGE1qqqqqq", "age1bioqqqq", "no separator"])
def test_a_word_that_is_no_bech32_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"^(it|its|a letter|capital)"):
        decode(word)


def test_a_key_file_holds_several_keys_and_comments() -> None:
    first, second = make_identity(), make_identity()
    text = f"# created: today\n# public key: {second[1]}\r\n{first[0]}\n\n  {second[0]}\n{POST_QUANTUM}\n"

    keys = read_identities("age.key", text.encode())

    assert [(key.secret, key.recipient) for key in keys] == [first, second, (POST_QUANTUM, "")]


def test_the_comment_in_a_key_file_is_not_believed() -> None:
    secret, recipient = make_identity()

    (key,) = read_identities("age.key", f"# public key: age1somebodyelse\n{secret}\n".encode())

    assert key.recipient == recipient


def test_a_key_file_with_a_mistyped_key_names_the_line_and_never_the_key() -> None:
    secret, _ = make_identity()
    broken = secret[:-1] + ("Q" if secret[-1] != "Q" else "P")

    with pytest.raises(ToolError) as caught:
        read_identities("age.key", f"# mine\n{broken}\n".encode())

    (problem,) = caught.value.problems
    assert problem.at == Span("age.key", 2)
    assert not problem.quotable
    assert broken not in problem.message + problem.hint


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xff\xfe\x00", "not text"),
        (b"age-encryption.org/v1\n-> scrypt", "passphrase"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "passphrase"),
        (b"ssh-ed25519 AAAA\n", "no age identity"),
        (encode("age", bytes(32)).encode(), "AGE-SECRET-KEY-1"),
        (encode("age-secret-key-", bytes(31)).upper().encode(), "31 bytes"),
    ],
)
def test_a_file_that_is_no_key_file_says_why(raw: bytes, says: str) -> None:
    with pytest.raises(ToolError, match=says):
        read_identities("age.key", raw)


def test_the_repr_of_a_key_keeps_the_secret() -> None:
    secret, recipient = make_identity()

    (key,) = read_identities("age.key", secret.encode())

    assert secret not in repr(key)
    assert recipient in repr(key)
