"""What the privacy officer has to do with each detection, decided over the whole document."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from ingest.personal_data import authors, days, document, persons, places, roles, surroundings, words
from ingest.personal_data.detections import (
    ADDRESS,
    AGE,
    BANK_ACCOUNT,
    CASE_NUMBER,
    CERTAIN,
    CITED_WORK,
    COORDINATES,
    DATE,
    DATE_OF_BIRTH,
    EMAIL_ADDRESS,
    ETHNICITY,
    HEALTH,
    HEALTH_PERSONNEL_NUMBER,
    IMMIGRATION_NUMBER,
    INSTITUTION,
    LOCATION,
    NATIONAL_ID,
    NOT_PERSONAL,
    OWN_NAME,
    PASSPORT,
    PERSON,
    PHONE_NUMBER,
    POSTCODE,
    PUBLIC_ROLE,
    RELIGION,
    SEXUALITY,
    SOCIAL_HANDLE,
    TO_DECIDE,
    TRADE_UNION,
    UNIQUE_ROLE,
    VEHICLE_PLATE,
    Detection,
)
from ingest.personal_data.document import At, Document
from ingest.personal_data.surroundings import Surroundings

_CERTAIN_TYPES = frozenset(
    {
        ADDRESS,
        BANK_ACCOUNT,
        COORDINATES,
        DATE_OF_BIRTH,
        EMAIL_ADDRESS,
        HEALTH_PERSONNEL_NUMBER,
        IMMIGRATION_NUMBER,
        NATIONAL_ID,
        PASSPORT,
        PHONE_NUMBER,
        SOCIAL_HANDLE,
        VEHICLE_PLATE,
    }
)
_CERTAIN_FROM = 0.7
#: Where one of these stands, somebody does; beside a given name they say that it is no author's.
_PRIVATE = frozenset(
    {AGE, DATE_OF_BIRTH, NATIONAL_ID, HEALTH, RELIGION, TRADE_UNION, ETHNICITY, SEXUALITY, UNIQUE_ROLE}
)
#: "Sykmeldt", "sykmeldingen", "sjukmelding" are one question.
_ON_LEAVE = re.compile(r"\A(?:syk|sjuk)e?meld\w*\Z", re.IGNORECASE)
_BESIDE, _RECORD = 25, 800
"""Characters."""


def triage(
    found: Sequence[Sequence[Detection]], contributors: Sequence[str], texts: Sequence[str]
) -> list[list[Detection]]:
    """The detections of each text of one document, each sorted with a ground, or in doubt to decide.

    `found` and `texts` are parallel, and so is what comes back; names that a line's end cut in two are whole in it. A
    ground is looked for at each mention, since a ward nurse may bear the name of an author or of a student.
    """
    whole = document.read(found, contributors, texts)
    people = {at: _sorted_person(whole, at, one) for at, one in whole.everything() if one.type == PERSON}
    around = [_surroundings(whole, people, page) for page in range(len(texts))]
    done = {at: people.get(at) or _sorted_other(whole, at, one, around[at[0]]) for at, one in whole.everything()}
    lived = {
        one.person
        for one in done.values()
        if one.type == DATE and one.triage in {TO_DECIDE, CERTAIN} and days.is_one(one.person)
    }
    return [
        [_undoubted(done[page, number], lived) for number in range(len(whole.found[page]))]
        for page in range(len(texts))
    ]


def _undoubted(one: Detection, lived: set[str]) -> Detection:
    """The finding as it was sorted; a day that stands in somebody's life at one place is to decide at every place."""
    if one.type == DATE and one.triage == NOT_PERSONAL and one.person in lived:
        return replace(
            one, triage=TO_DECIDE, reason=_("The same day stands beside somebody elsewhere in the document.")
        )
    return one


