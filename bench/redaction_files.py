"""Redacted words in documents: whether anybody gets them back, by any reader, from what was released of the samples.

Words and phrases are drawn with a fixed seed. All places where a drawn string stands are redacted, so that wherever it is found
again, it has come back.
"""

import html
import random
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client

from archive.models import Audience, ItemPage, RenditionFile
from archive.reading import url_of
from bench import readers
from bench.readers import squeezed
from bench.sizes import Size
from bench.table import Row
from consent import decisions
from ingest import intake, pipeline, review
from ingest.models import FindingDecision, Source
from ingest.pipeline import rendition, runner
from ingest.redaction.spans import OTHER
from ingest.submissions import Submission, read_metadata
from people.models import Role, User
from search.engines.tantivy.fields import schema
from search.engines.tantivy.folder import Folder
from search.language import terms
from search.service import search

PACKAGES = ("pypdf", "pypdfium2", "pdfminer.six", "pytesseract", "tantivy")
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SEED = 4
REDACTIONS = 200
LEFT_OUT = {".mp4", ".m4a"}  # bench/redaction_media.py listens to those
SHORTEST = 5  # letters of a string that is looked for
MOST_PLACES = 3  # where a drawn string stands: more would leave nothing to read
TRIES = 100
PAGE = "page as shown"
READER = "kari.moen@example.no"


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of a passage, by the passage's place in a list."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comeback:
    """A redacted string that was found again, and by which reader in what."""

    reader: str
    what: str
    string: str


def run(size: Size) -> list[Row]:
    """The samples from the file to the reader, with the drawn strings redacted."""
    call_command("migrate", verbosity=0)
    call_command("import_roster", SAMPLES / "roster.csv", verbosity=0)
    officer = User.objects.with_role(Role.PRIVACY_OFFICER).earliest("pk")
    sources = list(received(size.repeats == 1))
    wanted = REDACTIONS if size.repeats > 1 else 12
    counts = shares([source.passages.count() for source in sources], wanted)
    drawn = {}
    for source, count in zip(sources, counts, strict=True):
        drawn[source.pk] = redacted(source, count, officer)
        granted(source)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    looked: dict[str, int] = {}
    found: list[Comeback] = []
    for source in sources:
        source.refresh_from_db()
        assert source.item is not None
        strings = [*drawn[source.pk], source.name]
        got = [*everything(source.item, source), *searches(source.item, drawn[source.pk])]
        for reader, what, text in got:
            looked[reader] = looked.get(reader, 0) + len(strings)
            again = words_in(strings, text) if reader == PAGE else came_back(strings, text)
            found += [Comeback(reader, what, each) for each in again]
    return rows(drawn, found, looked)


def rows(drawn: Mapping[int, Sequence[str]], found: Sequence[Comeback], looked: Mapping[str, int]) -> list[Row]:
    for each in found:
        print(f"  {each.reader} found “{each.string}” in {each.what}")
    redactions = sum(len(strings) for strings in drawn.values())
    made = [
        Row(f"strings redacted in {len(drawn)} documents", redactions, "", note=f"seed {SEED}"),
        Row("of them found again by anybody", len({each.string for each in found}), "", limit=0),
    ]
    for reader, times in looked.items():
        again = sum(each.reader == reader for each in found)
        made.append(Row(f"  {reader}", again, "", limit=0, note=f"looked for {times:,} times"))
    return made


def received(few: bool) -> Iterator[Source]:
    """The sample documents (a short one if `few`), read and screened as a worker does it."""
    for name, submission in documents().items():
        if few and name != "oppgave-tromso.docx":
            continue
        by = User.objects.filter(email=submission.authors[0].email).first() if submission.authors else None
        with (SAMPLES / "files" / name).open("rb") as file:
            source = intake.receive(file, name=name, by=by, submission=submission)
        runner.run(source, pipeline.STEPS)
        source.refresh_from_db()
        if source.error:
            raise ValueError(f"{name}: {source.error}")
        yield source


def documents() -> dict[str, Submission]:
    told = read_metadata(SAMPLES / "metadata.csv")
    return {name: each for name, each in told.items() if Path(name).suffix not in LEFT_OUT}


