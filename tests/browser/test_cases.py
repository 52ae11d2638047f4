"""A person in a work writes from a phone; a privacy officer decides; nothing is wrong with their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from archive.models import ItemPage, Release
from consent import closures
from consent.cases import Concern
from people.models import Role
from tests.browser.conftest import accessibility_violations, overflow
from tests.factories import make_item, make_user

pytestmark = pytest.mark.django_db


def test_a_person_in_a_work_writes_and_it_is_shut(page: Page, size, complaints, thesis):
    page.goto(thesis.url)
    page.get_by_role("link", name="Står det noe om deg her?").click()
    expect(page.locator("[name=which]")).to_have_value(thesis.get_full_url())
    assert (accessibility_violations(page), overflow(page)) == ([], 0)
    page.locator("[name=text]").fill("Det står at jeg var syk.")
    page.get_by_role("button", name="Send til personvernrådgiveren").click()
    page.wait_for_url("**/sendt/")
    assert (accessibility_violations(page), overflow(page)) == ([], 0)
    assert not Release.objects.active().exists()
    page.goto(thesis.url)
    expect(page.locator("h1")).to_have_text("Dette er stengt inntil videre")
    assert accessibility_violations(page) == []
    assert [each for each in complaints if "410" not in each] == []


def test_the_officers_pages(page: Page, size, sign_in, complaints, thesis):
    officer = make_user(name="Olga", roles=[Role.PRIVACY_OFFICER])
    thesis = ItemPage.objects.get(pk=thesis.pk)
    concern = Concern.objects.create(
        item=thesis, which=thesis.full_url, place="side 2", text="Det står at jeg var syk.", suspends=True, name="Nils"
    )
    other = make_item(title="Taushetsbelagt arbeid")
    closures.close(other, "Opplysninger om en pasients helse", "fvl13", by=officer)
    sign_in(officer)
    for name, arguments in (("concern_queue", []), ("concern_case", [concern.pk]), ("closures", []), ("records", [])):
        page.goto(reverse(name, args=arguments))
        for summary in page.locator(".cs-case summary").all():
            summary.click()
        assert overflow(page) == 0, name
    page.goto(reverse("concern_case", args=[concern.pk]))
    page.get_by_text("Endre ingenting").first.click()
    page.locator("[name=lift-answer]").fill("Siden handler om en annen.")
    page.get_by_role("button", name="Endre ingenting, og svar").click()
    expect(page.get_by_text("Avgjort.")).to_be_visible()
    assert Concern.objects.get().outcome == Concern.Outcome.LIFTED
    assert complaints == []
