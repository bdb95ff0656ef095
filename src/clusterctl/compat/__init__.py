"""The version rules of the field as data."""