def shares(sizes: Sequence[int], count: int) -> list[int]:
    """`count` divided by the sizes of the documents; none goes without."""
    divided = [max(1, count * size // sum(sizes)) for size in sizes]
    divided[divided.index(max(divided))] += count - sum(divided)
    return divided


def redacted(source: Source, count: int, officer: User) -> list[str]:
    """Have `count` strings of `source` redacted, keep what screening found, and make the version for readers."""
    assert source.item is not None
    keep, ground = FindingDecision.Action.KEEP, FindingDecision.Ground.NOT_PERSONAL
    review.decide(review.undecided(source.item), keep, ground, by=officer)
    passages = list(source.passages.order_by("number", "pk"))
    names = " ".join(source.item.contributors.values_list("name", flat=True))
    chance = random.Random(f"{SEED} {source.name}")
    strings, spans = draw([passage.text for passage in passages], count, chance, shown=names)
    for span in spans:
        review.mark(passages[span.passage], span.start, span.end, "OTHER", by=officer)
    rendition.make(source.item, by=officer)
    source.refresh_from_db()
    if source.item.current_rendition is None:
        last = source.runs.last()
        raise ValueError(f"{source.name}: {last and last.error}")
    return strings


def draw(texts: Sequence[str], count: int, chance: random.Random, *, shown: str = "") -> tuple[list[str], list[Span]]:
    """Words and phrases of `texts` that aren't found any more, in any way of writing, once all the spans are gone.

    None of them stands in `shown`: names that their bearers agreed to be named by stay beside the text.
    """
    strings: list[str] = []
    spans: dict[str, list[Span]] = {}
    for _try in range(TRIES * count):
        if len(strings) == count:
            break
        text = chance.choice(texts)
        words = list(re.finditer(r"\S+", text))
        if not words:
            continue
        first = chance.randrange(len(words))
        last = min(first + chance.choice((1, 1, 2, 3)), len(words)) - 1
        string = text[words[first].start() : words[last].end()].strip('.,;:()«»"')
        places = list(places_of(string, texts))
        if came_back([string], shown) or len(squeezed(string)) < SHORTEST or not 1 <= len(places) <= MOST_PLACES:
            continue
        taken = [span for others in spans.values() for span in others]
        if any(_overlap(one, other) for one in places for other in taken) or squeezed(string) in squeezed(str(OTHER)):
            continue
        strings.append(string)
        spans[string] = places
    every = [span for places in spans.values() for span in places]
    if len(strings) < count or came_back(strings, "\n".join(without(texts, every))):
        raise ValueError(f"Only {len(strings)} strings can be drawn, or one stands where it can't be redacted.")
    return strings, every


def _overlap(one: Span, other: Span) -> bool:
    return one.passage == other.passage and one.start < other.end and other.start < one.end


def places_of(string: str, texts: Iterable[str]) -> Iterator[Span]:
    """Where the letters of `string` stand in a row, within words too, whatever is between them."""
    letters = r"[\W_]*".join(re.escape(letter) for letter in string if letter.isalnum())
    if letters:
        for number, text in enumerate(texts):
            yield from (Span(number, *match.span()) for match in re.finditer(letters, text, re.IGNORECASE))


def without(texts: Sequence[str], spans: Iterable[Span]) -> list[str]:
    left = list(texts)
    for span in sorted(spans, key=lambda span: -span.start):
        text = left[span.passage]
        left[span.passage] = f"{text[: span.start]}[…]{text[span.end :]}"
    return left


def came_back(strings: Iterable[str], text: str) -> list[str]:
    """Those of `strings` that stand in `text`, whatever blanks, hyphens or ligatures are between or in them."""
    seen = squeezed(text)
    return [string for string in strings if squeezed(string) in seen]


def words_in(strings: Iterable[str], page: str) -> list[str]:
    """Those of `strings` that stand as whole words in a page's HTML, its tags and attributes left in: nothing is joined."""
    seen = _words(html.unescape(page))
    return [each for each in strings if _words(each) in seen]


def _words(text: str) -> str:
    """With a blank around each."""
    return "  ".join(["", *re.findall(r"\w+", text.casefold()), ""])


def granted(source: Source) -> None:
    """All who have a part in the item say yes."""
    assert source.item is not None
    made = source.item.current_rendition
    assert made is not None
    for contributor in source.item.contributors.asked().exclude(user=None):
        assert contributor.user is not None
        choices = decisions.Choices(Audience.PROGRAMME, named=True)
        decisions.grant(contributor, made, choices, by=contributor.user)


def everything(item: ItemPage, source: Source) -> Iterator[tuple[str, str, str]]:
    """All that readers can get of `item`, as reader, what it read and what it got."""
    release = item.active_release
    if release is None:
        raise ValueError(f"{source.name} isn't released.")
    made = release.rendition
    storage = storages["released"]
    with tempfile.TemporaryDirectory() as folder:
        for file in made.files.all():
            path = Path(folder) / Path(file.name).name
            with storage.open(file.name) as content:
                path.write_bytes(content.read())
        document = Path(folder) / "document.pdf"
        for name, read in readers.available().items():
            yield name, source.name, read(document)
        touched = {
            passage.number for passage in made.passages.all() if str(OTHER) in passage.text or "[" in passage.text
        }
        yield "OCR at 300 dpi", source.name, readers.by_ocr(document, sorted(touched))
        yield "metadata of the page pictures", source.name, readers.by_exiftool_of_pictures(Path(folder))
    told = [made.title, made.abstract, *made.keywords, *release.names]
    yield "title, abstract, keywords, names", source.name, "\n".join(map(str, told))
    yield "passages", source.name, "\n".join(made.passages.values_list("text", flat=True))
    yield from _served(item, made.files.all(), source)
    yield "search index, what it stores", source.name, stored(str(item.pk))


def _served(item: ItemPage, files: Iterable[RenditionFile], source: Source) -> Iterator[tuple[str, str, str]]:
    """The item's page at each side of the document and the answers to a download, headers included, as a student gets them."""
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(User.objects.get(email=READER))
    sides = [file.number for file in files if file.kind == RenditionFile.Kind.PAGE]
    for side in sides:
        answer = client.get(item.get_url() or "", {"side": str(side)}, secure=True)
        if answer.status_code != 200:
            raise ValueError(f"{source.name}: the page answers {answer.status_code}.")
        yield PAGE, f"{source.name}, side {side}", answer.content.decode()
    for file in files:
        url = url_of(file) or ""
        answer = client.get(url, secure=True)
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        yield "file names and headers", source.name, f"{url}\n{headers}"


def stored(id_: str) -> str:
    """All that the search index keeps of an item, as it stands there."""
    searcher = _searcher()
    found = searcher.search(tantivy.Query.term_query(schema(), "id", id_), limit=10).hits
    kept = [values for _score, address in found for values in searcher.doc(address).to_dict().values()]
    return "\n".join(bytes(value).decode("utf-8", "replace") for values in kept for value in values)


def indexed(id_: str, strings: Iterable[str]) -> Iterator[str]:
    """Those of `strings` of which every word, as it is written, is a term of the item in the index, wherever it stands."""
    searcher = _searcher()
    for string in strings:
        words = [("exact", term.folded) for term in terms(string, "nb")]
        asked = [tantivy.Query.term_query(schema(), field, word) for field, word in [("id", id_), *words]]
        every = tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in asked])
        if words and searcher.search(every, limit=1).hits:
            yield string


def _searcher() -> tantivy.Searcher:
    searcher = Folder(Path(settings.VAR) / "index").searcher()
    assert searcher is not None
    return searcher


def searches(item: ItemPage, strings: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What a student who looks for each of `strings` is shown of the item."""
    reader = User.objects.get(email=READER)
    shown = []
    for string in strings:
        hits = [hit for hit in search(string, reader).hits if hit.id == str(item.pk)]
        shown += [hit.title for hit in hits]
        shown += [re.sub(r"<[^>]+>", "", passage.html) for hit in hits for passage in hit.passages]
    yield "search for each string, as shown", f"item {item.pk}", "\n".join(shown)
    single = [string for string in strings if string.isalpha()]
    yield "search index, its terms", f"item {item.pk}", "\n".join(indexed(str(item.pk), single))
