"""The read API: the same search, items and passages as the pages show, for a person's own programs, with the person's rights.

A request is known by its key alone: no session, no cookie, no other origin's page, and nothing can be changed.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI, Query
from ninja.errors import Throttled
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from api import keys, problems
from api.models import Key
from api.problems import Problem, ProblemError
from api.schemas import Hit, Hits, Item, Passage, Passages
from archive.models import Release
from search import results
from search.query import DEEPEST, MOST_A_PAGE
from search.service import answer

DESCRIPTION = (
    "Reads what a person may read in the archive, with a key that the person makes on their page. "
    "An item that is withdrawn is gone from the next answer on; do not keep copies for others."
)
_PROBLEMS = {401: Problem, 422: Problem, 429: Problem}


class _Bearer(HttpBearer):
    """Knows the key and counts the request. Raises `Throttled`."""

    def authenticate(self, request: HttpRequest, token: str) -> Key | None:
        key = keys.find(token)
        if key is None:
            return None
        if seconds := keys.wait(key):
            raise Throttled(seconds)
        translation.activate(key.user.language)
        return key


class _ReadAPI(NinjaAPI):
    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """As generated, with errors under the content type that they are sent with."""
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {problems.CONTENT_TYPE: response["content"]["application/json"]}
        return schema


api = _ReadAPI(
    title="Samling",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    auth=_Bearer(),
    servers=[{"url": settings.BASE_URL}],
)
problems.register(api)


def _release(request: HttpRequest, item_id: int) -> Release:
    """The item's release. Raises `Http404` for whoever may not read it."""
    user = request.auth.user  # type: ignore[attr-defined]
    release = Release.objects.visible_to(user).with_citation().filter(item=item_id).first()
    if release is None:
        raise Http404
    return release


@api.get("/search", response={200: Hits, 503: Problem, **_PROBLEMS}, operation_id="search", summary="Search")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=1000, description="Words, or a “phrase in quotes”")] = "",
    kind: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006 - never changed; the API's own way.
    cohort: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    programme_class: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    theme: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    language: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    year: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    year_from: Annotated[int | None, Query(ge=results.EARLIEST, le=results.LATEST)] = None,
    year_to: Annotated[int | None, Query(ge=results.EARLIEST, le=results.LATEST)] = None,
    sort: Annotated[str, Query(pattern="^(relevance|newest|oldest)$")] = "relevance",
    page: Annotated[int, Query(ge=1, le=DEEPEST)] = 1,
    size: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 10,
) -> Any:
    """Items with their best passages, of `q` and nothing else. Several values of one facet mean any of them."""
    chosen = {
        "kind": kind,
        "cohort": cohort,
        "programme_class": programme_class,
        "theme": theme,
        "language": language,
        "year": year,
    }
    if page * size > DEEPEST:
        raise ProblemError(422, f"Nobody can leaf further than to hit {DEEPEST}. Narrow the search down.")
    user = request.auth.user  # type: ignore[attr-defined]
    filters = {facet: tuple(values) for facet, values in chosen.items() if values}
    filters = results.narrowed(filters, results.span_of(year_from, year_to))
    found = answer(q, user, exact=True, filters=filters, sort=sort, page=page, size=size, request=request)
    if not found.available:
        raise ProblemError(503, "The search can't answer right now. Try again in a minute.")
    told = Release.objects.visible_to(user).with_citation().in_bulk([hit.release.pk for hit in found.hits])
    return {
        "total": found.total,
        "page": page,
        "size": size,
        "hits": [Hit.of(hit, told[hit.release.pk], request) for hit in found.hits if hit.release.pk in told],
        "facets": {
            name: [{"value": value, "count": count} for value, count in counts] for name, counts in found.facets.items()
        },
        "meant": found.meant,
    }


@api.get(
    "/items/{int:item_id}", response={200: Item, 404: Problem, **_PROBLEMS}, operation_id="item", summary="An item"
)
def item(request: HttpRequest, item_id: int) -> Any:
    """What the item's page says of it."""
    return Item.of(_release(request, item_id), request)


@api.get(
    "/items/{int:item_id}/passages",
    response={200: Passages, 403: Problem, 404: Problem, **_PROBLEMS},
    operation_id="passages",
    summary="The text of an item",
)
def passages(
    request: HttpRequest,
    item_id: int,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="The number of the last passage you have")] = 0,
    size: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 20,
) -> Any:
    """In order, some at a time. Only where everyone agreed to search and transcript."""
    release = _release(request, item_id)
    if not release.text_is_searchable:
        raise ProblemError(403, "Those who made it have not agreed that its text is searched. Read it in the archive.")
    found = list(release.rendition.passages.defer("words").filter(number__gt=after).order_by("number")[: size + 1])
    shown = [Passage.of(passage) for passage in found[:size]]
    return {"passages": shown, "next": shown[-1].number if len(found) > size else None}
