"""Whether a mention of a name is that of a cited author: on evidence at the mention, since a colleague may bear the name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.personal_data import gazetteer, persons
from ingest.personal_data.citations import Works
from ingest.personal_data.detections import Detection
from ingest.personal_data.surroundings import has_title

#: Before this year few works that are cited today were written, and most who are written about were born.
_OLD = 1965

_WRITES = (
    r"(?:skriv(?:er)?|skrev|skreiv|hevd(?:er|ar)|beskriv(?:er)?|beskrev|skildr(?:er|ar)|definer(?:er|te)|drøft(?:er|ar)|pek(?:er|te)|peik(?:ar|er|te)|kall(?:er|ar|a|te)|skil(?:ler|te|de)|skil|vis(?:er|te)|"
    r"understrek(?:er|ar)|argumenter(?:er|te)|forklar(?:er|te|ar)|legg(?:er)?\svekt|fram(?:hever|hevar)|frem(?:hever|holder)|framheld|minner\som|minner\soss|presenter(?:er|te)|forsk(?:er|ar|et)|introduser(?:er|te)|"
    r"formuler(?:er|te)|oppsummer(?:er|te)|utvikl(?:et|a)|fant|fann|ville?\s(?:ha\s)?(?:kalt|kalla|kalle|sagt|seie|seia|si|pekt|peika|peike)|sin[ea]?\s|sitt\s|si\s|gir\sen|gjev\sei|tar\sutgangspunkt|tek\sutgangspunkt|"
    r"writes|argues|describes|defines|claims|suggests|shows)"
)
_AFTER = re.compile(
    rf"\A(?:['’]s?)?(?:\s\((?:her|sitert|som|gjengitt)[^)]*\))?\s(?:(?:har|kan|vil|òg|også|selv|sjølv|mfl\.?|m\.\s?fl\.?|et\sal\.?|og\s[A-ZÆØÅ]\w+)\s){{0,2}}{_WRITES}"
    r"|\A(?:['’]s?)?\s(?:sin[ea]?\s|sitt\s|si\s)?\w*(?:modell|teori|begrep|omgrep|definisjon|rammeverk|typologi|trinn|trappetrinn|perspektiv|bidrag|bok|artikkel|forskning|forsking|studie|undersøkelse|undersøking|disiplin|metode|"
    r"pyramide|nivå|tank|skille|skilje|forståelse|forståing|analyse|kritikk|åtte|tre\s|fire\s|fem\s|fase|logikk|term|poeng|påstand|formulering|spiral|kurve|kategori|begrunnelse)"
    r"|\A,?\s(?:mfl\.?|m\.\s?fl\.?|et\sal\.?|med\sflere|med\sfleire|ibid\.?|op\.\scit|s\.\s\d|\[\d|\(\d{1,3}(?:[,–-]\s?\d{1,3})*(?:,\ss\.\s?\d+)?\))"
    r"|\A\s(?:finn(?:er)?|kan)\s(?:vi|ein|man|en)\b"
    r"|\A\s?[¹²³⁴⁵⁶⁷⁸⁹]",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:ifølge|ifølgje|i\sfølge|følge|følgje|jf\.?|jfr\.?|jf\.\sogså|jf\.\sòg|jamfør|se\sogså|sjå\sòg|sjå\sogså|sitert\si|gjengitt\si|gjengitt\sav|referert\si|omtalt\si|inspirert\sav|basert\spå|støtter\sseg\spå|"
    r"artikkel(?:en)?\s.{0,60}\sav|bok(?:en|a)?\s.{0,60}\sav|(?:doktor)?avhandling(?:en|a)?\s.{0,60}\bav|(?:doktor)?avhandling(?:en|a)?\sav|definisjon(?:en)?\s(?:til|av)|modell(?:en)?\s(?:til|av)|teori(?:en|ar|er)?\s(?:til|av)|"
    r"omgrep(?:et)?\s(?:til|av)|begrep(?:et)?\s(?:til|av)|forfatter(?:ne|en|e)?,?|forfattar(?:ane|en|ar)?,?|forsker(?:en|ne)?,?|professor(?:en)?|according\sto|skriver|skriv|hevder|hevdar)\s)\Z",
    re.IGNORECASE,
)
#: What people in a workplace do, and authors in a text don't.
_ACTS = re.compile(
    r"\A(?:['’]s?)?,?\s(?:sa|fortalte|fortalde|svarte|svara|spurte|spurde|ringte|ringde|lo|gråt|smilte|nikket|nikka|kom|gikk|gjekk|falt|fall|bor|bur|bodde|budde|fikk|fekk|ville(?!\s(?:ha\s)?(?:kalt|kalla|kalle|sagt|seie|seia|si|pekt|peika|peike)\b)|ønsket|ønska|sluttet|slutta|begynte|byrja|er\ssykmeld|klaget|klaga|har\svært|hadde|møtte|tok|var)\b"
    r"|\A,?\s(?:på\s)?\(?\d{1,3}\s?år\b",
    re.IGNORECASE,
)
_MET_BEFORE = re.compile(
    r"(?:[»”\"],?\s(?:sa|sier|seier|svarte|svara|fortalte|fortalde|spurte|spurde|forklarte)|\btakk(?:e|er|ar)?(?:\s\w+){0,3}\s(?:til|for)|\b(?:ringte|besøkte|møtte|pleide|spurte|spurde)(?:\stil)?)\s\Z",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"([^\W\d_]+)(?:,|\sog|\s&|\sand)\s\Z")
_NAME_AFTER = re.compile(r"\A(?:,|\sog|\s&|\sand)\s([^\W\d_]+)")
_NUMBER_AFTER = re.compile(r"\A\s[(\[](\d{1,3})(?:[)\],–-])")
#: Within so many characters after a citation with its year, what the same name "writes" goes on with the same work.
_SAME_DISCUSSION = 250
_NORWEGIAN = re.compile(
    r"[æøå]|(?:sen|stad|vik|vig|berg|dal|rud|land|nes|set|seth|haug|eide|lien|moen|heim|hus|gård|gaard|bakk|stein|ås|hagen|myhr|myr|strand|sund|vold|voll|tveit|fjell|holm|lund|by|bakken|dahl|vang)\Z"
)
#: Those whose names are part of what they thought of, known to every student of health or leadership, listed or not.
_EPONYMS = frozenset(
    [
        "alzheimer",
        "antonovsky",
        "argyris",
        "bandura",
        "barthel",
        "belbin",
        "bloom",
        "braden",
        "deming",
        "down",
        "fayol",
        "freud",
        "gantt",
        "goffman",
        "habermas",
        "herzberg",
        "hofstede",
        "ishikawa",
        "karasek",
        "katz",
        "kolb",
        "kotter",
        "kübler-ross",
        "lewin",
        "likert",
        "maslow",
        "mintzberg",
        "norton",
        "orem",
        "pareto",
        "parkinson",
        "piaget",
        "schein",
        "schön",
        "senge",
        "taylor",
        "tuckman",
        "vygotskij",
        "weber",
        "weick",
        "wenger",
        "yukl",
    ]
)
_EPONYM_AFTER = re.compile(
    r"\A\s(?:sin\s|sitt\s|sine\s)?\w*(?:modell|teori|begrep|omgrep|definisjon|metode|syndrom|sykdom|sjukdom|test|skala|lov\b|matrise|rammeverk|typologi|diagram|sirkel|pyramide|prinsipp|indeks|spiral|syklus)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against a name being an author's, in the document as a whole.

    `full_names` are the keys of those named in full; `doubtful` the family names that stand at least once after an
    occupation, or do what people in a workplace do.
    """

    full_names: frozenset[str]
    doubtful: frozenset[str]

    def met(self, word: str) -> bool:
        """Whether somebody in the document is called so, or does what people do."""
        return word in self.doubtful or any(word in name.split() for name in self.full_names)

    def shared(self, family: str, works: Works) -> bool:
        """Whether somebody named in full has this family name and isn't the author by the given name's initial."""
        return any(name.split()[-1] == family and not works.is_author(family, name[0]) for name in self.full_names)


