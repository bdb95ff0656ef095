"""Judges a tree, rendered or on disk, offline."""
