"""What the read API answers with."""

from __future__ import annotations

import datetime

from django.http import HttpRequest
from ninja import Field, Schema

from archive.citing.records import address_of, unnamed_in
from archive.models import Release, RenditionPassage
from search.service import FoundItem


class Item(Schema):
    """A released item, as its page shows it to the person whose key it is."""

    id: int
    kind: str = Field(description="thesis, lecture or material")
    title: str
    names: list[str] = Field(description="The names shown, in order. Whoever chose to stay unnamed is not here.")
    unnamed: int = Field(description="How many of its authors are not named.")
    abstract: str
    keywords: list[str]
    language: str = Field(description="nb, nn, en, or empty")
    year: int | None
    place: str
    theme: int | None = Field(description="The gathering it belongs to, 1–6")
    cohort: str
    programme_class: str
    pages: int = Field(description="0 for a recording")
    released_at: datetime.datetime
    text_is_searchable: bool = Field(description="Whether its passages can be fetched.")
    may_be_taught: bool = Field(description="Whether those who made it agreed to use in teaching.")
    url: str

    @classmethod
    def of(cls, release: Release, request: HttpRequest) -> Item:
        item, rendition = release.item, release.rendition
        return cls(
            id=item.pk,
            kind=item.kind,
            title=rendition.title,
            names=release.names,
            unnamed=unnamed_in(release),
            abstract=rendition.abstract,
            keywords=rendition.keywords,
            language=rendition.language,
            year=item.year,
            place=item.place,
            theme=item.theme,
            cohort=str(item.cohort or ""),
            programme_class=str(item.programme_class or ""),
            pages=rendition.pages,
            released_at=release.released_at,
            text_is_searchable=release.text_is_searchable,
            may_be_taught=release.may_be_taught,
            url=address_of(item, request),
        )


class Excerpt(Schema):
    """The best lines of a passage that matched, as HTML with `<mark>` and nothing else."""

    number: int
    start: float | None = Field(description="Seconds into the recording; null for a page")
    language: str
    html: str


class Hit(Schema):
    item: Item
    title_html: str
    passages: list[Excerpt]

    @classmethod
    def of(cls, found: FoundItem, release: Release, request: HttpRequest) -> Hit:
        excerpts = [
            Excerpt(number=each.number, start=each.start, language=each.language, html=each.html)
            for each in found.passages
        ]
        return cls(item=Item.of(release, request), title_html=found.title_html, passages=excerpts)


class Count(Schema):
    value: str
    count: int


class Hits(Schema):
    """One page of hits. Totals and counts are of what the person may read."""

    total: int
    page: int
    size: int
    hits: list[Hit]
    facets: dict[str, list[Count]]
    meant: str = Field(
        description="A question that finds much more, where `q` may be misspelt; else empty. Ask it next."
    )


class Passage(Schema):
    """A page, or a stretch of speech, as readers get it."""

    number: int
    kind: str
    start: float | None = Field(description="Seconds; null for a page")
    end: float | None
    language: str
    text: str

    @classmethod
    def of(cls, passage: RenditionPassage) -> Passage:
        return cls(
            number=passage.number,
            kind=passage.kind,
            start=passage.start,
            end=passage.end,
            language=passage.language,
            text=passage.text,
        )


class Passages(Schema):
    """`next` is the `after` that fetches what follows, or null at the end."""

    passages: list[Passage]
    next: int | None
