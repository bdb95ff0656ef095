"""The templates folder as data: which apps there are, what each needs, which of them are on."""
