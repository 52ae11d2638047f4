"""The main job in a browser, from a file to its readers and back, by everyone who has a part in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from people.models import Role, User
from tests.browser.content import pdf
from tests.factories import make_class, make_membership, make_user

PHRASE = "lanternen på kaia brente hele natta"
COLLEAGUE, NUMBER = "Randi Solbakken", "911 22 333"
THESIS = [
    [
        "Å lede en nattevakt",
        "Guro Nes og Terje Vik",
        "Prosjektoppgave i ledelse av helse- og omsorgstjenester",
        "Sammendrag",
        "Oppgaven handler om hvordan en leder kan bygge tillit i en liten tjeneste,",
        "og om hva som skjer når vaktene får bestemme mer selv.",
    ],
    [
        "Bakgrunn",
        f"Avdelingsleder {COLLEAGUE} ba oss om å se på turnusen.",
        f"Hun kunne nås på telefon {NUMBER} hele døgnet.",
        "Vi snakket med alle som hadde vært på vakt om natta denne vinteren.",
    ],
    [
        "Resultater",
        f"En av dem sa at {PHRASE}.",
        "Slik ble det tydelig for oss hva som hadde manglet.",
    ],
]


@pytest.fixture
def people(foundations: None) -> dict[str, User]:
    """Everyone in the story. They read English, so that the pages say what stands in the templates."""
    bergen = make_class("Bergen 1", year=2023, place="Bergen")
    oslo = make_class("Oslo 1", year=2019)
    found = {
        name: make_user(f"{name}@example.org", name=full, language="en")
        for name, full in [("guro", "Guro Nes"), ("terje", "Terje Vik"), ("kari", "Kari Alumna")]
    }
    for name, programme_class in [("guro", bergen), ("terje", bergen), ("kari", oslo)]:
        make_membership(found[name], programme_class)
    officer = make_user("berit@example.org", name="Berit Lunde", language="en", roles=[Role.PRIVACY_OFFICER])
    return {**found, "berit": officer}


@pytest.fixture
def browse(browser: Browser, live_server, people: dict[str, User]) -> Iterator[Callable[[str], Page]]:
    """A browser for each person, signed in with the code from the mail."""
    contexts = []

    def signed_in(name: str) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto("/logg-inn/")
        page.get_by_label("E-mail address").fill(people[name].email)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(code_for(people[name]))
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("What are you looking for?")
        return page

    yield signed_in
    for context in contexts:
        context.close()


def mails_to(user: User) -> list[str]:
    return [str(each.body) for each in mail.outbox if each.to == [user.email]]


def code_for(user: User) -> str:
    found = re.search(r"^ +(\S+)$", mails_to(user)[-1], re.MULTILINE)
    assert found
    return found.group(1)


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=name, exact=True).click()


def send(page: Page, file: Path, co_author: User) -> None:
    """Upload `file` and stop on the page that follows it."""
    go(page, "Upload")
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Others who made it with you").fill(co_author.email)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/fil-inn/*/")
    expect(page.locator(".step-list li").first).to_contain_text("waits")


def review_with_the_keyboard(page: Page) -> None:
    """Accept what is proposed, redact the rest, order the version for readers; without the mouse once the item is open."""
    go(page, "Review")
    page.get_by_role("link", name="Å lede en nattevakt").click()
    expect(page.locator(".rv-groups")).to_contain_text(COLLEAGUE)
    decided = page.locator("#rv-decided")
    if page.locator("#rv-accept").count():
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="Accept", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        page.locator("#rv-accept").wait_for(state="detached")
    while page.locator("#rv-making").count() == 0:
        before = int(decided.get_attribute("value") or 0)
        page.keyboard.press("r")
        expect(decided).not_to_have_attribute("value", str(before))
    page.keyboard.press("g")
    expect(page.get_by_role("button", name="Make the version for readers")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#rv-making")).to_contain_text("as soon as a worker is free")


def answer(page: Page, user: User, *, audience: str, named: bool) -> None:
    """Follow the link in the mail, look, choose, say yes."""
    link = re.search(r"https?://\S+(/samtykke/\S+)", mails_to(user)[-1])
    assert link
    page.goto(link.group(1))
    page.get_by_role("button", name="See it and answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what would be shared")
    assert COLLEAGUE not in page.content()
    page.get_by_role("link", name="Next: choose").first.click()
    for purpose in ("Reading in the archive", "Searching the text, and a transcript of recordings"):
        page.get_by_label(purpose).check()
    page.get_by_label(audience).check()
    page.get_by_label("Show my name").set_checked(named)
    page.get_by_role("button", name="Yes, share it like this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, your answer is kept")


def find(page: Page, query: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("combobox").fill(query)
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.wait_for_url("**/sok/**")


@pytest.mark.slow
def test_a_thesis_is_sent_checked_agreed_on_found_and_withdrawn(browse, people, work, tmp_path):
    file = tmp_path / "oppgave.pdf"
    file.write_bytes(pdf(THESIS))
    guro, terje, kari, berit = browse("guro"), browse("terje"), browse("kari"), browse("berit")

    send(guro, file, people["terje"])
    progress = guro.url
    guro.goto("about:blank")  # The page asks every other second; the tests' database has one connection for all.
    work()
    guro.goto(progress)
    expect(guro.get_by_role("heading", level=1)).to_have_text("Å lede en nattevakt")
    expect(guro.locator(".step-list li").last).to_contain_text("done")
    expect(guro.get_by_role("main")).to_contain_text("What it waits for")
    find(kari, PHRASE)
    expect(kari.get_by_role("heading", name="Nothing found")).to_be_visible()

    review_with_the_keyboard(berit)
    desk = berit.url
    berit.goto("about:blank")
    work()
    berit.goto(desk)
    expect(berit.locator("#rv-making")).to_contain_text("It is made and was checked.")

    answer(guro, people["guro"], audience="Everyone, also outside the programme", named=True)
    answer(terje, people["terje"], audience="Everyone in the programme, now and earlier", named=False)
    work()

    find(kari, f'"{PHRASE}"')
    hit = kari.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit).to_contain_text("Guro Nes and an unnamed author")
    hit.get_by_role("link", name="Page 3").click()
    expect(kari.locator("#side")).to_have_value("3")
    expect(kari.locator(".paper rect").first).to_be_visible()
    link = kari.url
    for number in (1, 2, 3):
        kari.goto(re.sub(r"side=\d", f"side={number}", link))
        for hidden in (COLLEAGUE, NUMBER, "Terje Vik"):
            assert hidden not in kari.content()

    go(terje, "My items")
    terje.get_by_role("button", name="Withdraw").click()
    expect(terje.locator("#messages")).to_contain_text("Nobody can read it any more.")
    response = kari.goto(link)
    assert response
    assert response.status == 410
    expect(kari.get_by_role("heading", level=1)).to_have_text("This was withdrawn")
    find(kari, PHRASE)
    expect(kari.get_by_role("heading", name="Nothing found")).to_be_visible()
    work()
    kari.reload()
    expect(kari.get_by_role("heading", name="Nothing found")).to_be_visible()
