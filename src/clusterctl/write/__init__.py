"""The only writer: what to do with each file, and doing it safely."""
