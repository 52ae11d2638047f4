"""Mail to contributors: the question, and the receipt of their answer."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import letters
from archive.models import Contributor
from archive.tasks import retried
from consent import coauthors, links
from consent.models import Decision, Receipt, Request
from consent.receipts import document, record
from people.models import AddressChange


@retried
def mail_request(request_id: int) -> None:
    """Tell a contributor that a version waits for an answer, in the person's language. Sent once."""
    request = _requests().filter(pk=request_id).first()  # None: the person was erased meanwhile.
    if request is None:
        return
    if request.mailed_at is None and mail_question(
        request, _("May we share your work in the archive?"), "consent/request.txt"
    ):
        Request.objects.filter(pk=request_id).update(mailed_at=timezone.now())


@retried
def mail_reminder(request_id: int) -> None:
    """Repeat a question that has not been answered."""
    request = _requests().filter(pk=request_id).first()
    if request is not None:
        mail_question(request, _("A reminder: may we share your work in the archive?"), "consent/reminder.txt")


def _requests() -> QuerySet[Request]:
    return Request.objects.select_related("contributor__user", "rendition")


def mail_question(request: Request, subject: str | Promise, template: str) -> bool:
    """Send the question with a new personal link; False for a contributor without an account, or who was erased."""
    user = request.contributor.user
    if user is None or user.erased_at is not None:
        return False
    context = {
        "user": user,
        "link": links.make(request),
        "days": settings.SAMLING["LINK_DAYS"],
        "sign_in": settings.BASE_URL + reverse("consent:answer", args=[request.rendition.item_id]),
    }
    with translation.override(user.language):
        context["foot"] = letters.foot_for(request.contributor)
        send_mail(str(subject), render_to_string(template, context), None, [user.email])
    return True


@retried
def mail_withdrawn(decision_id: int, contributor_id: int) -> None:
    """Tell somebody who agreed that another has taken it back; who, if all had answered and so know each other's answers."""
    decision = Decision.objects.select_related("contributor__item").get(pk=decision_id)
    contributor = Contributor.objects.select_related("user").get(pk=contributor_id)
    user = contributor.user
    if user is None or not user.is_active:
        return
    item = decision.contributor.item
    circle = coauthors.circles(user, [item])[item.pk]
    with translation.override(user.language):
        context = {
            "user": user,
            "name": decision.contributor.name if circle.everyone_answered else "",
            "link": settings.BASE_URL + reverse("my_items"),
            "foot": letters.foot_for(contributor),
        }
        send_mail(_("Somebody has withdrawn"), render_to_string("consent/withdrawn.txt", context), None, [user.email])


@retried
def mail_address_changed(change_id: int) -> None:
    """Tell the old address that the account has another; then it is forgotten. Sent once."""
    change = AddressChange.objects.select_related("user").get(pk=change_id)
    if not change.old_email:
        return
    with translation.override(change.user.language):
        context = {"user": change.user, "contact": settings.SAMLING["CONTROLLER"]["contact"]}
        body = render_to_string("consent/address_changed.txt", context)
        send_mail(_("Your e-mail address was changed"), body, None, [change.old_email])
    AddressChange.objects.filter(pk=change_id).update(old_email="")


@retried
def mail_receipt(decision_id: int) -> None:
    """Send the person the receipt of an answer: a page to read, and the file that proves it. Sent once."""
    decision = Decision.objects.select_related(
        "by", "contributor__user", "contributor__item", "rendition", "notice"
    ).get(pk=decision_id)
    try:
        receipt = record.of(decision)
    except record.Erased:
        return
    if receipt.mailed_at:
        return
    found = record.verify(bytes(receipt.content))
    link = settings.BASE_URL + reverse("consent:answer", args=[decision.contributor.item_id])
    with translation.override(decision.by.language):
        context = {
            "user": decision.by,
            "lines": document.lines_of(found, titled=False),
            "link": link,
            "foot": letters.foot_for(decision.contributor),
        }
        body = render_to_string("consent/receipt.txt", context)
        mail = EmailMessage(str(_("Receipt for your answer")), body, None, [decision.by.email])
        name = f"samling-{_('receipt')}-{decision.pk}"
    mail.attach(f"{name}.pdf", document.pdf_of(found), "application/pdf")
    mail.attach(f"{name}.json", bytes(receipt.content), "application/json")
    mail.send()
    Receipt.objects.filter(pk=receipt.pk).update(mailed_at=timezone.now())
