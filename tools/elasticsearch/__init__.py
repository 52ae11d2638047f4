"""A real Elasticsearch on this machine, without containers: for the tests, and to try things out. Not for production."""
