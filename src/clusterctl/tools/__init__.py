"""Other people's programs: one thin module each, all processes started in process.py."""
