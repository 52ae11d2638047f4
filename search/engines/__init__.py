"""Search engines, one of which `settings.SEARCH` chooses."""
