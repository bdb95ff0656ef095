"""The description: text in, a typed cluster or problems with places out."""
