import pytest

from search import compounds
from search.language import terms

FALSE = """
bilder bilene landskap selskap vennskap lederskap eierskap medlemskap barndom ungdommen samtale samarbeid samfunn medarbeider
medvirkning forvaltning omsorg tidligere mellom nettopp naturlig naturleg personlig tilgjengelig ansvarlig menneskelig
sårbar kostbar fruktbar fattig stimulere regelmessig soldater kjøretøy verktøy måltid ettermiddag lønnsomhet morsom
rettferdighet trygghet tryggleik nærhet offentlighet lagring plassering høring profilering bestilling innstilling bestemor
langsom virksomhet undervisning oversikt overgang etterforskning hjemmel hovedsakelig syntes flyttes tilskudd utdanning
tvilsomme voldsomme smittefarlig personleg avdelinger kvaliteten kompetansen interessen kontakten partner protokoll kontrollere evaluering
"""
"""Words of everyday text that a careless eye takes apart."""


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sykefraværsoppfølging", ("sykefravær", "fravær", "oppfølging")),
        ("sjukefråværsoppfølginga", ("sjukefråvær", "fråvær", "oppfølginga")),
        ("hjemmetjenestene", ("tjenestene",)),
        ("kommunehelsetjenesten", ("kommune", "helsetjenesten", "helse", "tjenesten")),
        ("lederutvikling", ("leder", "utvikling")),
        ("leiarutviklinga", ("leiar", "utviklinga")),
        ("rosanalyse", ("ros", "analyse")),
        ("saksbehandlingen", ("sak", "behandlingen")),
        ("barnehage", ("hage",)),
        ("utviklingsmidlar", ("utvikling", "midlar")),
        ("hjelpemidlene", ("hjelp", "midlene")),
        ("pasientsikkerhetskulturen", ("pasientsikkerhet", "pasient", "sikkerhet", "kulturen")),
    ],
)
def test_the_parts_of_a_compound(word, parts):
    assert compounds.parts(word) == parts


@pytest.mark.parametrize("word", FALSE.split())
def test_no_false_parts(word):
    assert compounds.parts(word) == ()


@pytest.mark.parametrize("word", ["", "x", "2024", "sss" * 40, "helse" * 20, "årårårår", "mål", "ßß"])
def test_anything_may_be_asked(word):
    compounds.parts(word)


def test_the_list_is_large_lower_case_and_without_doubles():
    words = sorted(compounds.vocabulary())
    assert len(words) > 2_000
    assert all(word == word.lower() and word.isalpha() for word in words)


def test_terms_carry_the_stems_of_the_parts_in_norwegian_alone():
    (norwegian,), (english,) = terms("Lederutviklingen", "nb"), terms("Lederutviklingen", "en")
    assert norwegian.parts == ("led", "utvikling")
    assert english.parts == ()
