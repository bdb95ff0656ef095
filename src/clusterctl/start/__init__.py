"""The user's own files: beginning a repository or an app, and changing its secrets and its former names."""
