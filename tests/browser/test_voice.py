"""Taking one's voice out of a recording, by keyboard, on a phone and on a wide screen."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import expect

from archive import publication
from archive.models import Silence
from tests.browser.conftest import accessibility_violations, overflow


def test_a_line_is_ticked_and_taken_out_from_my_items_on(page, size, sign_in, lecture, complaints):
    publication.refresh_state(lecture)
    lecturer = lecture.contributors.get()
    sign_in(lecturer.user)
    page.goto("/mine/")
    page.locator(f'a[href="{reverse("consent:voice", args=[lecture.pk])}"]').click()
    page.wait_for_url("**/stemme/")
    assert [*accessibility_violations(page), overflow(page)] == [0]

    page.locator("main button[type=submit]").press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert accessibility_violations(page) == []

    line = page.locator("input[name=lines]").first
    line.press("Space")
    expect(line).to_be_checked()
    page.locator("main button[type=submit]").press("Enter")
    page.wait_for_url("**/mine/")
    expect(page.locator("body")).to_contain_text(re.compile("taken|Ingen|Nobody"))
    assert not lecture.active_release
    assert Silence.objects.get().contributor == lecturer
    assert [each for each in complaints if "422" not in each] == []
