"""The privacy officer at work with the keyboard alone: a whole thesis from the queue to the version for readers, and the parts
of the desk that a script moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from archive.models import Rendition
from ingest import intake, questions
from ingest.models import Finding, Source
from ingest.pipeline.screening import picture_name
from ingest.submissions import Person, Submission
from ingest.tasks import process
from people.models import Role, User
from tests.browser.conftest import SIZES, accessibility_violations, overflow
from tests.browser.content import picture
from tests.factories import make_student, make_user
from tests.ingest.desks import flag, make_screened

SAMPLES = Path(settings.BASE_DIR) / "samples"
THESIS = SAMPLES / "files" / "oppgave-bokmaal.pdf"
BESIDES_DECIDING = 7
"""Presses that are no decision: to the item and in, the proposals shown and accepted, the version ordered, gone to and opened."""
MOST_A_PAGE = 1.5
"""Decisions, at most: the measure for how much the triage leaves to a person."""
PATIENCE = 30_000
"""Milliseconds: a busy machine is no failure."""


@pytest.fixture
def officer(sign_in: Callable[[User], None], foundations: None) -> User:
    """A signed-in privacy officer who reads English, so that the pages say what stands in the templates."""
    user = make_user("berit@example.org", name="Berit Lunde", language="en", roles=[Role.PRIVACY_OFFICER])
    sign_in(user)
    return user


class Keys:
    """The keyboard, and how often it was pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.wait_for_load_state()  # The one before may have led to a new page, whose scripts must be there.
            self.page.keyboard.press(key)
            self.pressed += 1


def planted() -> list[str]:
    """What was planted in the thesis for a person to take out, by its key."""
    key = json.loads((SAMPLES / "key" / "oppgave-bokmaal.json").read_text(encoding="utf-8"))
    return [each["text"].casefold() for each in key["planted"] if each["expect"] in ("certain", "to_decide")]


def decide_everything(page: Page, keys: Keys, to_take_out: list[str]) -> int:
    """Redact what was planted and keep the rest; say how many keys. Each time the page itself goes on to the next.

    Where all of a kind that are left were planted, as the list shows, one key redacts them all.
    """
    decided = page.locator("#rv-decided")
    before = keys.pressed

    def is_planted(text: str) -> bool:
        return any(each in text.casefold() or text.casefold() in each for each in to_take_out)

    while page.locator("#rv-making[data-stage=ready]").count() == 0:
        text, kind = (page.locator(at).first.inner_text() for at in ("#rv-finding-text", ".rv-facts span"))
        alike = [name for name, its_kind in undecided(page) if its_kind == kind]
        done = decided.get_attribute("value") or ""
        if len(alike) > 1 and all(is_planted(name) for name in alike):
            keys.press("x")
        else:
            keys.press("r" if is_planted(text) else "4")
        expect(decided).not_to_have_attribute("value", done, timeout=PATIENCE)
    return keys.pressed - before


def undecided(page: Page) -> list[tuple[str, str]]:
    """The undecided groups in the list: what each is called, and its kind."""
    rows = page.locator("#rv-groups li", has_text="to decide")
    names, kinds = (rows.locator(each).all_inner_texts() for each in (".rv-name", ".rv-hint"))
    return list(zip(names, kinds, strict=True))


@pytest.mark.slow
def test_a_thesis_of_48_pages_from_the_queue_to_the_version_for_readers_with_the_keyboard_alone(page, officer, work):
    with THESIS.open("rb") as file:
        author = make_student("Ingrid Solheim Aune")
        told = Submission(authors=(Person(author.name, author.email),), supervisor="Torbjørn Hegge", language="nb")
        source = intake.receive(file, name=THESIS.name, by=author, submission=told)
    process.enqueue(source.pk)
    work()
    page.goto(reverse("review_queue"))
    keys = Keys(page)

    keys.press("j", "Enter")
    expect(page.locator("#rv-decided")).to_have_attribute("value", "0", timeout=PATIENCE)
    keys.press("a")
    expect(page.get_by_role("button", name="Accept", exact=True)).to_be_focused()
    keys.press("Enter")
    page.locator("#rv-accept").wait_for(state="detached", timeout=PATIENCE)
    decisions = decide_everything(page, keys, planted())

    # The page asks how far it is; the tests' database has one connection for all, so it is answered when the work is done.
    held: list[Route] = []
    page.route("**/making/", lambda route: held.append(route))
    expect(page.get_by_role("button", name="Make the version for readers")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#rv-making")).to_contain_text("as soon as a worker is free", timeout=PATIENCE)
    work()
    page.unroute("**/making/")
    for route in held:
        route.continue_()
    expect(page.locator("#rv-making")).to_contain_text("It is made and was checked.", timeout=PATIENCE)
    keys.press("g", "Enter")
    page.wait_for_url("**/forhandsvisning/*/")

    rendition = Rendition.objects.get(item__sources=source)
    assert rendition.pages == 48
    assert "Marit Lothe" not in " ".join(rendition.passages.values_list("text", flat=True))
    counted = f"{keys.pressed} key presses for {rendition.pages} pages, {decisions} of them decisions"
    print(f"\n{counted}")  # noqa: T201 - read with `pytest -s`.
    assert keys.pressed == decisions + BESIDES_DECIDING
    assert decisions <= MOST_A_PAGE * rendition.pages


# The parts that a script moves


@pytest.fixture
def screened(officer: User) -> Source:
    """Three pages with pictures, of which only the first has something flagged."""
    source = make_screened(["Vi traff Ola Moe her", "Siri Lie bur på garden Nordvik no", "Slutt"], content=b"%PDF-1.7")
    flag(source, "Ola Moe")
    for number in (1, 2, 3):
        storages["held"].save(picture_name(source, number), ContentFile(picture()))
    return source


def marked() -> list[str]:
    return sorted(each.text for each in Finding.objects.exclude(found_by=None))


def open_page(page: Page, source: Source, number: int) -> Locator:
    """The picture of a page, gone to by its number."""
    page.goto(reverse("review_item", args=[source.item_id]))
    page.keyboard.press("s")
    expect(page.locator("#rv-page")).to_be_focused()
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")
    expect(page.locator("#rv-sheet")).to_have_text(f"Page {number} of 3", timeout=PATIENCE)
    found = page.locator(".rv-picture")
    expect(found).to_be_visible()
    return found


def test_what_was_missed_is_selected_in_the_picture_with_the_keyboard(page, screened, complaints):
    open_page(page, screened, 2)
    words = page.locator(".rv-words rect")
    page.keyboard.press("v")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#rv-said")).to_have_text("Siri")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#rv-said")).to_have_text("Siri Lie")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#rv-said")).to_have_text("Siri Lie bur på garden Nordvik no")
    expect(words).to_have_count(2)
    page.keyboard.press("Shift+ArrowUp")
    expect(words).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#rv-missed [name=text]")).to_have_value("Siri Lie")
    expect(page.get_by_role("button", name="Mark and redact")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".rv-said")).to_contain_text("Marked and redacted in one place.", timeout=PATIENCE)
    assert marked() == ["Siri Lie"]
    assert complaints == []


