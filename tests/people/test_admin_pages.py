"""Who may do what in the Wagtail admin, and the administrators' pages for people there."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from people.models import Class, Cohort, Membership, Role, RosterUpload, User
from tests.factories import make_class, make_membership, make_user

pytestmark = pytest.mark.django_db

ROSTER = b"email,name,role,cohort,class,start\nkari@example.org,Kari Moen,,2021,Oslo 1,2021-08-20\n"


def client_of(*roles: Role, **fields) -> Client:
    client = Client()
    client.force_login(make_user(roles=roles, language="en", **fields))
    return client


def send(client: Client, content: bytes = ROSTER):
    return client.post(reverse("import_roster"), {"file": SimpleUploadedFile("roster.csv", content)}, follow=True)


def confirm(client: Client, **data: str):
    digest = client.get(reverse("import_roster")).context["digest"]
    return client.post(reverse("import_roster"), {"confirm": "1", "digest": digest, **data}, follow=True)


def user_form(user=None, **fields) -> dict[str, object]:
    """What the browser sends for `user`, or for a new one, with `fields` changed."""
    data: dict[str, object] = {
        "name": user.name if user else "Kari Moen",
        "email": user.email if user else "kari@example.org",
        "language": "nb",
        "is_active": "on",
        "roles": sorted(user.roles) if user else [],
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    return {**data, **fields}


# Roles


def may_on_root(user):
    tester = Page.objects.get(depth=1).permissions_for_user(User.objects.get(pk=user.pk))
    return tester.permissions


def test_each_role_has_its_part_of_the_wagtail_admin():
    administrator, officer, teacher, student = (
        make_user(roles=roles) for roles in ([Role.ADMINISTRATOR], [Role.PRIVACY_OFFICER], [Role.TEACHER], [])
    )
    assert [user.has_perm("wagtailadmin.access_admin") for user in (administrator, officer, teacher, student)] == [
        True,
        True,
        False,
        False,
    ]
    assert may_on_root(administrator) == {"add", "change", "publish"}
    assert may_on_root(officer) == may_on_root(teacher) == may_on_root(student) == set()
    for user in (officer, teacher, student):
        assert not any(permission.startswith("people.") for permission in user.get_all_permissions())


@pytest.mark.parametrize("roles", [(), (Role.TEACHER,)])
def test_students_and_teachers_cant_open_the_wagtail_admin(roles):
    client = client_of(*roles)
    for url in ("/admin/", "/admin/pages/", "/admin/users/", reverse("import_roster")):
        response = client.get(url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/logg-inn/")


PAGES = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "classes:index",
    "classes:add",
    "cohorts:index",
    "cohorts:add",
    "import_roster",
]


@pytest.mark.parametrize("name", PAGES)
def test_an_administrator_opens_the_pages_for_people(name):
    assert client_of(Role.ADMINISTRATOR).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_privacy_officer_doesnt(name):
    client = client_of(Role.PRIVACY_OFFICER)
    assert client.get("/admin/").status_code == 200
    assert client.get(reverse(name)).status_code == 302
    assert client.post(reverse(name), {"confirm": "1"}).status_code == 302


def test_the_menu_shows_people_to_administrators_alone():
    assert reverse("import_roster") in client_of(Role.ADMINISTRATOR).get("/admin/").content.decode()
    assert reverse("import_roster") not in client_of(Role.PRIVACY_OFFICER).get("/admin/").content.decode()


# Users


def test_an_administrator_makes_a_user_with_roles_and_a_class():
    programme_class = make_class()
    client_of(Role.ADMINISTRATOR).post(
        reverse("wagtailusers_users:add"),
        user_form(
            email="KARI@Example.org",
            roles=["teacher"],
            is_superuser="on",
            **{
                "memberships-TOTAL_FORMS": "1",
                "memberships-0-programme_class": programme_class.pk,
                "memberships-0-kind": "teacher",
                "memberships-0-start": "2023-08-15",
            },
        ),
    )
    user = User.objects.get(email="kari@example.org")
    assert (sorted(user.roles), user.is_superuser, user.has_usable_password()) == (["teacher"], False, False)
    assert user.memberships.get().programme_class == programme_class


def test_the_pages_know_no_passwords():
    client = client_of(Role.ADMINISTRATOR)
    user = make_user()
    for url in (
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[user.pk]),
    ):
        assert 'type="password"' not in client.get(url).content.decode()


def test_wagtails_page_for_ones_account_leads_to_ours():
    assert client_of(Role.ADMINISTRATOR).get("/admin/account/").headers["Location"] == reverse("my_page")


def test_an_administrator_changes_a_user():
    user = make_user("kari@example.org", roles=[Role.TEACHER])
    membership = make_membership(user)
    url = reverse("wagtailusers_users:edit", args=[user.pk])
    client = client_of(Role.ADMINISTRATOR)
    assert "kari@example.org" in client.get(url).content.decode()
    data = user_form(
        user,
        name="Kari Moe",
        roles=["privacy_officer"],
        **{
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "1",
            "memberships-0-id": membership.pk,
            "memberships-0-user": user.pk,
            "memberships-0-programme_class": membership.programme_class_id,
            "memberships-0-kind": "student",
            "memberships-0-start": "2023-08-15",
            "memberships-0-end": "2024-06-15",
        },
    )
    del data["is_active"]
    client.post(url, data)
    user = User.objects.get(pk=user.pk)
    assert (user.name, sorted(user.roles), user.is_active) == ("Kari Moe", ["privacy_officer"], False)
    assert user.memberships.get().end == datetime.date(2024, 6, 15)


def test_mistakes_in_a_class_are_told_and_nothing_is_saved():
    user = make_user("kari@example.org", name="Kari Moen")
    response = client_of(Role.ADMINISTRATOR).post(
        reverse("wagtailusers_users:edit", args=[user.pk]),
        user_form(
            user,
            name="Changed",
            **{
                "memberships-TOTAL_FORMS": "1",
                "memberships-0-programme_class": make_class().pk,
                "memberships-0-kind": "student",
                "memberships-0-start": "2023-08-15",
                "memberships-0-end": "2022-08-15",
            },
        ),
    )
    assert response.status_code == 200
    assert User.objects.get(pk=user.pk).name == "Kari Moen"
    assert not Membership.objects.exists()


def test_an_address_is_given_once_whatever_its_capitals():
    make_user("kari@example.org")
    response = client_of(Role.ADMINISTRATOR).post(
        reverse("wagtailusers_users:add"), user_form(email="Kari@example.org")
    )
    assert response.status_code == 200
    assert User.objects.filter(email__iexact="kari@example.org").count() == 1


def test_administrators_cant_lock_themselves_out():
    user = make_user(roles=[Role.ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    data = user_form(user, roles=[])
    del data["is_active"]
    assert client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data).status_code == 200
    user = User.objects.get(pk=user.pk)
    assert user.is_active
    assert user.is_administrator


def test_an_administrator_cant_take_over_a_superusers_account():
    superuser = make_user("root@example.org", is_superuser=True)
    client = client_of(Role.ADMINISTRATOR)
    url = reverse("wagtailusers_users:edit", args=[superuser.pk])
    assert client.get(url).status_code == 302
    client.post(url, user_form(superuser, email="mine@example.org"))
    assert User.objects.get(pk=superuser.pk).email == "root@example.org"


def test_nothing_can_be_deleted():
    user = make_user()
    client = client_of(Role.ADMINISTRATOR)
    membership = make_membership(user)
    for name, row in [
        ("wagtailusers_users", user),
        ("classes", membership.programme_class),
        ("cohorts", membership.programme_class.cohort),
    ]:
        client.post(reverse(f"{name}:delete", args=[row.pk]))
    client.post(f"/admin/bulk/people/user/delete/?id={user.pk}")
    assert User.objects.filter(pk=user.pk).exists()
    assert Class.objects.count() == Cohort.objects.count() == 1


def test_users_are_found_by_name_address_class_and_role():
    kari = make_user("kari@example.org", name="Kari Moen", roles=[Role.TEACHER])
    make_membership(kari, make_class("Oslo 9"))
    make_user("ola@example.org", name="Ola Vik")
    client = client_of(Role.ADMINISTRATOR)
    group = kari.groups.get().pk
    for query in (
        "q=moen",
        "q=kari@",
        f"programme_class={Class.objects.get().pk}",
        f"role={group}",
        "ordering=-name&q=kari",
    ):
        page = client.get(reverse("wagtailusers_users:index") + "?" + query).content.decode()
        assert "kari@example.org" in page
        assert "ola@example.org" not in page


def test_the_list_of_users_asks_the_same_number_of_questions_for_many(django_assert_num_queries):
    client = client_of(Role.ADMINISTRATOR)
    make_membership(make_user(roles=[Role.TEACHER]))
    client.get(reverse("wagtailusers_users:index"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("wagtailusers_users:index"))
    for n in range(10):
        make_membership(make_user(roles=[Role.TEACHER]), make_class(f"Oslo {n}"))
    with django_assert_num_queries(len(few)):
        client.get(reverse("wagtailusers_users:index"))


# The roster page


def test_a_roster_is_shown_first_and_imported_when_confirmed():
    client = client_of(Role.ADMINISTRATOR)
    page = send(client).content.decode()
    assert "Would add Kari Moen to Oslo 1 2021." in page
    assert not User.objects.filter(email="kari@example.org").exists()
    page = confirm(client).content.decode()
    assert "1 added, 0 changed, 0 as they were, 0 refused." in page
    assert User.objects.get(email="kari@example.org").memberships.exists()
    assert not RosterUpload.objects.exists()


def test_refused_rows_are_shown_first():
    page = send(client_of(Role.ADMINISTRATOR), ROSTER + b"ola,Ola,,2021,Oslo 1,2021-08-20\n").content.decode()
    assert page.index("t an e-mail address") < page.index("Would add Kari Moen")


def test_what_a_form_says_of_the_rows_doesnt_count():
    client = client_of(Role.ADMINISTRATOR)
    confirm_without_file = client.post(reverse("import_roster"), {"confirm": "1", "digest": ""}, follow=True)
    assert "Send the file again." in confirm_without_file.content.decode()
    send(client)
    confirm(client, file=ROSTER.replace(b"kari", b"evil").decode(), rows="evil@example.org")
    assert not User.objects.filter(email="evil@example.org").exists()


def test_when_something_changed_since_the_rows_were_shown_they_are_shown_again():
    client = client_of(Role.ADMINISTRATOR)
    send(client)
    digest = client.get(reverse("import_roster")).context["digest"]
    make_user("kari@example.org", is_active=False)
    response = client.post(reverse("import_roster"), {"confirm": "1", "digest": digest}, follow=True)
    assert "Something has changed since you looked." in response.content.decode()
    assert not Membership.objects.exists()


def test_each_administrator_sees_their_own_roster_only():
    client = client_of(Role.ADMINISTRATOR)
    send(client)
    other = client_of(Role.ADMINISTRATOR)
    assert "Kari Moen" not in other.get(reverse("import_roster")).content.decode()
    assert other.post(reverse("import_roster"), {"confirm": "1", "digest": ""}, follow=True).status_code == 200
    assert not User.objects.filter(email="kari@example.org").exists()


def test_a_roster_can_be_discarded_and_is_forgotten_after_a_day():
    client = client_of(Role.ADMINISTRATOR)
    send(client)
    client.post(reverse("import_roster"), {"discard": "1"})
    assert not RosterUpload.objects.exists()
    send(client)
    RosterUpload.objects.update(sent_at=timezone.now() - datetime.timedelta(hours=25))
    assert "Kari Moen" not in client.get(reverse("import_roster")).content.decode()
    assert not RosterUpload.objects.exists()


def test_a_file_that_cant_be_used_is_told_and_not_kept():
    client = client_of(Role.ADMINISTRATOR)
    for content, sentence in [
        (b"", "The file is empty."),
        (b"PK\x03\x04\x00", "This isn"),
        (b"email\nx\n", "These columns are missing"),
        (b"x" * (5 * 2**20 + 1), "larger than 5 MB"),
    ]:
        assert sentence in send(client, content).content.decode()
    assert not RosterUpload.objects.exists()


def test_names_from_the_file_are_shown_as_text():
    page = send(
        client_of(Role.ADMINISTRATOR), ROSTER.replace(b"Kari Moen", b"<script>alert(1)</script>")
    ).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
