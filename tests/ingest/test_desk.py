"""An item laid out to be reviewed: sheets, groups, and the part that is looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from ingest import questions, review
from ingest.desk import Desk, desk_of
from ingest.groups import Place
from ingest.look import boxes, context, look_at, pieces, sheet_at
from ingest.models import Finding, Source
from tests.ingest.desks import flag, item_of, make_officer, make_screened
from tests.ingest.factories import make_passage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def desk(source: Source) -> Desk:
    return desk_of(item_of(source), source)


def redact(*findings: Finding) -> None:
    review.decide(findings, review.Action.REDACT, "", by=make_officer())


def place(start: int, end: int, **fields) -> Place:
    return Place(
        **{
            **{
                "pk": start + 1,
                "passage": 1,
                "start": start,
                "end": end,
                "type": "PERSON",
                "triage": "to_decide",
                "reason": "",
                "score": 1.0,
            },
            **{"text": "", "sheet": 1, "where": "1", "decision": "", "ground": ""},
            **fields,
        }
    )


# Sheets


def test_title_abstract_and_keywords_come_first_as_one_sheet_then_the_pages():
    source = make_screened(["One", "", "Three"], title="Title")
    make_passage(source, "Abstract", number=0, kind="abstract")
    found = desk(source)
    assert [(sheet.number, sheet.label, sheet.short) for sheet in found.sheets] == [
        (1, "Title, abstract and keywords", "title"),
        (2, "Page 1 of 3", "1"),
        (3, "Page 3 of 3", "3"),
    ]
    assert [passage.kind for passage in found.sheets[0].passages] == ["title", "abstract"]


def test_speech_is_looked_at_some_minutes_at_a_time():
    source = make_screened([])
    for number in range(45):
        make_passage(
            source, f"Stretch {number}", number=number + 1, kind="speech", start=6.0 * number, end=6.0 * number + 5
        )
    flag(source, "Stretch 21")
    found = desk(source)
    assert [(sheet.label, len(sheet.passages)) for sheet in found.sheets] == [
        ("Recording 0:00–1:59", 20),
        ("Recording 2:00–3:59", 20),
        ("Recording 4:00–4:29", 5),
    ]
    assert [(each.sheet, each.where) for each in found.places] == [(2, "2:06")]


def test_the_desk_takes_the_same_queries_whatever_the_number_of_findings(django_assert_num_queries):
    source = make_screened(["Kari Nordmann and Ola Dunk"] * 8)
    item = item_of(source)
    flag(source, "Kari Nordmann", person="kari")
    with django_assert_num_queries(3):
        assert desk_of(item, source).total == 8
    redact(*flag(source, "Ola Dunk"))
    with django_assert_num_queries(3):
        assert desk_of(item, source).decided == 8


# Groups


def test_a_person_is_one_group_under_the_longest_name_in_the_tab_that_asks_most():
    source = make_screened(["Nordmann said", "Kari Nordmann said"])
    flag(source, "Nordmann", person="kari", triage="cited_work")
    Finding.objects.filter(passage__number=2).delete()
    flag(source, "Kari Nordmann", person="kari", triage="to_decide")
    [group] = desk(source).groups
    assert (group.text, group.triage, group.is_person, group.undecided) == ("Kari Nordmann", "to_decide", True, 2)
    assert desk(source).shown("cited_work") == []


def test_a_group_tells_how_its_places_are_decided():
    source = make_screened(["Kari Nordmann"] * 3)
    first, second, third = flag(source, "Kari Nordmann", person="kari")
    assert desk(source).groups[0].state == "open"
    redact(first)
    assert desk(source).groups[0].counts == [("to decide", 2), ("redacted", 1)]
    redact(second, third)
    assert desk(source).groups[0].state == "redact"
    review.decide([third], review.Action.KEEP, "not_personal", by=make_officer())
    assert desk(source).groups[0].state == "mixed"


def test_tabs_count_undecided_groups_and_leave_out_what_does_not_occur():
    source = make_screened(["Kari Ola 999"])
    [kari], _ola, _number = flag(source, "Kari"), flag(source, "Ola"), flag(source, "999", triage="certain")
    redact(kari)
    assert [(name, undecided, count) for name, _words, undecided, count in desk(source).tabs()] == [
        ("to_decide", 1, 2),
        ("certain", 1, 1),
        ("all", 2, 3),
    ]
    assert desk(source).proposals() == [("certain", 1)]


def test_after_a_decision_comes_the_next_undecided_group_of_the_tab_round_to_the_start():
    source = make_screened(["Kari Ola Per 999"])
    kari, ola, per = (flag(source, name)[0] for name in ("Kari", "Ola", "Per"))
    flag(source, "999", triage="certain")
    redact(ola)
    found = desk(source).next_open("to_decide", after=ola.pk)
    assert found is not None
    assert found.pk == per.pk
    redact(per)
    found = desk(source).next_open("to_decide", after=per.pk)
    assert found is not None
    assert found.pk == kari.pk
    redact(kari)
    assert desk(source).next_open("to_decide", after=kari.pk) is None


def test_the_next_undecided_sheet_is_another_one_after_this_round_to_the_start():
    source = make_screened(["Kari", "Nobody", "Ola", "Ola"])
    flag(source, "Kari")
    flag(source, "Ola")
    found = desk(source)
    assert [found.next_open_sheet("to_decide", after) for after in (1, 3, 4)] == [3, 4, 1]
    assert found.next_open_sheet("certain", 1) is None


@pytest.mark.parametrize(("asked", "sheet"), [("1", 2), ("3", 3), (" 2 ", 2), ("99", 3), ("0", 1), ("", 1), ("x", 1)])
def test_a_page_is_found_by_its_number_or_else_the_one_before_it(asked, sheet):
    found = desk(make_screened(["One", "", "Three"], title="Title"))
    assert sheet_at(found, asked) == sheet


@pytest.mark.parametrize(
    ("asked", "sheet"), [("0:30", 1), ("2", 2), ("2:00", 2), ("3:59", 2), ("0:04:10", 3), ("9", 3)]
)
def test_speech_is_found_by_its_time(asked, sheet):
    source = make_screened([])
    for number in range(45):
        make_passage(source, "Text", number=number + 1, kind="speech", start=6.0 * number, end=6.0 * number + 5)
    assert sheet_at(desk(source), asked) == sheet


@pytest.mark.parametrize(("asked", "sheet"), [("0:30", 1), ("2", 2), ("3:20", 2), ("0:05:00", 3)])
def test_a_picture_of_a_video_is_found_by_its_time(asked, sheet):
    source = make_screened([])
    for number, start in enumerate((0.0, 120.0, 300.0), 1):
        make_passage(source, "Text", number=number, kind="picture", start=start, end=start + 5)
    found = desk(source)
    assert found.is_timed
    assert sheet_at(found, asked) == sheet


def test_what_waits_for_an_author_comes_last_and_is_in_no_kind_or_proposal():
    source = make_screened(["Kari Ola Per"])
    kari, ola, per = (flag(source, name, triage="certain")[0] for name in ("Kari", "Ola", "Per"))
    questions.ask(ola, "Who is this?", by=make_officer())
    found = desk(source)
    assert [group.waits for group in found.groups] == [False, True, False]
    following = found.next_open("certain", after=ola.pk)
    assert following is not None
    assert following.pk == per.pk
    assert [group.pk for group in found.of_a_kind(found.groups[0])] == [kari.pk, per.pk]
    assert (found.proposals(), found.waiting) == ([("certain", 2)], 1)
    redact(kari, per)
    following = desk(source).next_open("certain", after=kari.pk)
    assert following is not None
    assert following.pk == ola.pk


# What is looked at


def test_without_wishes_the_first_undecided_finding_to_decide_is_looked_at_on_its_sheet():
    source = make_screened(["999", "Kari"])
    flag(source, "999", triage="certain")
    [kari] = flag(source, "Kari")
    look = look_at(desk(source), {})
    assert look.place is not None
    assert look.sheet is not None
    assert (look.show, look.place.pk, look.sheet.number, look.view) == ("to_decide", kari.pk, 2, "picture")
    redact(kari)
    assert look_at(desk(source), {}).show == "certain"


def test_a_finding_of_another_tab_opens_its_tab():
    source = make_screened(["999 Kari"])
    [number], _ = flag(source, "999", triage="certain"), flag(source, "Kari")
    assert look_at(desk(source), {"finding": str(number.pk), "show": "to_decide"}).show == "certain"
    assert look_at(desk(source), {"finding": str(number.pk), "show": "all"}).show == "all"


def test_on_a_sheet_without_findings_of_the_tab_none_is_looked_at_and_j_goes_to_the_first():
    source = make_screened(["Kari", "Nobody"])
    [kari] = flag(source, "Kari")
    look = look_at(desk(source), {"at": "2"})
    assert look.place is None
    assert look.group_before is None
    assert look.sheet is not None
    assert look.group_after is not None
    assert (look.sheet.number, look.group_after.pk) == (2, kari.pk)


@pytest.mark.parametrize(
    "asked",
    [{"at": "99"}, {"at": "x"}, {"finding": "9" * 30}, {"finding": "-1"}, {"show": "x"}, {"view": "x"}, {"at": "²"}],
)
def test_what_cant_be_used_in_the_address_is_put_right(asked):
    source = make_screened(["Kari"])
    flag(source, "Kari")
    look = look_at(desk(source), asked)
    assert look.sheet is not None
    assert look.place is not None
    assert (look.sheet.number, look.show, look.view) == (1, "to_decide", "picture")


def test_an_item_without_text_or_findings_can_be_looked_at():
    look = look_at(desk(make_screened([])), {})
    assert (look.sheet, look.place, look.leaves, look.marks, look.listed, look.history) == (None, None, [], [], [], [])


def test_long_lists_show_the_part_around_what_is_looked_at(monkeypatch):
    monkeypatch.setattr("ingest.look.GROUPS_A_PAGE", 2)
    source = make_screened(["a1 b2 c3 d4 e5"])
    keys = [flag(source, text)[0].pk for text in ["a1", "b2", "c3", "d4", "e5"]]
    look = look_at(desk(source), {"finding": str(keys[2])})
    assert [group.pk for group in look.listed] == keys[2:4]
    assert look.listed_before is not None
    assert look.listed_after is not None
    assert (look.listed_before.pk, look.listed_after.pk) == (keys[1], keys[4])


# How it is drawn


def test_the_text_is_cut_at_the_places_and_nothing_of_it_is_lost():
    text = "Kari Moen in Oslo."
    found = list(pieces(text, [place(0, 9), place(13, 17)]))
    assert [(piece.text, piece.place is not None) for piece in found] == [
        ("Kari Moen", True),
        (" in ", False),
        ("Oslo", True),
        (".", False),
    ]
    assert list(pieces("", [])) == []


def test_where_places_overlap_the_undecided_one_is_shown():
    kept, undecided = place(0, 9, decision="keep"), place(5, 14, triage="certain")
    found = list(pieces("Kari Moen Bakke", [kept, undecided]))
    assert [(piece.text, piece.place) for piece in found] == [
        ("Kari ", kept),
        ("Moen", undecided),
        (" Bakk", undecided),
        ("e", None),
    ]


def test_the_context_is_whole_words_of_the_same_paragraph():
    text = "Before.\n\n" + "word " * 60 + "Kari Moen" + " after" * 60 + "\n\nNext."
    start = text.index("Kari")
    before, within, after = context(text, place(start, start + 9))
    assert within == "Kari Moen"
    assert before.startswith("… word ")
    assert before.endswith("word ")
    assert "Before" not in before
    assert after.startswith(" after ")
    assert after.endswith("after …")
    assert len(before + after) < 260
    assert context("Kari Moen", place(0, 9)) == ("", "Kari Moen", "")


def test_a_place_over_two_lines_has_a_box_on_each():
    words = [
        [0, 4, 0.7, 0.1, 0.8, 0.12],
        [5, 9, 0.1, 0.14, 0.2, 0.16],
        [10, 14, 0.21, 0.14, 0.3, 0.16],
        [15, 19, 0.5, 0.14, 0.6, 0.16],
    ]
    assert boxes(words, place(0, 14)) == [(700, 100, 100, 20), (100, 140, 200, 20)]
    assert boxes([[0, 4, 1.0, 2.0]], place(0, 4)) == []
