"""What people do without JavaScript: search, send a file, answer, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from archive.models import Audience
from consent import decisions
from consent.models import Decision
from ingest.models import Source
from people.models import User
from tests.browser.conftest import enter
from tests.browser.content import pdf
from tests.factories import make_contributor, make_item, make_release, make_rendition, make_student


@pytest.fixture
def browse(browser: Browser, live_server, foundations: None) -> Iterator[Callable[[User], Page]]:
    """A page without scripts for a signed-in user, in English."""
    contexts = []

    def signed_in(user: User) -> Page:
        user.language = "en"
        user.save()
        context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
        contexts.append(context)
        enter(context, user, live_server.url)
        return context.new_page()

    yield signed_in
    for context in contexts:
        context.close()


def test_search_and_narrow_down(browse, thesis, lecture, work):
    work()
    page = browse(make_student())
    page.goto("/sok/?q=tillit+OR+endring")
    expect(page.locator(".hit")).to_have_count(2)
    page.get_by_text("Narrow down").click()
    page.get_by_label("Lecture").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator(".hit")).to_have_count(1)
    page.locator(".hit-place").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Endring")
    assert "#t=3" in (page.locator("video").get_attribute("src") or "")


def test_send_a_file(browse, tmp_path):
    sender = make_student()
    page = browse(sender)
    page.goto("/last-opp/")
    file = tmp_path / "oppgave.pdf"
    file.write_bytes(pdf([["En oppgave", "Om å sende den inn."]]))
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Supervisor").fill("Liv Veileder")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".step-list li").first).to_contain_text("waits")
    expect(page.get_by_role("link", name="Load the page again")).to_be_visible()
    assert Source.objects.get().uploaded_by == sender


def test_answer_and_withdraw(browse):
    author, other = make_student(name="Guro Nes"), make_student(name="Terje Vik")
    item = make_item(title="Kunsten å vente", authors=[author])
    make_contributor(item, other, position=1)
    rendition = make_rendition(item, files=[])
    page = browse(author)
    page.goto("/")
    page.get_by_role("link", name="1 work waits for your answer").click()
    page.get_by_role("link", name="See it and answer").click()
    page.get_by_role("link", name="Next: choose").first.click()
    page.get_by_label("Reading in the archive").check()
    page.get_by_label("Everyone in the cohort").check()
    page.get_by_role("button", name="Yes, share it like this").click()
    expect(page.get_by_role("main")).to_contain_text("It is shared when everyone who has a part in it has said yes.")
    decision = Decision.objects.get()
    assert (decision.rendition, decision.audience, decision.named) == (rendition, Audience.COHORT, False)

    make_release(item, audience=Audience.COHORT)
    page.goto(item.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kunsten å vente")
    page.goto(reverse("my_items"))
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("It is withdrawn. Nobody can read it any more.")).to_be_visible()
    response = page.goto(item.url)
    assert response
    assert response.status == 410


def test_say_no(browse):
    author = make_student()
    item = make_item(authors=[author])
    decisions.ask(make_rendition(item, files=[]))
    page = browse(author)
    page.goto(reverse("consent:choose", args=[item.pk]))
    page.get_by_role("button", name="No, do not share it").click()
    expect(page.get_by_role("main")).to_contain_text("You said no.")
    assert Decision.objects.get().answer == Decision.Answer.REFUSED
