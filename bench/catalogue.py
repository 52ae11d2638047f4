"""An archive to search in: items with their rows, made in bulk, and the documents that the index gets for them.

Everything about an item follows from its number, so that any part can be made again without keeping it. The rows are those
that a results page reads (page, rendition, release, class, cohort); the text of passages comes from the index and has none.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from archive.models import Audience, FrontPage, ItemPage, LecturePage, MaterialPage, Release, Rendition, ThesisPage
from bench.texts import PASSAGE, SEED, Ranks, Texts
from people.models import Class, Cohort, Membership, User
from search.documents import Document, Kind, PassageText

PASSAGES = 60
FIRST_KEY = 1_000
AT_ONCE = 500
COHORTS = range(2016, 2026)
PLACES = ("Oslo 1", "Oslo 2", "Bergen", "Stavanger", "Tromsø")
KINDS: tuple[tuple[Kind, type[ItemPage]], ...] = (
    ("thesis", ThesisPage), ("thesis", ThesisPage), ("thesis", ThesisPage), ("lecture", LecturePage), ("material", MaterialPage)
)  # fmt: skip
AUDIENCES = (Audience.PROGRAMME,) * 14 + (Audience.COHORT,) * 3 + (Audience.CLASS,) * 2 + (Audience.PUBLIC,)
NAMES = ("Kari Moen", "Ola Lie", "Anne Berg", "Per Dahl", "Inger Vik", "Jon Hauge", "Liv Sande", "Arne Bakke")


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of item `number` besides its passages."""

    number: int
    kind: Kind
    model: type[ItemPage]
    title: str
    abstract: str
    keywords: tuple[str, ...]
    names: tuple[str, ...]
    programme_class: Class
    theme: int
    released: datetime.datetime
    audience: Audience
    topic: Ranks

    @property
    def key(self) -> int:
        """The primary key of the page, the rendition and the release."""
        return FIRST_KEY + self.number

    @property
    def token(self) -> str:
        match self.audience:
            case Audience.CLASS:
                return f"class:{self.programme_class.pk}"
            case Audience.COHORT:
                return f"cohort:{self.programme_class.cohort_id}"
        return str(self.audience.value)


def make_classes() -> list[Class]:
    """Ten cohorts with five classes each."""
    cohorts = [Cohort.objects.get_or_create(year=year)[0] for year in COHORTS]
    return [
        Class.objects.get_or_create(cohort=cohort, name=place, defaults={"place": place.split()[0]})[0]
        for cohort in cohorts
        for place in PLACES
    ]


def make_reader(programme_class: Class) -> User:
    """A former student, as most readers are: neither staff nor administrator."""
    reader = User.objects.create_user("former.student@example.no", name="Tidligere Student")
    year = programme_class.cohort.year
    start, end = datetime.date(year, 8, 15), datetime.date(year + 1, 6, 20)
    Membership.objects.create(user=reader, programme_class=programme_class, start=start, end=end)
    if reader.is_staff:
        raise RuntimeError("the benchmark's reader must be an ordinary one")
    return reader


def item(texts: Texts, classes: Sequence[Class], number: int) -> Item:
    rng = np.random.default_rng([SEED, number])
    topic = texts.topic(rng)
    kind, model = KINDS[int(rng.integers(len(KINDS)))]
    programme_class = classes[int(rng.integers(len(classes)))]
    june = datetime.datetime(programme_class.cohort.year + 1, 6, 1, tzinfo=datetime.UTC)
    return Item(
        number=number,
        kind=kind,
        model=model,
        title=texts.title(rng, topic),
        abstract=texts.passage(rng, topic, words=PASSAGE),
        keywords=tuple(texts.words[topic[:5]]),
        names=tuple(NAMES[index] for index in rng.permutation(len(NAMES))[: 1 + number % 2]),
        programme_class=programme_class,
        theme=int(rng.integers(1, 7)),
        released=june + datetime.timedelta(minutes=int(rng.integers(40_000))),
        audience=AUDIENCES[int(rng.integers(len(AUDIENCES)))],
        topic=topic,
    )