def doubts(mentions: Iterable[tuple[Detection, str]], full_names: Iterable[str]) -> Doubts:
    """The doubts about a document with these mentions of persons, each with its text."""
    doubtful = {
        persons.parts(one.text)[-1]
        for one, text in mentions
        if persons.parts(one.text) and (has_title(text, one.start) or _acts(one, text))
    }
    return Doubts(frozenset(full_names), frozenset({*doubtful, *(name.removesuffix("s") for name in doubtful)}))


def is_author(one: Detection, text: str, text_number: int, works: Works, doubts: Doubts) -> bool:
    """Whether this mention is that of a cited author.

    Never after an occupation or a kinship ("sykepleier Hansen"). Inside a citation the name must be listed where there is
    a list, unless it can hardly be anything else. Outside, the mention itself must speak of what somebody wrote; only a
    name that nobody in a Norwegian workplace is likely to bear, and that nothing in the document casts doubt on, may go
    without.
    """
    words = persons.parts(one.text)
    if not words or has_title(text, one.start):
        return False
    family = _family(words[-1], works)
    if works.covers_list(text_number, one.start, one.end):
        return True
    if works.covers(text_number, one.start, one.end):
        return _is_in_citation(words, family, text, one, works, doubts)
    if _acts(one, text) or not _may_be_numbered(text, one.end, works.numbered):
        return False
    before, after = text[max(0, one.start - 100) : one.start], text[one.end : one.end + 60]
    if family and _stands_with_coauthor(before, after, family, works):
        return True
    known = not {words[-1], words[-1].removesuffix("s")}.isdisjoint(_EPONYMS) and not doubts.met(words[-1])
    if known and (_EPONYM_AFTER.match(after) or _AFTER.match(after)):
        return True
    if not family or (len(words) > 1 and not works.is_author(family, words[0][0])):
        return False
    speaks = _AFTER.match(after) is not None or _BEFORE.search(before) is not None or _is_listed_with(before, works)
    if doubts.shared(family, works) or family in doubts.doubtful:
        return speaks and family in works.just_cited(text_number, text, one.start, _SAME_DISCUSSION)
    return speaks or (len(words) == 1 and not _looks_norwegian(family))


