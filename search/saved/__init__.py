"""Searches that people keep, and the mails about what is new in them."""
