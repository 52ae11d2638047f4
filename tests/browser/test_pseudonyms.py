"""A pseudonym given with one key, or written first, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ingest.models import FindingDecision
from people.models import User
from tests.ingest.desks import flag, item_of, make_officer, make_screened


@pytest.fixture
def address(foundations: None, sign_in: Callable[[User], None]) -> str:
    """The desk with two people to decide about."""
    source = make_screened(["Leder Kari Nordmann og leder Ola Dunk.", "Kari Nordmann igjen."])
    flag(source, "Kari Nordmann", person="kari nordmann")
    flag(source, "Ola Dunk", person="ola dunk")
    sign_in(make_officer())
    return f"/admin/review/{item_of(source).pk}/"


def standing() -> list[str]:
    return list(FindingDecision.objects.filter(undone_at=None).order_by("pk").values_list("replacement", flat=True))


def settled(page: Page) -> None:
    """The keys work again: after a decision the focus goes to what is next, out of the field."""
    expect(page.locator("#rv-finding:focus, #rv-making :focus")).to_have_count(1)


def test_one_key_takes_the_proposal_and_another_writes_in_the_field(page: Page, address: str, complaints: list[str]):
    page.goto(address)
    field = page.get_by_label("Pseudonym", exact=True)
    expect(field).to_have_value("Leder A")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Ola Dunk")).to_be_visible()
    expect(field).to_have_value("Leder B")
    settled(page)
    page.keyboard.press("w")
    expect(field).to_be_focused()
    page.keyboard.type("leder a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="leder a")).to_be_visible()
    expect(field).to_have_value("leder a")
    settled(page)
    page.keyboard.press("w")
    page.keyboard.type("Kollega A")
    page.keyboard.press("Enter")
    expect(page.locator("#rv-groups")).to_contain_text("→ Kollega A")
    assert standing() == ["Leder A", "Leder A", "Kollega A"]
    settled(page)
    page.keyboard.press("u")
    expect(page.locator("#rv-groups")).not_to_contain_text("→ Leder A")
    assert standing() == ["Kollega A"]
    assert complaints == []


def test_on_a_narrow_phone_the_field_and_its_button_stay_within_the_page(page: Page, address: str):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    for element in (page.get_by_label("Pseudonym", exact=True), page.locator('button[value="replace"]')):
        box = element.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


def test_without_scripts_enter_in_the_field_replaces(browser, live_server, address: str, page: Page):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(address)
    plain.get_by_label("Pseudonym", exact=True).fill("Sjef A")
    plain.keyboard.press("Enter")
    expect(plain.locator("#rv-groups")).to_contain_text("→ Sjef A")
    assert standing() == ["Sjef A", "Sjef A"]
    context.close()
