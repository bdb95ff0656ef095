"""Ratios of one run, ours against a named peer: `python3.11 tests/run.py bench`.

They are printed and not asserted: a number that depends on the machine and its mood is no test. What must hold on every
machine (no process, no byte written) is asserted in tests/real.
"""