def passages(texts: Texts, made: Item) -> Iterator[str]:
    rng = np.random.default_rng([SEED, made.number, 1])
    return (texts.passage(rng, made.topic) for _ in range(PASSAGES))


def document(texts: Texts, made: Item) -> Document:
    """What `search.indexing.document_of` would tell the index of the item's release."""
    return Document(
        id=str(made.key),
        kind=made.kind,
        title=made.title,
        abstract=made.abstract,
        keywords=made.keywords,
        names=made.names,
        language="nb",
        cohort=str(made.programme_class.cohort),
        programme_class=str(made.programme_class),
        place=made.programme_class.place,
        theme=str(made.theme),
        year=made.released.year,
        released=made.released.date(),
        audience=made.token,
        passages=tuple(PassageText(number, None, text, "nb") for number, text in enumerate(passages(texts, made), 1)),
    )


def fill(items: Iterable[Item]) -> int:
    """Make the rows of `items`; return how many items there were. They must not be there yet."""
    front = FrontPage.objects.get()
    locale = Locale.get_default()
    types = {model: ContentType.objects.get_for_model(model) for _kind, model in KINDS}
    waiting, count = iter(items), 0
    while some := list(islice(waiting, AT_ONCE)):
        with transaction.atomic():
            Page.objects.bulk_create([_page(each, front, locale, types[each.model]) for each in some])
            _insert(ItemPage, [_item_page(each) for each in some])
            for model in types:
                of_model = [model(itempage_ptr_id=each.key) for each in some if each.model is model]
                _insert(model, of_model)
            Rendition.objects.bulk_create([_rendition(each) for each in some])
            Release.objects.bulk_create([_release(each) for each in some])
        count += len(some)
    Page.objects.filter(pk=front.pk).update(numchild=models.F("numchild") + count)
    return count


def _page(made: Item, front: FrontPage, locale: Locale, content_type: ContentType) -> Page:
    slug = f"{made.key:010x}"
    return Page(
        pk=made.key,
        title=made.title,
        draft_title=made.title,
        slug=slug,
        content_type=content_type,
        path=Page._get_path(front.path, front.depth + 1, made.key),
        depth=front.depth + 1,
        numchild=0,
        url_path=f"{front.url_path}{slug}/",
        translation_key=uuid.UUID(int=made.key),
        locale=locale,
        live=True,
        first_published_at=made.released,
        last_published_at=made.released,
    )


def _item_page(made: Item) -> ItemPage:
    return ItemPage(
        page_ptr_id=made.key,
        abstract=made.abstract,
        keywords=", ".join(made.keywords),
        language="nb",
        theme=made.theme,
        year=made.released.year,
        place=made.programme_class.place,
        cohort_id=made.programme_class.cohort_id,
        programme_class=made.programme_class,
        state="released",
    )


def _rendition(made: Item) -> Rendition:
    digest = f"{made.key:064x}"
    return Rendition(
        pk=made.key,
        item_id=made.key,
        digest=digest,
        recipe=digest,
        title=made.title,
        abstract=made.abstract,
        keywords=list(made.keywords),
        language="nb",
        pages=PASSAGES,
        made_at=timezone.now(),
    )


def _release(made: Item) -> Release:
    return Release(
        pk=made.key,
        item_id=made.key,
        rendition_id=made.key,
        audience=made.audience,
        token=made.token,
        names=list(made.names),
        purposes=["reading", "search"],
        basis=[1],
        released_at=made.released,
    )


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Rows of one table alone: `bulk_create` refuses models that add a table to another's, as pages do."""
    fields = model._meta.local_concrete_fields
    if rows:
        model._base_manager.get_queryset()._insert(rows, fields=fields, using="default")  # type: ignore[attr-defined]
