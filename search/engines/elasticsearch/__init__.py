"""The engine at scale: an Elasticsearch 9 cluster, through `elasticsearch.dsl`.

How it is laid out, and why (docs/decisions/012 has the figures):

- **One document an item, its passages nested in it.** An item and its pages are replaced and removed by one operation, so no
  page of an older version can be left behind. AND over pages, totals, facets and paging are about items; the two best passages of
  the hits shown are asked for by a second request.
- **Words are analysed in Python** (`search.language`), as for Tantivy, and reach the cluster as stems between blanks. The mapping
  needs only the `whitespace` analyzer, which no distribution lacks, and both engines find, rank and mark the same words.
- **Nothing is kept as `_source`.** What a hit shows is stored field by field; an index is made again from the database.
- **Versions behind an alias** (`versions.py`): a rebuild fills a new one beside the one that answers.
"""

from search.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
