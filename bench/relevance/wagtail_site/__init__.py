"""A site that finds the collection with Wagtail's own search. An app and settings of its own: the archive doesn't install that search."""
