"""Relations between keys: small functions that yield faults, so that all of them show at once."""
