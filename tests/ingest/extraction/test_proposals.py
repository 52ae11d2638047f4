"""Title, abstract and keywords that an author only needs to correct."""

from reportlab.pdfgen import canvas

from ingest.extraction import pdf
from ingest.extraction.passages import Passage
from ingest.extraction.proposals import propose

ABSTRACT = "Oppgaven handler om hvordan en liten kommune kan spre en god arbeidsform til flere.\n" * 3


def make_thesis(path):
    sheet = canvas.Canvas(str(path))
    for size, y, text in (
        (10, 800, "Prosjektoppgave i ledelse"),
        (24, 700, "Fra tanke til"),
        (24, 670, "handling"),
        (12, 600, "Kari Moen"),
    ):
        sheet.setFont("Helvetica", size)
        sheet.drawString(72, y, text)
    sheet.showPage()
    sheet.drawString(72, 800, "Sammendrag . . . . . 2")
    sheet.showPage()
    for number, line in enumerate(
        ["Sammendrag", *ABSTRACT.splitlines(), "Nøkkelord: endring, tillit,", "små kommuner", "Abstract", "In English"]
    ):
        sheet.drawString(72, 800 - 20 * number, line)
    sheet.save()
    return list(pdf.read_pages(path))


def section(text):
    return [Passage(1, "section", text)]


def test_a_thesis(tmp_path):
    proposal = propose(make_thesis(tmp_path / "a.pdf"))
    assert proposal.title == "Fra tanke til handling"
    assert proposal.abstract == " ".join(ABSTRACT.split())
    assert proposal.keywords == ("endring", "tillit", "små kommuner")


def test_the_metadatas_title_is_used_if_a_person_wrote_it():
    assert propose(section("Første linje"), "Fra tanke til handling").title == "Fra tanke til handling"
    for made_up in (
        "",
        "Microsoft Word - oppgave.docx",
        "oppgave endelig versjon 3.docx",
        "Untitled document",
        "Oppgave",
        "Presentasjon 1",
    ):
        assert propose(section("Første linje"), made_up).title == "Første linje"


def test_own_language_before_translation():
    text = (
        f"Summary\n{'This is what it is about. ' * 10}\nSamandrag\n{'Dette handlar oppgåva om. ' * 10}\nInnhald\nmeir"
    )
    assert propose(section(text)).abstract == ("Dette handlar oppgåva om. " * 10).strip()


def test_frequent_terms_where_no_keywords_are_stated_and_no_names():
    text = "Sykefravær og nærvær. " * 5 + "Nordmann fortalte. Vi så mye sykefraværet. " * 5 + "gjennom mellom " * 9
    assert "sykefravær" not in text.split()[0]
    keywords = propose(section(text)).keywords
    assert keywords[0].startswith("sykefravær") or "nærvær" in keywords
    assert not {"nordmann", "gjennom", "mellom"} & set(keywords)
    assert sum(word.startswith("sykefr") for word in keywords) <= 1


def test_nothing_to_propose():
    assert propose([]).title == ""
    assert propose([Passage(1, "speech", "God dag, jeg heter Kari", 0, 1)]).title == ""
