"""The heart, and pure: a cluster and a catalogue become a tree of files."""