def _sorted_person(whole: Document, at: At, one: Detection) -> Detection:
    """A person's mention with its ground. Who is cited isn't one person with somebody of the same name in the document."""
    key, ground = whole.keys[at], _ground_of_person(whole, at, one)
    if not ground:
        return replace(one, person=key)
    reasons = {
        OWN_NAME: _("The name of a contributor of this item."),
        CITED_WORK: _("An author who is cited or listed among the references."),
        PUBLIC_ROLE: _("A person in public office, by a title beside the name in this document."),
        NOT_PERSONAL: _("A common word or an explained abbreviation, and no name."),
    }
    return replace(
        one, person=key if ground == PUBLIC_ROLE else f"{key} ({ground})", triage=ground, reason=reasons[ground]
    )


def _ground_of_person(whole: Document, at: At, one: Detection) -> str:
    page, text = at[0], whole.texts[at[0]]
    private = any(other.type in _PRIVATE and -_BESIDE < other.start - one.end < _BESIDE for other in whole.found[page])
    if roles.is_own(one, text, whole.contributors, whole.doubts.full_names, private):
        return OWN_NAME
    if authors.is_author(one, text, page, whole.works, whole.doubts):
        return CITED_WORK
    if whole.keys[at] in whole.in_office and (roles.holds_office(one, text) or roles.may_be_in_office(one, text)):
        return PUBLIC_ROLE
    return NOT_PERSONAL if whole.words.is_explained(one) or whole.words.is_common(one, text) else ""


def _surroundings(whole: Document, people: dict[At, Detection], page: int) -> Surroundings:
    """Who stands where in a text: those to decide about, and whoever has an age, an illness or a number there."""
    text = whole.texts[page]
    ours = (people.get((page, number)) for number in range(len(whole.found[page])))
    named = [one.start for one in ours if one and one.triage == TO_DECIDE]
    flagged = [
        one.start
        for number, one in enumerate(whole.found[page])
        if (
            one.type in _PRIVATE | _CERTAIN_TYPES
            and not (one.type == AGE and one.text.isdigit() and text[one.start - 1] == "(")
        )
        or (page, number) in whole.doubted
    ]
    return surroundings.of(text, named, flagged)


def _sorted_other(whole: Document, at: At, one: Detection, around: Surroundings) -> Detection:
    """Anything but a person, with its key and its ground."""
    if one.type in places.TYPES:
        return _sorted_place(whole, at, replace(one, person=whole.place_key(one)), around)
    if one.type == HEALTH and _ON_LEAVE.search(one.text):
        one = replace(one, person="sick leave")
    if one.type == DATE:
        return _sorted_day(whole, at, replace(one, person=whole.day_key(one)), around)
    if one.type == EMAIL_ADDRESS and persons.is_full_name_of(
        one.text.split("@")[0].rstrip("0123456789").replace(".", " "), whole.contributors
    ):
        return replace(one, triage=CERTAIN, reason=_("The e-mail address of a contributor."))
    if one.type in _CERTAIN_TYPES and one.score >= _CERTAIN_FROM:
        return replace(one, triage=CERTAIN)
    if one.type == POSTCODE and _follows_address(whole, at, one, around.text):
        return replace(one, triage=CERTAIN, reason=_("The postcode and place of an address."))
    if _is_in_a_reference(whole, at, one):
        return _in_a_reference(one)
    if one.type == AGE and one.text.isdigit() and whole.works.covers(at[0], one.start - 1, one.end + 1):
        return _in_a_reference(one)
    if one.type == AGE and words.is_count(one, around):
        return replace(one, triage=NOT_PERSONAL, reason=_("One of several counts, in a sentence about nobody."))
    if one.type == AGE and one.score >= _CERTAIN_FROM and around.named_in_sentence(one.start, one.end):
        return replace(one, triage=CERTAIN, reason=_("An age, in a sentence that names somebody."))
    if one.type in {AGE, HEALTH} and _is_in_a_record(whole, at, one):
        return _in_a_record(one)
    return one


