"""What becomes of consent when a person is erased: every yes is taken back, links die, receipts and the key in the ledger go.

Answers stay, and the ledger as it is: both prove what was agreed, and lead to an account without a name.
"""

from __future__ import annotations

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from archive.models import Contributor
from consent import decisions, ledger, ways_out
from consent.cases import Concern
from consent.concerns import sender_of
from consent.models import LedgerPerson, Receipt, Request
from consent.rights import exports
from consent.rights.models import Export, RightsRequest
from people.erasure import Leaving, step


@step
def forget(leaving: Leaving) -> None:
    user = leaving.user
    for contributor in Contributor.objects.asked().filter(user=user).select_related("item"):
        decisions.withdraw(contributor, by=user)
    Request.objects.filter(contributor__user=user).delete()  # And their links.
    ways_out.close(user)
    Receipt.objects.filter(decision__by=user).delete()
    RightsRequest.objects.filter(person=user).delete()
    _forget_concerns(leaving)
    exports.remove(Export.objects.filter(person=user))
    ledger.append(
        "erased", by=leaving.by, details={"person": str(ledger.reference_of(user).reference), "account": user.pk}
    )
    LedgerPerson.objects.filter(user=user).delete()
    transaction.on_commit(partial(_tell, leaving, user.language), robust=True)


def _forget_concerns(leaving: Leaving) -> None:
    """What the person wrote about being in a work goes; what is undecided keeps the work shut, without their name."""
    user = leaving.user
    written = Concern.objects.filter(Q(sender=sender_of(user)) | Q(email__iexact=user.email))
    written.exclude(outcome="").delete()
    for concern in written:
        texts = {name: leaving.without(getattr(concern, name)) for name in ("which", "place", "text")}
        Concern.objects.filter(pk=concern.pk).update(name="", email="", sender="", **texts)


def _tell(leaving: Leaving, language: str) -> None:
    """One last mail, sent at once: no task may keep the address. If it can't be sent, the page has said it already."""
    with translation.override(language):
        body = render_to_string("consent/rights/erased.txt", {"name": leaving.name})
        send_mail(_("Your data is erased"), body, None, [leaving.email])
