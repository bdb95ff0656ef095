"""Beginning a repository: init."""
