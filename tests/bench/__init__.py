"""Ratios of one run, ours against a named peer: `python3.11 tests/run.py bench`, which fails when a bar is broken.

They stand apart from the tests: a number that depends on the machine and its mood is no test. What must hold on every
machine (no process, no byte written) is asserted in tests/real, too.
"""
