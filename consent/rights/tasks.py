"""What follows a person's request: making the copy of their data, and mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from archive.tasks import retried
from consent.rights import exports
from consent.rights.models import Export, RightsRequest


@retried
def make_export(export_id: int) -> None:
    """Make a copy of a person's data and tell them. Nothing happens if it was taken back, or made already."""
    export = Export.objects.select_related("person").filter(pk=export_id, made_at=None).first()
    if export is None:
        return
    exports.make(export)
    mail_export.enqueue(export_id)


@retried
def mail_export(export_id: int) -> None:
    export = Export.objects.select_related("person").filter(pk=export_id).first()
    if export is None:
        return
    person = export.person
    with translation.override(person.language):
        link = settings.BASE_URL + reverse("my_data")
        body = render_to_string("consent/rights/ready.txt", {"user": person, "link": link, "days": exports.DAYS})
        send_mail(_("The copy of your data is ready"), body, None, [person.email])


@retried
def mail_answer(request_id: int) -> None:
    """Send a person the answer to what they asked of us."""
    request = RightsRequest.objects.select_related("person").filter(pk=request_id).first()
    if request is None:
        return
    person = request.person
    with translation.override(person.language):
        body = render_to_string("consent/rights/answer.txt", {"user": person, "asked": request})
        send_mail(_("The answer to your request about your data"), body, None, [person.email])
