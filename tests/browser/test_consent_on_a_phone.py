"""An author answers the mail on a phone, with a thumb or with a keyboard, and takes a yes back; how many taps it costs.

Screenshots are kept where the test runs (`tmp_path`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from archive.models import Audience, ItemPage, Purpose, Release
from consent import decisions
from consent.models import Decision
from people.models import User
from tests.browser.conftest import accessibility_violations, overflow
from tests.browser.content import PAGES, picture
from tests.factories import make_contributor, make_item, make_membership, make_rendition, make_student, make_user

PHONE: ViewportSize = {"width": 360, "height": 740}
LANGUAGES = ["nb", "nn", "en"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def phone(browser: Browser, live_server, foundations: None) -> Iterator[Page]:
    """A phone whose browser has never been here, and is set to English."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, has_touch=True, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def author(foundations: None, language: str) -> User:
    user = make_user("guro@example.org", name="Guro Nes", language=language)
    make_membership(user)
    return user


@pytest.fixture
def asked(author: User, work: Callable[[], None]) -> ItemPage:
    """A thesis whose author has the question in the mail."""
    item = make_item(title="Kunsten å vente", authors=[author])
    files = [("page", number, "image/webp", picture()) for number in (1, 2, 3)]
    outcomes = [["redact", "", "PERSON", 3, [1, 2]], ["keep", "cited_work", "PERSON", 2, [3]]]
    decisions.ask(make_rendition(item, PAGES, files, abstract="Om å vente.", outcomes=outcomes))
    work()
    return item


@pytest.fixture
def look(phone: Page, language: str, tmp_path: Path) -> Callable[[str], None]:
    """Keep a picture of the page that is open, and say what is wrong with it."""

    def at(name: str) -> None:
        phone.screenshot(path=tmp_path / f"{name}-{language}.png", full_page=True)
        assert accessibility_violations(phone) == [], name
        assert overflow(phone) == 0, name
        assert phone.locator("html").get_attribute("lang") == language, name
        assert phone.locator("main :checked").count() == 0, f"{name}: nothing is ticked in advance"

    return at


def link_in(body: object, name: str) -> str:
    return str(re.findall(rf"https?://[^/]+(/samtykke/{name}/\S+)", str(body))[0])


def test_a_yes_with_limits_takes_five_taps_and_taking_it_back_one(phone: Page, asked, author, look, work):
    taps = 0

    def tap(target: Locator) -> None:
        nonlocal taps
        target.tap()
        taps += 1

    phone.goto(link_in(mail.outbox[0].body, "lenke"))
    look("1-link")
    tap(phone.get_by_role("main").get_by_role("button"))
    phone.wait_for_url(f"**/samtykke/{asked.pk}/")
    look("2-look")
    tap(phone.locator(f"a[href='/samtykke/{asked.pk}/velg/']").first)
    phone.wait_for_url("**/velg/")
    look("3-choose")
    tap(phone.locator("[name=purposes][value=reading]"))
    tap(phone.locator("[name=audience][value=class]"))
    tap(phone.locator("button[value=yes]"))
    phone.wait_for_url("**/ferdig/")
    look("4-done")
    given = Decision.objects.get()
    assert (given.audience, given.purposes, given.named) == (Audience.CLASS, ["reading"], False)
    assert taps <= 6
    phone.goto("about:blank")  # The worker and the page have one connection between them.
    work()

    phone.context.clear_cookies()
    taps = 0
    phone.goto(link_in(mail.outbox[-1].body, "svar"))
    look("5-answer")
    tap(phone.locator("main form button").first)
    expect(phone.locator("main form")).to_have_count(0)
    look("6-withdrawn")
    assert taps <= 2
    assert Decision.objects.latest("pk").answer == "withdrawn"
    assert not Release.objects.active().exists()


def press_to(page: Page, target: Locator) -> None:
    """Go to `target` with the tab key."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The tab key does not lead to {target}")


@pytest.mark.parametrize("language", ["en"])
def test_by_keyboard_alone(phone: Page, asked, author, work):
    def press(target: Locator, key: str = "Enter") -> None:
        press_to(phone, target)
        phone.keyboard.press(key)

    phone.goto(link_in(mail.outbox[0].body, "lenke"))
    press(phone.get_by_role("button", name="See it and answer"))
    phone.wait_for_url(f"**/samtykke/{asked.pk}/")
    press(phone.get_by_role("link", name="Next: choose").first)
    phone.wait_for_url("**/velg/")
    press(phone.get_by_label("Reading in the archive"), "Space")
    press(phone.get_by_label("Use in teaching"), "Space")
    press(phone.locator("[name=audience][value=class]"), "Space")
    phone.keyboard.press("ArrowDown")
    press(phone.get_by_label("Show my name"), "Space")
    press(phone.get_by_role("button", name="Yes, share it like this"))
    phone.wait_for_url("**/ferdig/")
    press(phone.get_by_role("link", name="Limit it instead"))
    phone.wait_for_url("**/begrens/")
    press(phone.get_by_role("button", name="Take back: use in teaching"))
    phone.wait_for_url("**/ferdig/")
    limited = Decision.objects.latest("pk")
    assert (limited.audience, limited.purposes, limited.named) == (Audience.COHORT, ["reading"], True)
    press(phone.get_by_role("button", name="Withdraw"))
    expect(phone.get_by_text("You have withdrawn it.")).to_be_visible()
    assert Decision.objects.latest("pk").answer == "withdrawn"


def test_limiting_and_what_is_told_of_the_others(phone: Page, asked, author, look, tmp_path: Path):
    other = make_student("Terje Vik")
    make_contributor(asked, other, position=1)
    contributor = asked.contributors.get(user=author)
    choices = decisions.Choices(Audience.PUBLIC, frozenset(Purpose), named=True)
    decisions.grant(contributor, asked.current_rendition, choices, by=author)
    phone.goto(link_in(mail.outbox[0].body, "lenke"))
    phone.get_by_role("main").get_by_role("button").click()
    phone.wait_for_url(f"**/samtykke/{asked.pk}/")
    expect(phone.get_by_role("main")).to_contain_text("Terje Vik")
    phone.pdf(path=tmp_path / "look.pdf")
    phone.goto(f"/samtykke/{asked.pk}/begrens/")
    look("7-limit")
    phone.locator("[value=programme]").click()
    phone.wait_for_url("**/ferdig/")
    assert Decision.objects.latest("pk").audience == Audience.PROGRAMME
