"""The privacy officer writes what people consent to; a text in use stays as it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Purpose
from consent import decisions, notices
from consent.models import Notice
from people.models import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TEXTS = {"text_nb": "Du sier ja.", "text_nn": "Du seier ja.", "text_en": "You say yes."}


@pytest.fixture
def officer(client):
    officer = make_user(roles=[Role.PRIVACY_OFFICER])
    client.force_login(officer)
    return officer


def test_the_officer_writes_a_version_and_takes_it_into_use(client, officer):
    before = decisions.current_notice()
    client.post(reverse("notices:add"), {**TEXTS, "purposes": ["reading"]})
    assert decisions.current_notice() == before
    written = Notice.objects.get(used_from=None)
    client.post(reverse("notices:edit", args=[written.pk]), {**TEXTS, "purposes": ["reading", "search"], "use": "on"})
    used = decisions.current_notice()
    assert (used.version, used.purposes) == (before.version + 1, ["reading", "search"])


def test_a_version_in_use_is_read_and_copied_but_not_changed(client, officer):
    used = decisions.current_notice()
    assert "Formålet er" in client.get(reverse("notices:inspect", args=[used.pk])).content.decode()
    assert client.get(reverse("notices:copy", args=[used.pk])).status_code == 200
    client.post(reverse("notices:edit", args=[used.pk]), {**TEXTS, "purposes": ["reading"]})
    client.post(reverse("notices:delete", args=[used.pk]))
    assert "Formålet er" in Notice.objects.get(pk=used.pk).text_nb
    with pytest.raises(notices.InUse):
        notices.take_into_use(used, by=officer)


def test_reading_is_always_asked_for(client, officer):
    response = client.post(reverse("notices:add"), {**TEXTS, "purposes": [Purpose.SEARCH]})
    assert list(response.context["form"].errors) == ["purposes"]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMINISTRATOR])
def test_nobody_else_writes_notices(client, role):
    client.force_login(make_user(roles=[role]))
    client.post(reverse("notices:add"), {**TEXTS, "purposes": ["reading"]})
    assert not Notice.objects.filter(used_from=None).exists()
