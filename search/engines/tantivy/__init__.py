"""The embedded engine: Tantivy, in process, in a folder.

How it is laid out, and why:

- **One Tantivy document an item.** Tantivy has no nested documents. With one an item, AND over words on different pages,
  totals, facet counts and paging are about items without any counting afterwards.
- **Words are analysed in Python** (`search.language`) and reach Tantivy as text cut at spaces: one analysis for index,
  query and marks, at about the speed of Tantivy's own.
- **Passages are found in the hits of the page shown**, not by a query: each document stores its passages and a map of where
  each word stands (`passages.py`), which costs some tenths of a millisecond a hit.
- **Folders are versions** (`folder.py`): a small file names the current one, a rebuild fills a new one and then changes it.
"""

from search.engines.tantivy.engine import TantivyEngine

__all__ = ["TantivyEngine"]
