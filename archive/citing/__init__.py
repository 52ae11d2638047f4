"""Citing a released item: what a reader's program, or a list of references, is told of it."""
