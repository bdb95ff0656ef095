"""The checksum of bech32 text (BIP 173), which age keys carry; age drops its limit of 90 characters."""

from __future__ import annotations

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM_LENGTH = 6


def is_bech32(text: str) -> bool:
    """Whether a text is lower-case bech32 with the right checksum."""
    prefix, separator, data = text.rpartition("1")
    if not separator or not prefix or len(data) < CHECKSUM_LENGTH or not set(data) <= set(LETTERS):
        return False
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    return _polymod([*values, *(LETTERS.index(letter) for letter in data)]) == 1


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for position, generator in enumerate(GENERATORS):
            checksum ^= generator if top >> position & 1 else 0
    return checksum