def _family(word: str, works: Works) -> str:
    """The author's family name that a word is, in the genitive too, one that is listed first; "" if there is none."""
    forms = (word, word.removesuffix("s"))
    return next((form for form in forms if form in works.listed), "") or next(
        (form for form in forms if works.is_author(form, "")), ""
    )


def _stands_with_coauthor(before: str, after: str, family: str, works: Works) -> bool:
    """Whether the name stands with the one that it stands with in the list: "Einarsen og Skogstad"."""
    first, second = _NAME_BEFORE.search(before), _NAME_AFTER.match(after)
    return (first is not None and (first[1].lower(), family) in works.together) or (
        second is not None
        and any((family, form) in works.together for form in (second[1].lower(), second[1].lower().removesuffix("s")))
    )


def _acts(one: Detection, text: str) -> bool:
    """Whether the mention speaks of somebody met in life: who said, came, fell or was thanked."""
    return (
        _ACTS.match(text[one.end : one.end + 60]) is not None
        or _MET_BEFORE.search(text[max(0, one.start - 60) : one.start]) is not None
    )


def _is_in_citation(words: Sequence[str], family: str, text: str, one: Detection, works: Works, doubts: Doubts) -> bool:
    if len(words) > 1 and gazetteer.is_given_name(words[0]):
        return works.is_author(words[-1], words[0][0]) or not works.has_list
    if family and family in works.listed:
        return True
    if gazetteer.is_given_name(words[-1]) and not gazetteer.is_family_name(words[-1]):
        return False  # "(Marit, 2024)" quotes an informant.
    if works.has_list and doubts.met(words[-1]):
        return False  # So does "(Lothe, 2024)".
    year = re.search(r"\b(1[89]\d\d)\b", text[one.end : one.end + 30])
    return not (works.has_list and year and int(year[1]) < _OLD)


def _is_listed_with(before: str, works: Works) -> bool:
    """Whether the name follows that of a listed author: "(Schein, Weick, Wackerhausen)", "Nonaka og Takeuchi"."""
    other = _NAME_BEFORE.search(before)
    return other is not None and other[1].lower() in works.listed and not _looks_norwegian(other[1].lower())


def _may_be_numbered(text: str, end: int, numbered: int) -> bool:
    """Whether a number in parentheses after a name, if any, is that of a listed work: "Kotter (5)", and not "Hansen (52)"."""
    number = _NUMBER_AFTER.match(text[end : end + 8])
    return number is None or int(number[1]) <= numbered


def _looks_norwegian(family: str) -> bool:
    """Whether people in a Norwegian workplace may well have this family name, by the lists or by its sound."""
    return gazetteer.is_name(family) or gazetteer.is_place(family) or _NORWEGIAN.search(family) is not None
