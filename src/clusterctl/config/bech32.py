"""Bech32 (BIP 173), the spelling of age keys: a readable prefix, the data in 5-bit letters, a checksum.

age drops the limit of 90 characters.
"""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM_LETTERS = 6


def encode(prefix: str, data: bytes) -> str:
    """Spell data with a lower-case prefix."""
    words = regroup(data, 8, 5, fill=True)
    check = polymod([*spread(prefix), *words, *[0] * CHECKSUM_LETTERS]) ^ 1
    checksum = [check >> 5 * (CHECKSUM_LETTERS - 1 - index) & 31 for index in range(CHECKSUM_LETTERS)]
    return prefix + "1" + "".join(LETTERS[word] for word in [*words, *checksum])


def decode(text: str) -> tuple[str, bytes]:
    """The lower-case prefix and the data of a word; ValueError when it is misspelt. The error never quotes the word."""
    if text != text.lower() and text != text.upper():
        raise ValueError("capital and small letters are mixed")
    prefix, separator, rest = text.lower().rpartition("1")
    if not separator or not prefix or len(rest) < CHECKSUM_LETTERS:
        raise ValueError("it is too short")
    if any(letter not in LETTERS for letter in rest):
        raise ValueError("a letter in it never occurs in an age key")
    words = [LETTERS.index(letter) for letter in rest]
    if polymod([*spread(prefix), *words]) != 1:
        raise ValueError("its checksum is wrong: a letter is missing or mistyped")
    return prefix, bytes(regroup(words[:-CHECKSUM_LETTERS], 5, 8, fill=False))


def is_bech32(text: str) -> bool:
    """Whether a text is a lower-case word with the right checksum."""
    try:
        decode(text)
    except ValueError:
        return False
    return text == text.lower()


def spread(prefix: str) -> list[int]:
    """The prefix as the checksum takes it."""
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def polymod(words: Iterable[int]) -> int:
    """The checksum's polynomial over 5-bit words."""
    value = 1
    for word in words:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            value ^= generator if top >> bit & 1 else 0
    return value


def regroup(words: Iterable[int], have: int, want: int, *, fill: bool) -> list[int]:
    """Words of `have` bits as words of `want` bits; `fill` pads the last one, else padding must be zero."""
    value = bits = 0
    out: list[int] = []
    for word in words:
        value, bits = value << have | word, bits + have
        while bits >= want:
            bits -= want
            out.append(value >> bits & (1 << want) - 1)
    rest = value & (1 << bits) - 1
    if fill:
        return [*out, rest << want - bits] if bits else out
    if bits >= have or rest:
        raise ValueError("its padding is wrong")
    return out
