"""A roster: what is read from the file, what is said of each row, and what is done."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import translation

from people.exceptions import RosterError
from people.models import Class, Cohort, Membership, Role, User
from people.roster import Plan, apply, plan
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]

HEADER = "email,name,language,role,cohort,class,place,start,end\n"
KARI = "kari@example.org,Kari Moen,nb,student,2021,Oslo 1,Oslo,2021-08-20,2022-06-15\n"


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


def plan_of(rows: str, header: str = HEADER) -> Plan:
    return plan(BytesIO((header + rows).encode()))


def imported(rows: str, header: str = HEADER) -> Plan:
    planned = plan_of(rows, header)
    apply(planned, by=None)
    return planned


def only_row(rows: str) -> tuple[str, str]:
    (row,) = plan_of(rows).rows
    return row.action, row.sentence


def state() -> list[object]:
    """Everything that a roster can change."""
    return [
        list(User.objects.order_by("pk").values_list("email", "name", "language", "is_active")),
        list(User.groups.through.objects.order_by("user", "group").values_list("user", "group")),
        list(Class.objects.order_by("pk").values_list("cohort__year", "name", "place")),
        list(Membership.objects.order_by("pk").values_list("user", "programme_class", "kind", "start", "end")),
    ]


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_what_spreadsheets_call_csv_is_read(encoding, separator):
    text = (HEADER + "ase@example.org,Åse Bjørnstjerne,nn,,2021,Østfold 1,Ås,2021-08-20,\n").replace(",", separator)
    (row,) = plan(BytesIO(text.encode(encoding))).rows
    assert row.sentence == "Would add Åse Bjørnstjerne to Østfold 1 2021. Would make the class Østfold 1 2021."


@pytest.mark.parametrize(
    "header",
    [
        "epost;navn;språk;rolle;kull;klasse;sted;fra;til",
        "E-post;Namn;Språk;Rolle;Kull;Klasse;Stad;Start;Slutt",
        "EMAIL;Name;Language;Role;Cohort;Class;Place;Start;End",
    ],
)
def test_columns_may_have_norwegian_names(header):
    imported("kari@example.org;Kari Moen;nynorsk;lærer;2021;Oslo 1;Oslo;20.08.2021;15.6.2022\n", header + "\n")
    membership = Membership.objects.select_related("user", "programme_class__cohort").get()
    assert membership.user.language == "nn"
    assert membership.user.is_teacher
    assert str(membership.programme_class) == "Oslo 1 2021"
    assert membership.programme_class.place == "Oslo"
    assert (membership.start, membership.end) == (datetime.date(2021, 8, 20), datetime.date(2022, 6, 15))


def test_columns_stand_in_any_order_and_unknown_ones_are_passed_over():
    planned = plan_of("2021-08-20;x;Oslo 1;2021;Kari Moen;kari@example.org\n", "start;phone;class;cohort;name;email\n")
    assert planned.count("create") == 1


def test_line_numbers_are_those_of_the_file():
    planned = plan_of('\n"kari@example.org","Kari\nMoen",nb,,2021,Oslo 1,,2021-08-20,\n\nnobody,X,,,,,,,\n')
    assert [row.line for row in planned.rows] == [3, 6]
    entry = planned.rows[0].entry
    assert entry
    assert entry.name == "Kari Moen"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (HEADER.encode(), "has nobody in it"),
        (b"PK\x03\x04\x14\x00\x06\x00", "This isn't a CSV file."),
        ((HEADER + KARI).encode("utf-16"), "This isn't a CSV file."),
        (b"%PDF-1.7\n\x00\x01\x02", "This isn't a CSV file."),
        (b"a" * (5 * 2**20 + 1), "larger than 5 MB"),
        (b"email,name,class\nx,y,z\n", "These columns are missing: cohort, start."),
        (b"email,name,class,cohort\nx,y,z,2021\n", "The column \u201cstart\u201d is missing."),
        (KARI.encode(), "The first line must name the columns."),
        (b"email,epost,name,class,cohort,start\n", "is there twice"),
        ((HEADER + KARI + '"kari').encode(), "Line 3 can't be read."),
    ],
)
def test_a_file_that_cant_be_used_gets_one_sentence(content, sentence):
    with pytest.raises(RosterError) as refusal:
        plan(BytesIO(content))
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


# Rows that are refused


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",Kari,,,2021,Oslo 1,,2021-08-20,", "The e-mail address is missing."),
        ("kari,Kari,,,2021,Oslo 1,,2021-08-20,", "“kari” isn't an e-mail address."),
        (f"{'k' * 250}@example.org,Kari,,,2021,Oslo 1,,2021-08-20,", "longer than 254 characters"),
        ("kari@example.org,,,,2021,Oslo 1,,2021-08-20,", "The name is missing."),
        (f"kari@example.org,{'K' * 201},,,2021,Oslo 1,,2021-08-20,", "longer than 200 characters"),
        ("kari@example.org,Kari,de,,2021,Oslo 1,,2021-08-20,", "“de” isn't a language we have."),
        ("kari@example.org,Kari,,king,2021,Oslo 1,,2021-08-20,", "“king” isn't a role."),
        ("kari@example.org,Kari,,,21,Oslo 1,,2021-08-20,", "“21” isn't a cohort."),
        ("kari@example.org,Kari,,,1021,Oslo 1,,2021-08-20,", "“1021” isn't a cohort."),
        ("kari@example.org,Kari,,,2021,,,2021-08-20,", "Cohort, class and start are needed"),
        ("kari@example.org,Kari,,,2021,Oslo 1,,,", "Cohort, class and start are needed"),
        ("kari@example.org,Kari,,teacher,2021,,,,", "Cohort, class and start are needed"),
        ("kari@example.org,Kari,,administrator,2021,Oslo 1,,2021-08-20,", "Only students and teachers"),
        ("kari@example.org,Kari,,,2021,Oslo 1,,20/08/2021,", "“20/08/2021” isn't a date."),
        ("kari@example.org,Kari,,,2021,Oslo 1,,2021-02-30,", "There is no such day as 2021-02-30."),
        ("kari@example.org,Kari,,,2021,Oslo 1,,2020-08-20,", "lies before the cohort of 2021 began"),
        ("kari@example.org,Kari,,,2021,Oslo 1,,2021-08-20,2021-08-19", "lies before the start"),
        ("kari@example.org,Kari,,,2021,Oslo 1,,2021-08-20,,x", "more cells than there are columns"),
        (HEADER.strip(), "repeats the names of the columns"),
    ],
)
def test_a_bad_row_is_refused_with_a_sentence_and_stops_no_other(row, sentence):
    planned = imported(row + "\n" + "ola@example.org,Ola Vik,,,2021,Oslo 1,,2021-08-20,\n")
    assert [each.action for each in planned.rows] == ["refused", "create"]
    assert sentence in planned.rows[0].sentence
    assert list(User.objects.values_list("email", flat=True)) == ["ola@example.org"]


def test_the_same_person_and_class_twice_is_refused_the_second_time():
    planned = plan_of(KARI + KARI.replace("kari@", "KARI@").replace("Oslo 1,", "OSLO 1,"))
    assert [row.action for row in planned.rows] == ["create", "refused"]
    assert planned.rows[1].sentence == "Line 2 speaks of the same already. Keep one of the two."


def test_an_address_belongs_to_one_person():
    planned = plan_of(KARI + "kari@example.org,Ola Vik,,,2022,Oslo 1,,2022-08-20,\n")
    assert planned.rows[1].sentence.startswith("Line 2 calls the owner of this address Kari Moen.")


def test_a_class_has_one_place():
    planned = plan_of(KARI + "ola@example.org,Ola Vik,,,2021,Oslo 1,Bergen,2021-08-20,\n")
    assert planned.rows[1].action == "refused"
    assert "Oslo 1 2021 is in Oslo, not in Bergen." in planned.rows[1].sentence


def test_a_closed_account_isnt_opened_by_a_roster():
    make_user("kari@example.org", name="Kari Moen", is_active=False)
    action, sentence = only_row(KARI)
    assert (action, sentence) == ("refused", "The account of Kari Moen is closed. Open it under People first.")


# What would happen


def test_a_plan_says_what_would_happen_and_changes_nothing():
    before = state()
    planned = plan_of(
        KARI
        + "ola@example.org,Ola Vik,nn,teacher,2021,Oslo 1,,2021-08-20,\n"
        + "per@example.org,Per Lie,,teacher,,,,,\n"
        + "pia@example.org,Pia Dahl,en,privacy officer,,,,,\n"
        + "kari@example.org,Kari Moen,,,2022,Oslo 1,,2022-08-20,\n"
    )
    assert [row.sentence for row in planned.rows] == [
        "Would add Kari Moen to Oslo 1 2021. Would make the class Oslo 1 2021.",
        "Would add Ola Vik to Oslo 1 2021 as teacher.",
        "Would add Per Lie as teacher.",
        "Would add Pia Dahl as privacy officer.",
        "Would add Kari Moen, who is here already, to Oslo 1 2022. Would make the class Oslo 1 2022.",
    ]
    assert [row.action for row in planned.rows] == ["create"] * 4 + ["update"]
    assert state() == before


def test_changes_to_somebody_who_is_here_are_told_one_by_one():
    imported(KARI.replace(",2022-06-15", ",").replace(",Oslo,", ",,"))
    action, sentence = only_row("Kari@Example.org,Kari Moe,nynorsk,teacher,2021,oslo 1,Oslo,2021-08-21,2022-06-15\n")
    assert action == "update"
    assert sentence == (
        "Would change the name Kari Moen to Kari Moe. Would change the language of Kari Moe to norsk (nynorsk). "
        "Would make Kari Moe teacher. Would add Kari Moe, who is here already, to oslo 1 2021 as teacher. "
        "Would place the class oslo 1 2021 in Oslo."
    )
    action, sentence = only_row("kari@example.org,Kari Moen,,,2021,Oslo 1,,2021-08-21,2022-06-15\n")
    assert sentence == "Would change the time of Kari Moen in Oslo 1 2021 to 21.8.2021–15.6.2022."


# Doing it


def test_a_roster_makes_people_classes_roles_and_memberships():
    imported(
        KARI
        + "ola@example.org,Ola Vik,nn,teacher,2021,Oslo 1,,2021-08-20,\n"
        + "pia@example.org,Pia Dahl,en,privacy officer,,,,,\n"
        + "adm@example.org,Ada Berg,,administrator,,,,,\n"
    )
    kari = User.objects.get(email="kari@example.org")
    assert (kari.name, kari.language, kari.roles, kari.has_usable_password()) == ("Kari Moen", "nb", frozenset(), False)
    assert kari.memberships.get().kind == Membership.Kind.STUDENT
    ola = User.objects.get(email="ola@example.org")
    assert ola.is_teacher
    assert ola.memberships.get().kind == Membership.Kind.TEACHER
    assert ola.memberships.get().end is None
    assert User.objects.get(email="pia@example.org").roles == {Role.PRIVACY_OFFICER}
    assert User.objects.get(email="adm@example.org").is_administrator
    assert [str(each) for each in Class.objects.all()] == ["Oslo 1 2021"]


def test_importing_again_changes_nothing():
    rows = (
        KARI
        + "ola@example.org,Ola Vik,nn,lærer,2021,Oslo 1,Oslo,2021-08-20,\npia@example.org,Pia,,administrator,,,,,\n"
    )
    imported(rows)
    before = state()
    again = imported(rows)
    assert {row.action for row in again.rows} == {"unchanged"}
    assert state() == before


def test_a_plan_carried_out_twice_does_nothing_more():
    planned = plan_of(KARI)
    apply(planned, by=None)
    before = state()
    apply(planned, by=None)
    assert state() == before


def test_capitals_in_addresses_and_classes_make_nobody_twice():
    imported("kari@example.org,Kari Moen,,,2021,Østlandet 1,,2021-08-20,\n")
    again = imported(
        "KARI@example.org,Kari Moen,,,2021,ØSTLANDET 1,,2021-08-20,\nola@example.org,Ola Vik,,,2021,østlandet 1,,2021-08-20,\n"
    )
    assert [row.action for row in again.rows] == ["unchanged", "create"]
    assert User.objects.count() == 2
    assert Class.objects.count() == 1


def test_who_is_missing_from_the_file_stays_and_keeps_roles_and_end():
    imported(KARI + "ola@example.org,Ola Vik,,teacher,,,,,\n")
    imported(
        "kari@example.org,Kari Moen,,,2021,Oslo 1,,2021-08-20,\nola@example.org,Ola Vik,,,2021,Oslo 1,,2021-08-20,\n"
    )
    assert Membership.objects.get(user__email="kari@example.org").end == datetime.date(2022, 6, 15)
    assert User.objects.get(email="ola@example.org").is_teacher
    imported("per@example.org,Per Lie,,,2023,Oslo 1,,2023-08-20,\n")
    assert User.objects.filter(is_active=True).count() == 3


def test_a_cell_that_looks_like_a_formula_is_only_text():
    imported('kari@example.org,"=HYPERLINK(""http://x"",""y"")",,,2021,@Oslo,,2021-08-20,\n')
    assert User.objects.get().name == '=HYPERLINK("http://x","y")'


def test_only_administrators_import():
    planned = plan_of("ola@example.org,Ola Vik,,administrator,,,,,\n")
    for roles in [(), (Role.TEACHER,), (Role.PRIVACY_OFFICER,)]:
        with pytest.raises(PermissionDenied):
            apply(planned, by=make_user(roles=roles))
    assert not User.objects.filter(email="ola@example.org").exists()
    apply(planned, by=make_user(roles=[Role.ADMINISTRATOR]))
    assert User.objects.get(email="ola@example.org").is_administrator


def test_when_one_row_fails_nothing_is_imported():
    planned = plan_of(KARI + "ola@example.org,Ola Vik,,teacher,,,,,\n")
    Group.objects.filter(name=Role.TEACHER.value).delete()
    with pytest.raises(Group.DoesNotExist):
        apply(planned, by=None)
    assert not User.objects.exists()
    assert not Cohort.objects.exists()


def test_planning_asks_the_database_the_same_number_of_questions_for_a_long_roster(django_assert_num_queries):
    def rows(count: int) -> str:
        return "".join(f"p{n}@example.org,P {n},,,2021,Oslo {n % 9},,2021-08-20,\n" for n in range(count))

    imported(rows(20))
    for count in (5, 20):
        with django_assert_num_queries(6):
            plan_of(rows(count))


def test_the_sample_roster_is_read_whole():
    planned = plan(BytesIO((settings.BASE_DIR / "samples" / "roster.csv").read_bytes()))
    assert planned.count("refused") == 0
    assert {Role.TEACHER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR} <= {
        row.entry.role for row in planned.rows if row.entry and row.entry.role
    }
