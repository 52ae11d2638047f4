"""Finding in a browser: by mouse, by keyboard, on a phone; from the question to the page or the second."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import accessibility_violations, overflow, until


@pytest.fixture
def shelf(thesis, lecture, student, work) -> None:
    work()


def test_from_the_question_by_a_facet_to_the_page_with_its_words_boxed(page: Page, shelf, size, thesis, complaints):
    page.goto("/sok/?q=tillit OR endring")
    expect(page.locator(".hit")).to_have_count(2)
    if size == "phone":
        page.locator("#facets > summary").click()
    page.locator("#kind-thesis").check()
    page.wait_for_url("**kind=thesis**")
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".chips a")).to_have_count(1)
    page.locator(".hit-place").first.click()
    page.wait_for_url("**side=**")
    expect(page.locator(".paper rect").first).to_be_attached()
    assert page.locator(".paper rect").count() >= 1
    page.goto("/sok/?q=tillit&kind=thesis&year_from=2020")
    page.locator(".chips a", has_text="2020").click()
    page.wait_for_url("**q=tillit&kind=thesis")
    assert complaints == []


def test_the_words_of_the_other_standard_are_boxed_too(page: Page, shelf, thesis):
    page.goto(f"{thesis.url}?side=1&q=leiar")
    expect(page.locator(".paper rect")).to_have_count(1)
    expect(page.locator(".hit-list a")).to_have_count(1)


def test_from_the_question_to_the_second_of_the_lecture(page: Page, shelf, lecture):
    page.goto("/sok/?q=endring&kind=lecture")
    page.locator(".hit-place", has_text="0:03").click()
    page.wait_for_url("**t=3**")
    until(page, "Math.abs(document.querySelector('video').currentTime - 3) < 0.5")
    expect(page.locator(".lines li[aria-current]")).to_contain_text("endring")
    expect(page.locator(".lines mark")).to_have_text("endring")


def test_did_you_mean(page: Page, shelf, size, complaints):
    page.goto("/sok/?q=beslutnniger")
    expect(page.locator(".meant")).to_contain_text("beslutninger")
    expect(page.locator(".hit")).to_have_count(1)
    assert accessibility_violations(page) == []
    assert overflow(page) <= 0
    page.locator(".meant a").click()
    page.wait_for_url("**exact=1")
    expect(page.locator(".hit")).to_have_count(0)
    expect(page.locator(".meant a")).to_have_text("beslutninger")
    page.locator(".meant a").click()
    page.wait_for_url("**q=beslutninger")
    expect(page.locator(".hit")).to_have_count(1)
    assert complaints == []


def test_suggestions_by_keyboard(page: Page, shelf, size, thesis, complaints):
    page.goto("/personvern/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("till")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert accessibility_violations(page) == []
    assert overflow(page) <= 0
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("till")
    page.keyboard.type("i")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{thesis.url.removeprefix('http://localhost')}")
    assert complaints == []


def test_a_slash_typed_into_a_field_is_a_slash(page: Page, shelf):
    page.goto("/sok/?q=tillit")
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.type("/")
    expect(page.locator("#q")).to_have_value("tillit/")


def test_the_server_is_asked_once_for_what_is_typed_in_one_go(page: Page, shelf):
    page.goto("/sok/")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if reverse("suggest") in sent.url else None)
    page.locator("#q").press_sequentially("tillit", delay=10)
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1


def test_from_hit_to_hit_with_the_arrows(page: Page, shelf):
    page.goto("/sok/?q=tillit OR endring")
    titles = page.locator(".hit h2 a")
    page.locator("#q").focus()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/sok/"))
