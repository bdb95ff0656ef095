"""The public half of an X25519 key (RFC 7748).

Only the derivation of a public key, never an exchange or a cipher: sops can neither make a key nor print its public
half, and no dependency of this package can. It runs once per command, on the user's own machine, on the user's own key.
"""

from __future__ import annotations

PRIME = 2**255 - 19
A24 = 121665
BASE_POINT = 9
KEY_BYTES = 32


def public_half(private: bytes) -> bytes:
    """The public key of a private one; both are 32 bytes."""
    if len(private) != KEY_BYTES:
        raise ValueError(f"it has {len(private)} bytes, not {KEY_BYTES}")
    return ladder(clamp(private), BASE_POINT).to_bytes(KEY_BYTES, "little")


def clamp(private: bytes) -> int:
    """The scalar of a private key, section 5."""
    return int.from_bytes(private, "little") & (1 << 254) - 8 | 1 << 254


def ladder(scalar: int, u: int) -> int:
    """The Montgomery ladder of section 5: the u-coordinate of scalar times the point at u."""
    x2, z2, x3, z3, swapped = 1, 0, u, 1, 0
    for position in reversed(range(255)):
        bit = scalar >> position & 1
        if swapped ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swapped = bit
        x2, z2, x3, z3 = step(u, x2, z2, x3, z3)
    x, z = (x3, z3) if swapped else (x2, z2)
    return x * pow(z, PRIME - 2, PRIME) % PRIME


def step(u: int, x2: int, z2: int, x3: int, z3: int) -> tuple[int, int, int, int]:
    """One doubling and one addition."""
    total, difference = x2 + z2, x2 - z2
    square, other_square = total * total % PRIME, difference * difference % PRIME
    gap = square - other_square
    first, second = (x3 - z3) * total, (x3 + z3) * difference
    return (
        square * other_square % PRIME,
        gap * (square + A24 * gap) % PRIME,
        (first + second) ** 2 % PRIME,
        u * (first - second) ** 2 % PRIME,
    )
