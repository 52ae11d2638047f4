"""The pages that readers meet, in a real browser."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from archive.models import Audience
from tests.browser.conftest import accessibility_violations, overflow, until
from tests.factories import make_class, make_item, make_release, make_student


def test_nothing_is_cut_off_when_the_text_is_twice_as_large(page, thesis, lecture, student):
    page.set_viewport_size({"width": 320, "height": 640})  # 640 pixels at 200 %.
    for address in ("/", thesis.url, f"{thesis.url}?side=1&q=tillit", lecture.url):
        page.goto(address)
        assert overflow(page) <= 0, address


def test_arrow_keys_turn_the_pages_but_not_while_writing(page, thesis, student):
    page.goto(f"{thesis.url}?side=1")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**side=2")
    page.locator("#within").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert "side=2" in page.url
    page.locator("main").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**side=1")


def test_a_hit_is_marked_where_it_stands_on_the_picture(page, thesis, student):
    page.goto(f"{thesis.url}?side=3&q=tillit")
    paper, mark = page.locator(".paper").bounding_box(), page.locator(".paper rect").first.bounding_box()
    assert paper
    assert mark
    # words_of() lays the first word at 10 % from the left and from the top, 14 % by 2 % large.
    assert mark["x"] - paper["x"] == pytest.approx(0.10 * paper["width"], abs=3)
    assert mark["y"] - paper["y"] == pytest.approx(0.10 * paper["height"], abs=3)
    assert mark["width"] == pytest.approx(0.14 * paper["width"], abs=3)


def test_the_words_on_the_picture_can_be_selected(page, thesis, student):
    page.goto(f"{thesis.url}?side=2")
    words = page.locator(".paper text")
    words.first.evaluate("word => getSelection().selectAllChildren(word.parentNode)")
    assert page.evaluate("String(getSelection())").split()[:3] == ["Tjenestene", "ble", "bedre"]


def test_a_line_of_the_transcript_plays_from_where_it_was_said(page, lecture, student, complaints):
    page.goto(lecture.url)
    until(page, "document.querySelector('video').readyState > 0")
    page.get_by_text("I dag handler det om endring.").click()
    until(page, "document.querySelector('video').currentTime >= 3")
    page.locator("li[aria-current]", has_text="endring").wait_for()
    assert complaints == []


def test_the_second_in_the_address_is_where_the_recording_begins(page, lecture, student):
    page.goto(f"{lecture.url}?t=6")
    until(page, "Math.abs(document.querySelector('video').currentTime - 6) < 0.5")
    assert page.locator("li[aria-current]").inner_text().endswith("Takk.")


def test_the_link_to_this_second_is_copied(page, lecture, student):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{lecture.url}?t=6")
    until(page, "document.querySelector('.share').href.endsWith('t=6')")
    page.locator(".share").click()
    until(page, "document.getElementById('shared').textContent")
    assert page.evaluate("navigator.clipboard.readText()").endswith(
        f"{lecture.url}?t=6".removeprefix("http://localhost")
    )


def test_the_menu_opens_on_a_phone_without_any_script(browser, live_server, transactional_db, thesis):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    sign_in = page.locator(".account a")
    assert not sign_in.is_visible()
    page.locator(".menu-button").click()
    assert sign_in.is_visible()
    context.close()


def test_the_language_is_changed_from_any_page(page, size, thesis):
    page.goto(thesis.url)
    if size == "phone":
        page.locator(".menu-button").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith(thesis.url.removeprefix("http://localhost"))


def test_a_class_sees_what_is_its_own(page, sign_in, transactional_db):
    item = make_item(title="Bare for Oslo 1")
    make_release(item, audience=Audience.CLASS)
    for programme_class, count in [(make_class("Oslo 2"), 0), (make_class("Oslo 1"), 1)]:
        sign_in(make_student(programme_class=programme_class))
        page.goto("/")
        assert page.get_by_text("Bare for Oslo 1").count() == count


def test_a_button_that_asks_once_is_answered_by_keyboard(page, transactional_db):
    context = {"id": "sure", "url": "/sprak/", "label": "Withdraw", "question": "Withdraw it for everyone?"}
    page.goto("/personvern/")
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('afterbegin', html)",
        render_to_string("components/confirm_button.html", context),
    )
    page.get_by_role("button", name="Withdraw").press("Enter")
    assert page.get_by_text("Withdraw it for everyone?").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('popovertargetaction')") == "hide"
    assert accessibility_violations(page) == []
    page.keyboard.press("Escape")
    assert not page.get_by_text("Withdraw it for everyone?").is_visible()