def _sorted_place(whole: Document, at: At, one: Detection, around: Surroundings) -> Detection:
    if words.is_direction(one):
        return replace(
            one, triage=NOT_PERSONAL, reason=_("A direction, or a zone called after one: many places have it.")
        )
    if at in whole.doubted:
        if authors.is_author(one, around.text, at[0], whole.works, whole.doubts):
            return _in_a_reference(one)
        return _explained(one) if whole.words.is_explained(one) else one
    if _is_in_a_reference(whole, at, one):
        return _in_a_reference(one)
    if one.type != INSTITUTION and authors.is_author(one, around.text, at[0], whole.works, whole.doubts):
        return _in_a_reference(one)
    if one.type != INSTITUTION and places.is_large(one, around.text):
        if places.speaks_of_somebody(one, around):
            return replace(one, reason=_("May say where somebody comes from, or what somebody belongs to."))
        return replace(
            one, triage=PUBLIC_ROLE, reason=_("A country, a region or a national body: it points at no single person.")
        )
    if one.type == LOCATION and places.is_remote(one, around):
        return replace(
            one,
            triage=NOT_PERSONAL,
            reason=_("A big town or a place abroad: nobody is said to live there or come from there."),
        )
    if whole.words.is_explained(one) or whole.words.is_common(one, around.text):
        return _explained(one)
    return one


def _explained(one: Detection) -> Detection:
    return replace(one, triage=NOT_PERSONAL, reason=_("A common word or an explained abbreviation, and no name."))


def _sorted_day(whole: Document, at: At, one: Detection, around: Surroundings) -> Detection:
    if _is_in_a_reference(whole, at, one):
        return _in_a_reference(one)
    if days.is_of_the_project(one, around, whole.contributors):
        return replace(one, triage=NOT_PERSONAL, reason=_("A day of the work or the project, and of nobody's life."))
    if days.is_far_from_anybody(one, around) and not _is_beside(whole, at, one, around, {INSTITUTION, CASE_NUMBER}):
        return replace(one, triage=NOT_PERSONAL, reason=_("A day or a month with nobody near."))
    if _is_in_a_record(whole, at, one):
        return _in_a_record(one)
    if days.is_day(one.person) and around.named_in_sentence(one.start, one.end):
        return replace(one, triage=CERTAIN, reason=_("A day, in a sentence that names somebody."))
    if days.is_day(one.person) and _is_beside(whole, at, one, around, {HEALTH}):
        return replace(one, triage=CERTAIN, reason=_("A day, in a sentence about somebody's health."))
    return one


def _is_beside(whole: Document, at: At, one: Detection, around: Surroundings, types: set[str]) -> bool:
    """Whether a finding of one of these types stands in the same sentence."""
    first, last = around.sentence(one.start, one.end)
    return any(other.type in types and first <= other.start < last for other in whole.found[at[0]])


def _is_in_a_record(whole: Document, at: At, one: Detection) -> bool:
    """Whether an identity number surely found stands so near that this belongs to a record about its bearer."""
    return any(
        other.type == NATIONAL_ID
        and other.score >= _CERTAIN_FROM
        and other.start - one.end < _RECORD
        and one.start - other.end < _RECORD
        for other in whole.found[at[0]]
    )


def _in_a_record(one: Detection) -> Detection:
    return replace(one, triage=CERTAIN, reason=_("Stands near an identity number, in a record about one person."))


def _is_in_a_reference(whole: Document, at: At, one: Detection) -> bool:
    return one.type not in {CASE_NUMBER, INSTITUTION, *_PRIVATE} and whole.works.covers(at[0], one.start, one.end)


def _in_a_reference(one: Detection) -> Detection:
    return replace(one, triage=CITED_WORK, reason=_("Stands in a reference to a published work."))


def _follows_address(whole: Document, at: At, one: Detection, text: str) -> bool:
    """Whether an address surely found ends right before this postcode."""
    return any(
        other.type == ADDRESS and other.score >= _CERTAIN_FROM and not text[other.end : one.start].strip(" ,\n")
        for other in whole.found[at[0]]
        if other.end <= one.start
    )
