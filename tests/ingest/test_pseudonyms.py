"""Pseudonyms: one for each person through a document, never one for two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from pdfminer.high_level import extract_text

from archive import events
from consent.models import LedgerEntry
from ingest import files, pseudonyms, recipes, renditions, review
from ingest.desk import desk_of
from ingest.exceptions import Refused
from ingest.extraction.passages import Passage
from ingest.extraction.pdf import read_pages
from ingest.look import look_at
from ingest.models import Finding, FindingDecision, Making, Source
from ingest.pseudonyms import Mention
from ingest.redaction.spans import Redaction, label_for, redact_text
from ingest.redaction.verify import leaks
from people.models import User
from search import indexing
from search.service import search
from tests.factories import make_contributor, make_item, make_release, make_rendition
from tests.ingest.desks import decision_of, flag, item_of, make_officer, make_screened
from tests.ingest.factories import make_finding, make_passage, make_source
from tests.ingest.redaction.pdfs import make_pdf

REDACT, REPLACE, KEEP = review.Action.REDACT, review.Action.REPLACE, review.Action.KEEP


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def officer(db) -> User:
    return make_officer()


def replace(findings: list[Finding], pseudonym: str, by: User) -> int:
    return review.decide(findings, REPLACE, "", by=by, replacement=pseudonym)


def under(source: Source) -> dict[str, str]:
    """Each page number and text that is replaced, with what stands there instead."""
    standing = FindingDecision.objects.filter(finding__passage__source=source, undone_at=None, action=REPLACE)
    return {f"{each.finding.passage.number} {each.finding.text}": each.replacement for each in standing}


def proposed(source: Source, finding: Finding) -> str:
    return look_at(desk_of(item_of(source), source), {"finding": str(finding.pk)}).pseudonym


# What is proposed


@pytest.mark.parametrize(
    ("type_", "text", "name", "language", "pseudonym"),
    [
        ("PERSON", "Hun heter Kari Nordmann.", "Kari Nordmann", "nb", "Person A"),
        ("PERSON", "Avdelingsleder Kari Nordmann sa det.", "Kari Nordmann", "nb", "Leder A"),
        ("PERSON", "Avdelingsleiar Kari Nordmann sa det.", "Kari Nordmann", "nn", "Leiar A"),
        ("PERSON", "The manager, Kari Nordmann, said so.", "Kari Nordmann", "en", "Manager A"),
        ("PERSON", "Kari Nordmann, enhetsleder ved hjemmet", "Kari Nordmann", "nb", "Leder A"),
        ("PERSON", "Leder Ola Dunk og sykepleier Kari Nordmann", "Kari Nordmann", "nb", "Kollega A"),
        ("PERSON", "Det sa lederen. Kari Nordmann kom.", "Kari Nordmann", "nb", "Person A"),
        ("PERSON", "Ledelsen og lederskap i Kari sin tid", "Kari", "nb", "Person A"),
        ("PERSON", "pasienten Kari bodde her", "Kari", "nn", "Pasient A"),
        ("PERSON", "datteren Kari kom på besøk", "Kari", "nb", "Pårørende A"),
        (
            "UNIQUE_ROLE",
            "den eneste fysioterapeuten i Utsira",
            "den eneste fysioterapeuten i Utsira",
            "nb",
            "Kollega A",
        ),
        ("LOCATION", "Vi bor i Utsira.", "Utsira", "nb", "Kommune A"),
        ("LOCATION", "Vi bur i Utsira kommune.", "Utsira kommune", "nn", "Kommune A"),
        ("LOCATION", "I Utsira kommune er det slik.", "Utsira", "nb", "Sted A"),
        ("LOCATION", "Vi bur på Storehaugen.", "Storehaugen", "nn", "Stad A"),
        ("INSTITUTION", "på Solbakken sykehjem", "Solbakken sykehjem", "nb", "Institusjon A"),
        ("INSTITUTION", "på avdeling 3", "avdeling 3", "nb", "Avdeling A"),
        ("ORGANIZATION", "i Omsorg AS", "Omsorg AS", "nn", "Verksemd A"),
        ("PHONE_NUMBER", "ring 99999999", "99999999", "", "Opplysning A"),
    ],
)
def test_the_word_fits_what_is_hidden_in_the_language_of_the_text(type_, text, name, language, pseudonym):
    start = text.index(name)
    mention = Mention(type_, text, start, start + len(name), language)
    assert pseudonyms.proposal([mention], (), [text]) == pseudonym


def test_most_mentions_say_which_part_somebody_plays():
    text = "Leder Kari, pasient Kari, sjefen Kari og direktør Kari"
    starts = [at for at in range(len(text)) if text.startswith("Kari", at)]
    mentions = [Mention("PERSON", text, at, at + 4, "nb") for at in starts]
    assert pseudonyms.proposal(mentions, (), [text]) == "Leder A"


def test_the_next_letter_is_one_that_neither_an_officer_nor_the_author_has_used():
    mention = Mention("PERSON", "Kari", 0, 4, "nb")
    assert pseudonyms.proposal([mention], {"Person A", "person b", "Leder C"}, ["Kari"]) == "Person C"
    assert pseudonyms.proposal([mention], (), ["Her sier person A noe til Personen B."]) == "Person C"
    letters = {f"Person {chr(ord('A') + at)}" for at in range(26)}
    assert pseudonyms.proposal([mention], letters, ["Kari"]) == "Person AA"


def test_the_proposal_goes_on_with_each_person_and_knows_a_name_again(officer):
    source = make_screened(["Leder Kari Nordmann og leder Ola Dunk.", "Kari Nordmann igjen."])
    [kari, *_], [ola] = (
        flag(source, "Kari Nordmann", person="kari nordmann"),
        flag(source, "Ola Dunk", person="ola dunk"),
    )
    assert proposed(source, kari) == "Leder A"
    replace([kari], "Leder A", officer)
    assert proposed(source, ola) == "Leder B"
    assert proposed(source, kari) == "Leder A"
    [_, marked] = review.mark_text(source.passages.all(), "kari nordmann", "UNIQUE_ROLE", by=officer)
    assert proposed(source, marked) == "Leder A"


# One for each person, never one for two


def test_one_person_has_one_pseudonym_however_the_name_is_written_and_whenever_it_is_decided(officer):
    source = make_screened(["Kari Nordmann kom.", "Så gikk Nordmann.", "Kari så henne."])
    full, family, given = (
        flag(source, name, person="kari nordmann")[0] for name in ("Kari Nordmann", "Så gikk Nordmann", "Kari så")
    )
    replace([full], "Leder A", officer)
    assert replace([family], "Leder B", officer) == 2
    assert under(source) == {"1 Kari Nordmann": "Leder B", "2 Så gikk Nordmann": "Leder B"}
    assert replace(list(review.same_everywhere(given)), "Person A", officer) == 3
    assert set(under(source).values()) == {"Person A"}


def test_a_place_of_the_same_person_that_is_blacked_out_or_kept_stays_so(officer):
    source = make_screened(["Kari her", "Kari der", "Kari"])
    first, second, third = flag(source, "Kari", person="kari")
    review.decide([second], REDACT, "", by=officer)
    review.decide([third], KEEP, "public_role", by=officer)
    assert replace([first], "Person A", officer) == 1
    assert under(source) == {"1 Kari": "Person A"}


def test_what_is_no_person_is_the_same_by_text_and_type(officer):
    source = make_screened(["Solbakken sykehjem", "SOLBAKKEN\nSYKEHJEM"])
    first = flag(source, "Solbakken sykehjem", type="INSTITUTION")
    second = flag(source, "SOLBAKKEN\nSYKEHJEM", type="INSTITUTION")
    replace(first, "Institusjon A", officer)
    replace(second, "Institusjon B", officer)
    assert set(under(source).values()) == {"Institusjon B"}


@pytest.mark.parametrize("written", ["Leder A", "leder a", "Leder-A"])
def test_two_persons_never_share_a_pseudonym(officer, written):
    source = make_screened(["Kari Nordmann og Ola Nordmann"])
    kari, ola = (
        flag(source, "Kari Nordmann", person="kari nordmann"),
        flag(source, "Ola Nordmann", person="ola nordmann"),
    )
    replace(kari, "Leder A", officer)
    with pytest.raises(Refused, match="stands for somebody"):
        replace(ola, written, officer)
    with pytest.raises(Refused, match="stands for somebody"):
        replace(kari + ola, "Leder C", officer)
    assert under(source) == {"1 Kari Nordmann": "Leder A"}
    review.undo(kari, by=officer)
    assert replace(ola, written, officer) == 1


def test_a_name_within_another_may_be_the_same_so_the_officer_may_say_it_is_but_not_for_both_sisters(officer):
    source = make_screened(["Kari Nordmann, Åse Nordmann, Nordmann"])
    kari, aase = (
        flag(source, "Kari Nordmann", person="kari nordmann"),
        flag(source, "Åse Nordmann", person="åse nordmann"),
    )
    start = source.passages.get().text.rindex("Nordmann")
    short = make_finding(source.passages.get(), "Nordmann", start=start, end=start + 8, person="nordmann")
    replace(kari, "Leder A", officer)
    replace([short], "Leder A", officer)
    with pytest.raises(Refused):
        replace(aase, "Leder A", officer)


def test_marking_a_name_wherever_it_stands_leaves_what_a_pseudonym_hides_already(officer):
    source = make_screened(["Kari her", "Kari der"])
    flagged = make_finding(source.passages.get(number=1), "Kari")
    replace([flagged], "Person A", officer)
    found = review.mark_text(source.passages.all(), "Kari", "PERSON", by=officer)
    assert [decision_of(each) for each in found] == ["replace", "redact"]


def test_another_item_has_its_own_pseudonyms(officer):
    one, other = make_screened(["Kari Nordmann"], title="A"), make_screened(["Ola Dunk"], title="B")
    replace(flag(one, "Kari Nordmann", person="kari nordmann"), "Leder A", officer)
    assert replace(flag(other, "Ola Dunk", person="ola dunk"), "Leder A", officer) == 1


# What a pseudonym may be


@pytest.mark.parametrize(
    "pseudonym", ["", " \n", "x" * 41, "[name]", "Leder\u202eA", "<b>A</b>", "A\u0000", "…", "-", "Leder (A)"]
)
def test_a_pseudonym_that_is_none_is_refused_with_a_sentence(officer, pseudonym):
    source = make_screened()
    findings = flag(source, "Kari Nordmann")
    with pytest.raises(Refused) as refused:
        replace(findings, pseudonym, officer)
    assert str(refused.value).endswith(".")
    assert under(source) == {}


@pytest.mark.parametrize(
    ("original", "pseudonym"),
    [
        ("Kari Nordmann", "Kari Nordmann"),
        ("Kari Nordmann", "Leder Kari"),
        ("Kari Nordmann", "NORDMANN A"),
        ("kari nordmann", "Kari A"),
        ("Kari Nordmann", "KariNordmannsen"),
        ("Kari Nordmann", "K.N"),
        ("Solbakken sykehjem", "Solbakken A"),
        ("avdeling 3", "Avdeling 3"),
        ("83 år gammel", "83 A"),
        ("Bo", "Leder Bo"),
    ],
)
def test_a_pseudonym_never_says_what_it_hides(officer, original, pseudonym):
    source = make_screened([original])
    with pytest.raises(Refused, match="hide"):
        replace(flag(source, original, person="x"), pseudonym, officer)


@pytest.mark.parametrize(
    ("original", "pseudonym"),
    [("Bergen Kommune", "Kommune A"), ("Solbakken Sykehjem", "Sykehjem A"), ("Bo", "Bonde A"), ("Le", "Leder A")],
)
def test_a_word_that_tells_nothing_may_stand_in_it(officer, original, pseudonym):
    assert replace(flag(make_screened([original]), original), pseudonym, officer) == 1


def test_a_pseudonym_never_says_who_else_is_hidden(officer):
    source = make_screened(["Kari Nordmann og Ola Dunk, Per Gynt"])
    kari, _ola, per = (flag(source, name, person=name.lower()) for name in ("Kari Nordmann", "Ola Dunk", "Per Gynt"))
    review.decide(per, KEEP, "public_role", by=officer)
    with pytest.raises(Refused, match="hide"):
        replace(kari, "Ola A", officer)
    assert replace(kari, "Per A", officer) == 1


# On record


def test_what_was_replaced_is_told_without_the_name_or_the_pseudonym(officer, monkeypatch):
    told: list[events.Event] = []
    monkeypatch.setattr(events, "_subscribers", [told.append])
    findings = flag(make_screened(), "Kari Nordmann")
    replace(findings, "Leder A", officer)
    review.undo(findings, by=officer)
    assert [(each.name, each.details) for each in told] == [
        ("finding_decided", {"count": 1, "action": "replace", "ground": ""}),
        ("finding_undone", {"count": 1}),
    ]


@pytest.mark.parametrize(("action", "replacement"), [("replace", ""), ("redact", "Leder A"), ("keep", "Leder A")])
def test_the_database_knows_no_replacing_without_a_pseudonym_and_no_pseudonym_without_replacing(
    officer, action, replacement
):
    [finding] = flag(make_screened(), "Kari Nordmann")
    with pytest.raises(IntegrityError), transaction.atomic():
        finding.decisions.create(action=action, ground="public_role", replacement=replacement)


# In the recipe


def recipe_of(source: Source) -> recipes.Recipe:
    return recipes.recipe(item_of(source))


def made_from(source: Source) -> Making:
    spans = sorted([s.passage, s.start, s.end, s.type, s.replacement] for s in recipe_of(source).spans)
    return Making(rendition=make_rendition(item_of(source)), source=source, texts=recipe_of(source).texts, spans=spans)


def test_a_pseudonym_redacts_more_than_what_was_kept_a_mask_more_than_a_pseudonym_and_nothing_else_does(officer):
    source = make_screened(["Kari Nordmann og Ola Dunk"])
    kari, ola = flag(source, "Kari Nordmann", person="kari"), flag(source, "Ola Dunk", person="ola")
    review.decide(kari + ola, KEEP, "public_role", by=officer)
    kept = made_from(source)
    replace(kari, "Leder A", officer)
    replaced = made_from(source)
    assert recipe_of(source).only_redacts_more_than(kept)
    replace(kari, "Leder B", officer)
    assert not recipe_of(source).only_redacts_more_than(replaced)
    review.decide(kari, REDACT, "", by=officer)
    masked = made_from(source)
    assert recipe_of(source).only_redacts_more_than(replaced)
    replace(kari, "Leder A", officer)
    assert not recipe_of(source).only_redacts_more_than(masked)
    replace(ola, "Leder B", officer)
    assert recipe_of(source).only_redacts_more_than(replaced)


def text_of(made_of: recipes.Recipe) -> str:
    """The first page as readers get it, with "[mask]" for each mask."""
    passage = made_of.passages[0]
    redactions = [Redaction(s.start, s.end, s.replacement or "[mask]") for s in made_of.spans_of(passage)]
    return redact_text(passage.text, redactions)[0]


def test_where_a_mask_and_a_pseudonym_meet_the_pseudonym_stands_and_the_place_counts_once(officer):
    source = make_screened(["Kari Nordmann her"])
    author = make_contributor(item_of(source), name="Kari Nordmann")
    own = flag(source, "Kari Nordmann", contributor=author)
    replace(own, "Forfatter A", officer)
    named, unnamed = made_from(source), recipes.recipe(item_of(source), [author.pk])
    assert unnamed.only_redacts_more_than(named)
    assert text_of(unnamed) == "Forfatter A her"
    review.mark(own[0].passage, 0, 13, "LOCATION", by=officer)
    assert text_of(recipe_of(source)) == "Forfatter A her"
    assert recipe_of(source).counts() == {"PERSON": 1, "LOCATION": 1}


def test_another_pseudonym_is_another_recipe_and_a_recipe_without_any_is_as_before(officer):
    source = make_screened()
    findings = flag(source, "Kari Nordmann")
    digests = set()
    for pseudonym in ("Leder A", "Leder B"):
        replace(findings, pseudonym, officer)
        digests.add(recipe_of(source).digest)
    review.decide(findings, REDACT, "", by=officer)
    assert len(digests | {recipe_of(source).digest}) == 3


def test_a_makings_spans_from_before_there_were_pseudonyms_are_understood(officer):
    source = make_screened()
    review.decide(flag(source, "Kari Nordmann"), REDACT, "", by=officer)
    making = made_from(source)
    making.spans = [span[:4] for span in making.spans]
    assert recipe_of(source).only_redacts_more_than(making)


# In the rendition


def make_pdf_source(folder: Path, by: User) -> Source:
    """A PDF that came through every step, with title, abstract and keywords; its item has no authors."""
    lines = ["Leder Torgunn Fjellvang sa at Torgunn måtte vente.", "Fjellvang gikk. Ola Dunk ble igjen i Utsira."]
    path = make_pdf(folder / "a.pdf", [lines, ["Torgunn Fjellvang kom igjen."], ["Her er ingen."]])
    item = make_item(title="Om Torgunn Fjellvang", owner=by)
    source = make_source(path.read_bytes(), name="a.pdf", by=by, item=item)
    Source.objects.filter(pk=source.pk).update(media_type="application/pdf")
    source.refresh_from_db()
    for kind, text in [("title", item.title), ("abstract", "Torgunn Fjellvang og tillit."), ("keywords", "Utsira, ro")]:
        make_passage(source, text, number=0, kind=kind, language="nb")
    for page in read_pages(path):
        words = [[word.start, word.end, *word.place] for word in page.words]
        make_passage(source, page.text, number=page.number, words=words, language="nb")
    return source


def test_in_all_that_readers_get_the_pseudonym_stands_for_the_name(officer, tmp_path):
    source = make_pdf_source(tmp_path, officer)
    full = flag(source, "Torgunn Fjellvang", person="torgunn fjellvang")
    page = source.passages.get(kind="page", number=1)
    for name, followed_by in (("Torgunn", " måtte"), ("Fjellvang", " gikk")):
        start = page.text.index(name + followed_by)
        make_finding(page, name, start=start, end=start + len(name), person="torgunn fjellvang")
    place, ola = flag(source, "Utsira", type="LOCATION"), flag(source, "Ola Dunk", person="ola dunk")
    replace(list(review.same_everywhere(full[0])), proposed(source, full[0]), officer)
    replace(place, proposed(source, place[0]), officer)
    review.decide(ola, REDACT, "", by=officer)
    made = renditions.make(item_of(source), by=officer)
    assert (made.title, made.abstract, made.keywords) == ("Om Leder A", "Leder A og tillit.", ["Kommune A", "ro"])
    pages = [" ".join(each.text.split()) for each in made.passages.order_by("number")]
    with translation.override("nb"):
        mask = label_for("PERSON")
    assert pages == [
        f"Leder Leder A sa at Leder A måtte vente. Leder A gikk. {mask} ble igjen i Kommune A.",
        "Leder A kom igjen.",
        "Her er ingen.",
    ]
    assert made.redactions == {"PERSON": 7, "LOCATION": 2}
    assert [span[4] for span in made.making.spans].count("") == 1
    with files.local(made.files.get(kind="document").name) as document:
        redacted = [Passage(number, "page", text) for number, text in enumerate(pages, 1)]
        names = ["Torgunn", "Fjellvang", "Utsira", "Ola Dunk"]
        assert leaks(document, {1: names, 2: names}, redacted) == []
        assert extract_text(document).count("Leder A") == 4
    assert "Leder A" not in str(list(LedgerEntry.objects.values_list("details", flat=True)))
    make_release(item_of(source), rendition=made)
    indexing.mark(item_of(source))
    indexing.catch_up()
    assert [hit.title for hit in search('"Leder A"', officer).hits] == ["Om Leder A"]
    assert search("Fjellvang", officer).total == 0
