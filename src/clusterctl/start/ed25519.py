"""The public half of an Ed25519 key, by RFC 8032.

Only `deploy_key` uses it, for a key that was made a moment before: it is neither fast nor constant in time, and it
signs nothing.
"""

from __future__ import annotations

import hashlib

PRIME = 2**255 - 19
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
"""The constant d of the curve -x² + y² = 1 + d·x²·y²."""

Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z, so that adding needs no division."""

NEUTRAL: Point = (0, 1, 1, 0)
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


def add(one: Point, two: Point) -> Point:
    """The sum of two points (RFC 8032, section 5.1.4)."""
    minus = (one[1] - one[0]) * (two[1] - two[0])
    plus = (one[1] + one[0]) * (two[1] + two[0])
    across = 2 * CURVE * one[3] * two[3]
    depth = 2 * one[2] * two[2]
    x, y = plus - minus, plus + minus
    less, more = depth - across, depth + across
    return x * less % PRIME, more * y % PRIME, less * more % PRIME, x * y % PRIME


def multiply(point: Point, times: int) -> Point:
    """A point added to itself that many times."""
    total = NEUTRAL
    while times:
        if times & 1:
            total = add(total, point)
        point, times = add(point, point), times >> 1
    return total


def public_key(seed: bytes) -> bytes:
    """The 32 bytes of the public key that belong to a private seed of 32 bytes (RFC 8032, section 5.1.5)."""
    scalar = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    scalar = scalar & (2**254 - 8) | 2**254
    x, y, z, _ = multiply(BASE, scalar)
    inverse = pow(z, -1, PRIME)
    return (y * inverse % PRIME | (x * inverse % PRIME & 1) << 255).to_bytes(32, "little")
