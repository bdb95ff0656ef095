"""Arguments in; words and an exit code out. Only this room prints."""
