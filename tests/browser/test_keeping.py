"""What readers take with them: a saved search, a reference, a key for a program."""

from __future__ import annotations

import os

from playwright.sync_api import Page, expect

from search import indexing
from search.models import SavedSearch
from search.saved import mails
from tests.browser.conftest import accessibility_violations, overflow


def look(page: Page, name: str) -> None:
    """Nothing is wrong with the page, wide or narrow; a picture of it where `PICTURES` names a folder."""
    assert accessibility_violations(page) == []
    for width, height in [(320, 700), (390, 844)]:
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) <= 0
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_search_is_saved_told_of_and_stopped(page, student, thesis, complaints):
    indexing.mark(thesis)
    indexing.catch_up()
    page.goto("/sok/?q=tillit")
    expect(page.get_by_role("link", name="CSV", exact=True)).to_be_visible()
    look(page, "results")
    page.get_by_role("link", name="Lagre dette søket").click()
    expect(page.get_by_role("heading", name="Lagre dette søket")).to_be_visible()
    look(page, "save")
    page.get_by_label("hver dag").check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_role("heading", name="Mine søk")).to_be_visible()
    look(page, "saved")
    kept = SavedSearch.objects.get()
    page.goto(mails.stop_address(kept).replace("http://localhost:8000", ""))
    look(page, "stop")
    page.get_by_role("button", name="Stopp e-postene").click()
    expect(page.get_by_role("heading", name="E-postene er stoppet")).to_be_visible()
    kept.refresh_from_db()
    assert kept.frequency == "never"
    assert complaints == []


def test_a_reference_is_copied(page, thesis, complaints):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(thesis.get_url())
    page.get_by_text("Siter dette").click()
    expect(page.locator("#reference cite")).to_have_text("Tillit i små tjenester")
    look(page, "cite")
    page.get_by_role("button", name="Kopier").click()
    expect(page.get_by_text("Kopiert.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Moen, K. (2024). Tillit i små tjenester [")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="BibTeX").click()
    assert fetched.value.suggested_filename.endswith(".bib")
    assert complaints == []


def test_a_key_is_made_and_deleted(page, student, complaints):
    page.goto("/min-side/")
    page.get_by_role("link", name="Nøkler for programmer").click()
    page.get_by_label("Navn").fill("Notatblokk")
    page.get_by_role("button", name="Lag en nøkkel").click()
    expect(page.locator("#secret")).to_contain_text("samling_")
    look(page, "keys")
    page.get_by_role("button", name="Slett Notatblokk").click()
    expect(page.get_by_text("Nøkkelen er slettet.")).to_be_visible()
    assert complaints == []
