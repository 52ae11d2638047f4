"""What follows when somebody was given a new e-mail address: the old one opens nothing more, and open questions are asked anew."""

from __future__ import annotations

from django.utils import timezone

from consent import ledger, ways_out
from consent.models import Link, Request
from people import addresses
from people.models import AddressChange


@addresses.subscribe
def invite_anew(change: AddressChange) -> None:
    """The ledger tells that it happened, and of whom by reference. Reminders go on where they were, and come no more often."""
    from consent.tasks import mail_address_changed, mail_request

    person = ledger.reference_of(change.user)
    ledger.append("address_changed", by=change.by, details={"person": str(person.reference), "change": change.pk})
    Link.objects.filter(request__contributor__user=change.user, used_at=None).update(used_at=timezone.now())
    ways_out.close(change.user)
    mail_address_changed.enqueue(change.pk)
    if not change.user.is_active:
        return
    for request in Request.objects.about_current().unanswered().filter(contributor__user=change.user):
        Request.objects.filter(pk=request.pk).update(mailed_at=None)
        mail_request.enqueue(request.pk)
