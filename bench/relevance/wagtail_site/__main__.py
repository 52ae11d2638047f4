"""Answers questions, a JSON list of texts on standard input, with JSON: for each search, for each way to put the words together
(any, all), a list of lists of ids. Which way to compare with is the benchmark's to choose.
"""

import json
import os
import sys
from typing import Any

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.relevance.wagtail_site.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from wagtail.search.backends import get_search_backend

    from bench.relevance.collection import works
    from bench.relevance.wagtail_site.models import Work

    call_command("migrate", verbosity=0, run_syncdb=True)
    made = Work.objects.bulk_create(_row(Work, work.document) for work in works())
    asked = json.load(sys.stdin)
    found = {}
    for name in settings.WAGTAILSEARCH_BACKENDS:
        backend: Any = get_search_backend(name)
        rebuilder = backend.rebuilder_class(backend.get_index_for_model(Work))
        index = rebuilder.start()
        index.add_model(Work)
        index.add_items(Work, made)
        rebuilder.finish()
        found[name] = {
            operator: [[each.key for each in backend.search(text, Work, operator=operator)[:20]] for text in asked]
            for operator in ("or", "and")
        }
    json.dump(found, sys.stdout)


def _row(model: Any, document: Any) -> Any:
    return model(
        key=document.id,
        title=document.title,
        keywords=", ".join(document.keywords),
        abstract=document.abstract,
        names=", ".join(document.names),
        body="\n".join(passage.text for passage in document.passages),
    )


if __name__ == "__main__":
    main()