def test_a_key_pressed_as_soon_as_a_page_was_changed_is_not_undone(page, screened):
    page.goto(reverse("review_item", args=[screened.item_id]))
    page.evaluate(
        """document.addEventListener("htmx:afterSwap", () => setTimeout(() => {
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "v", bubbles: true }));
        }))"""
    )
    page.keyboard.press("s")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#rv-sheet")).to_have_text("Page 2 of 3", timeout=PATIENCE)
    page.wait_for_timeout(200)
    expect(page.locator(".rv-picture")).to_be_focused(timeout=1)


@pytest.mark.parametrize("way", ["drag", "drag before the words have come", "clicks"])
def test_what_was_missed_is_selected_in_the_picture_with_the_mouse(page, screened, way):
    late: list[Route] = []
    if "before" in way:
        page.route("**/words/**", lambda route: late.append(route))
    found = open_page(page, screened, 2)
    box = found.bounding_box()
    assert box

    def at(x: float, y: float) -> tuple[float, float]:
        """Words stand five on a line, see `tests.factories.words_of`."""
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    first, last = at(0.8, 0.11), at(0.15, 0.14)
    if "drag" in way:
        page.mouse.move(*first)
        page.mouse.down()
        page.mouse.move(*at(0.5, 0.13))
        page.mouse.move(*last)
        page.mouse.up()
        for route in late:
            route.continue_()
    else:
        page.mouse.click(*first)
        expect(page.locator("#rv-missed [name=text]")).to_have_value("garden")
        page.mouse.click(*last)
    expect(page.locator("#rv-missed [name=text]")).to_have_value("garden Nordvik")
    assert bool(late) == ("before" in way)
    page.get_by_role("button", name="Mark and redact").click()
    expect(page.locator(".rv-said")).to_contain_text("Marked and redacted in one place.", timeout=PATIENCE)
    assert marked() == ["garden Nordvik"]


def test_a_click_on_a_mark_in_the_picture_looks_at_it_and_selects_nothing(page, screened):
    open_page(page, screened, 1)
    page.locator(".rv-picture .rv-mark rect").click()
    expect(page.locator("#rv-finding-text")).to_have_text("Ola Moe")
    expect(page.locator(".rv-words rect")).to_have_count(0)


def test_a_question_goes_to_the_author_and_the_answer_comes_back_with_the_keyboard_alone(
    page, sign_in, officer, screened
):
    author = screened.uploaded_by
    User.objects.filter(pk=author.pk).update(language="en")
    desk = reverse("review_item", args=[screened.item_id])
    page.goto(desk)
    page.keyboard.press("q")
    expect(page.locator("#rv-ask-text")).to_have_value("Is this a real person who could be recognised?")
    page.keyboard.type("Does Ola work there?")
    page.keyboard.press("Enter")
    expect(page.locator(".rv-bar")).to_contain_text("1 waits for the author", timeout=PATIENCE)

    sign_in(author)
    page.goto("/mine/")
    page.get_by_role("link", name="Answer 1 question").press("Enter")
    expect(page.locator("blockquote mark")).to_have_text("Ola Moe")
    page.get_by_label("Anything the privacy officer should know").press_sequentially("He moved in 2020.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Thank you.", timeout=PATIENCE)

    sign_in(officer)
    page.goto(desk)
    expect(page.locator(".rv-question")).to_contain_text("It may stay – He moved in 2020.")
    page.keyboard.press("4")
    expect(page.locator("#rv-decided")).to_have_attribute("value", "1", timeout=PATIENCE)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_pages_of_a_question_are_right_for_everyone(page, sign_in, size, officer, screened, language, complaints):
    User.objects.update(language=language)
    questions.ask(Finding.objects.get(), "Arbeider Ola Moe der?", by=officer)
    desk, asked = (reverse(name, args=[screened.item_id]) for name in ("review_item", "questions"))
    for user, address in ((officer, desk), (officer, reverse("review_queue")), (screened.uploaded_by, asked)):
        sign_in(user)
        page.goto(address)
        assert accessibility_violations(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert overflow(page) <= 0, address
        page.set_viewport_size(SIZES[size])
    assert complaints == []
