"""The checkout that the tests stand in."""

from __future__ import annotations

from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
"""The folder of pyproject.toml."""
