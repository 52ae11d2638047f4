"""Every kind of page, in both written standards and on both screens: axe-core finds nothing wrong, nothing is cut off,
the browser doesn't complain (script errors, breaches of the content security policy), and no other host is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from archive.models import Audience, ItemPage, Release
from consent import decisions
from ingest.models import Finding
from people.models import Role, User
from tests.browser.conftest import SIZES, accessibility_violations, overflow
from tests.factories import make_contributor, make_item, make_release, make_rendition, make_student, make_user
from tests.ingest.desks import flag, item_of, make_screened
from tests.ingest.factories import make_source

NARROWEST: ViewportSize = {"width": 320, "height": 640}


def cut_off(page: Page) -> list[str]:
    pixels = overflow(page)
    return [f"{pixels} pixels are cut off in {page.viewport_size}"] if pixels > 0 else []


@pytest.fixture(params=["nb", "nn"])
def language(request: pytest.FixtureRequest, page: Page, live_server) -> str:
    """The language of the pages, for those signed out and for those whom `as_user` signs in."""
    chosen = str(request.param)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": chosen, "url": live_server.url}])
    return chosen


@pytest.fixture
def as_user(sign_in: Callable[[User], None], language: str) -> Callable[[User], User]:
    def enter(user: User) -> User:
        user.language = language
        user.save()
        sign_in(user)
        return user

    return enter


@pytest.fixture
def look(page: Page, live_server, language: str, complaints: list[str]) -> Callable[..., None]:
    """Open an address and say everything that is wrong with the page."""

    def at(address: str, status: int = 200) -> None:
        page.set_viewport_size(SIZES["wide"])
        response = page.goto(address)
        assert response
        if status >= 400:  # That the page was answered with an error is no complaint when it should be.
            complaints[:] = [each for each in complaints if f"status of {status}" not in each]
        wrong = list(complaints)
        for size in (SIZES["wide"], SIZES["phone"]):
            page.set_viewport_size(size)
            wrong += [*accessibility_violations(page), *cut_off(page)]
        page.set_viewport_size(NARROWEST)
        wrong += cut_off(page)
        assert (response.status, page.url.removeprefix(live_server.url)) == (status, address)
        assert page.locator("html").get_attribute("lang") == language, address
        assert wrong == [], address

    return at


def make_awaiting(author: User) -> ItemPage:
    """A thesis of `author` and somebody else, of whom both are asked."""
    item = make_item(title="Kunsten å vente", authors=[author], owner=author)
    make_contributor(item, make_student(name="Per Medforfatter"), position=1)
    rendition = make_rendition(item, files=[], redactions={"PERSON": 3, "PHONE_NUMBER": 1}, abstract="Om å vente.")
    decisions.ask(rendition)
    return item


def test_pages_for_visitors(page, look, language, thesis, work):
    work()
    for address in ("/", "/personvern/", "/logg-inn/", "/sok/?q=tillit", thesis.url, f"{thesis.url}?side=1&q=tillit"):
        look(address)
    look("/finnes-ikke/", 404)
    page.goto("/logg-inn/")
    page.locator("[name=login]").fill(f"nobody-{language}@example.org")  # One person may ask three times a minute.
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/kode/")
    look("/logg-inn/kode/")


def test_pages_for_readers(page, look, as_user, thesis, lecture, work):
    work()
    as_user(make_student(name="Ola Student"))
    for address in (
        "/",
        "/mine/",
        "/min-side/",
        "/last-opp/",
        "/sok/?q=tillit",
        "/sok/?q=tillit&kind=thesis&sort=newest",
        "/sok/?q=finnesikke",
        "/sok/?q=tilltt&year_from=2020",
        thesis.url,
        f"{thesis.url}?q=tillit",
        reverse("similar", args=[thesis.pk]),
        f"{thesis.url}?side=3&q=tillit",
        lecture.url,
        f"{lecture.url}?q=endring&t=4",
    ):
        look(address)
    Release.objects.end(by=None, reason="withdrawn")
    look(lecture.url, 410)


def test_pages_for_those_who_made_it(page, look, as_user):
    author = as_user(make_student(name="Ola Student"))
    awaiting = make_awaiting(author)
    rendition = awaiting.current_rendition
    assert rendition
    released = make_item(title="Delt med alle", authors=[author], owner=author)
    make_release(released, audience=Audience.PUBLIC)
    sent = make_source(b"Ei oppgave.", by=author, kind="thesis")
    refused = make_source(b"", name="tom.pdf", by=author, kind="thesis")
    details = make_screened(title="Under arbeid")
    item_of(details).contributors.update(user=author)
    for address in (
        "/",
        "/mine/",
        reverse("my_data"),
        reverse("my_data_erase"),
        reverse("source", args=[sent.pk]),
        reverse("source", args=[refused.pk]),
        reverse("source", args=[details.pk]),
        reverse("details", args=[details.item_id]),
        reverse("consent:answer", args=[awaiting.pk]),
        reverse("consent:choose", args=[awaiting.pk]),
        reverse("preview_rendition", args=[rendition.pk]),
    ):
        look(address)
    page.goto(reverse("consent:choose", args=[awaiting.pk]))
    page.locator("button[value=yes]").click()
    assert accessibility_violations(page) == [], "Nothing was chosen"
    page.locator("[name=purposes][value=reading]").check()
    page.locator("[name=audience][value=programme]").check()
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/ferdig/")
    for address in (reverse("consent:done", args=[awaiting.pk]), "/mine/"):
        look(address)


def test_pages_for_teachers(page, look, as_user):
    as_user(make_user(name="Lise Larar", roles=[Role.TEACHER]))
    look("/last-opp/")


def test_pages_for_privacy_officers(page, look, as_user):
    as_user(make_user(name="Berit Lunde", roles=[Role.PRIVACY_OFFICER]))
    look(reverse("review_queue"))
    source = make_screened(
        ["Kari Nordmann arbeider her.", "Ring Kari på 911 22 333."], title="Om Kari Nordmann", content=b"%PDF-1.7"
    )
    flag(source, "Kari")
    flag(source, "911 22 333", kind="PHONE_NUMBER", triage=Finding.Triage.CERTAIN)
    for address in (
        "/admin/",
        reverse("review_queue"),
        reverse("rights_queue"),
        reverse("review_item", args=[source.item_id]),
        reverse("review_item", args=[source.item_id]) + "?view=text&at=2",
        reverse("pipeline"),
        reverse("pipeline_source", args=[source.pk]),
    ):
        look(address)


def test_pages_for_administrators(page, look, as_user):
    as_user(make_user(name="Jon Vik", roles=[Role.ADMINISTRATOR]))
    for address in ("/", "/admin/", reverse("pipeline"), reverse("import_roster")):
        look(address)
