"""Who must agree to a release, and what they said."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models import Audience, Contributor, ItemPage, Rendition
from consent import cases  # noqa: F401 - models of this app, too.
from people.models import User


class Notice(models.Model):
    """A version of the text that a person consents to. Once it is in use the database refuses to change it (`consent.guard`)."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text_nb = models.TextField(_("text in bokmål"))
    text_nn = models.TextField(_("text in nynorsk"))
    text_en = models.TextField(_("text in English"))
    purposes = models.JSONField(_("purposes"), default=list, help_text="What is asked for: `archive.models.Purpose`.")
    used_from = models.DateTimeField(_("in use from"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(_("Version %(version)s") % {"version": self.version})

    def text(self, language: str) -> str:
        """The text in `language`, in bokmål where there is none."""
        texts = {"nn": self.text_nn, "en": self.text_en}
        return texts.get(language, self.text_nb)


class RequestQuerySet(models.QuerySet["Request"]):
    def unanswered(self) -> RequestQuerySet:
        """Those without an answer since. A yes to an earlier notice that was merely limited answers no newer one."""
        since = Decision.objects.filter(contributor=OuterRef("contributor"), at__gte=OuterRef("made_at"))
        answered = since.exclude(answer=Decision.Answer.GRANTED, notice__version__lt=OuterRef("notice__version"))
        return self.exclude(Exists(answered))

    def about_current(self) -> RequestQuerySet:
        """Those about the newest rendition of an item."""
        return self.filter(rendition__in=Rendition.objects.values("item").annotate(newest=Max("pk")).values("newest"))


class Request(models.Model):
    """That a contributor was asked about a rendition, with a notice, once."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="requests")
    rendition = models.ForeignKey(Rendition, models.CASCADE, related_name="requests")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="requests")
    made_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0, help_text="How many were sent.")

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["contributor", "rendition", "notice"], name="asked_once")]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.rendition_id}"


class Link(models.Model):
    """A personal link that was mailed with a request. Of the link itself only a digest is kept."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class WayOut(models.Model):
    """A link at the foot of a mail with which `user` takes back or limits a yes. Of the link itself only a digest is kept."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="ways_out")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("withdrawal link")
        verbose_name_plural = _("withdrawal links")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def latest_of(self, contributor: Contributor) -> Decision | None:
        return self.filter(contributor=contributor).order_by("-pk").first()


class Decision(models.Model):
    """A person's grant, refusal or withdrawal for one rendition. Rows are only ever added; the newest holds."""

    class Answer(models.TextChoices):
        GRANTED = "granted", _("yes")
        REFUSED = "refused", _("no")
        WITHDRAWN = "withdrawn", _("withdrawn")

    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="decisions")
    rendition = models.ForeignKey(Rendition, models.PROTECT, related_name="decisions")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="decisions")
    language = models.CharField(max_length=2, default="nb", help_text="The language in which the notice was read.")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices, blank=True)
    token = models.CharField(
        max_length=30,
        blank=True,
        help_text="Who that was when it was chosen, as `Release.token`: an item can be moved.",
    )
    purposes = models.JSONField(
        _("purposes"), default=list, help_text="What the person ticked (`archive.models.Purpose`)."
    )
    named = models.BooleanField(_("name shown"), default=False)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(answer="granted", audience=""), name="granting_names_an_audience")
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.answer}"


class Receipt(models.Model):
    """The signed record of a decision that the person was given, as it was given."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="receipt")
    record = models.UUIDField(unique=True)
    content = models.BinaryField(help_text="The signed JSON file, byte for byte.")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.record)


class ReceiptKey(models.Model):
    """The public half of a key that receipts were signed with. Rows stay, so that old receipts verify."""

    name = models.CharField(max_length=16, primary_key=True)
    public = models.BinaryField(help_text="Ed25519, 32 bytes.")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("receipt key")
        verbose_name_plural = _("receipt keys")
        ordering = ["since"]

    def __str__(self) -> str:
        return self.name


class Replay(models.Model):
    """That an item is held because a backup was restored, until it has been answered for anew (`consent.restoring`)."""

    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="replays")
    at = models.DateTimeField(default=timezone.now)
    events = models.JSONField(default=list, help_text="Names of what happened to it since the backup.")
    for_officer = models.BooleanField(default=False, help_text="Whether the privacy officer is to look at it.")
    seen_at = models.DateTimeField(null=True, help_text="When that was done.")

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id}"


def new_key() -> bytes:
    return secrets.token_bytes(32)


class LedgerPerson(models.Model):
    """Who a reference in the ledger stands for, and the key to what the ledger says of that person.

    The ledger itself holds the reference alone. Deleting this row erases the person from the ledger, which stays valid.
    """

    reference = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="ledger_person")
    key = models.BinaryField(default=new_key, editable=False, help_text="ChaCha20-Poly1305, 32 bytes.")

    class Meta:
        verbose_name = _("person in the ledger")
        verbose_name_plural = _("persons in the ledger")

    def __str__(self) -> str:
        return str(self.reference)


class LedgerEntry(models.Model):
    """What happened, in order; each entry carries the hash of the one before it. `consent.ledger` writes and verifies them.

    The database itself refuses to change or delete an entry (`consent.guard`).
    """

    number = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap.")
    at = models.DateTimeField()
    event = models.CharField(max_length=40)
    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="ledger", null=True)
    by = models.UUIDField(null=True, help_text="Who did it: `LedgerPerson.reference`. Empty: the system.")
    details = models.JSONField(default=dict, help_text="Keys, digests and counts; never a name or a text.")
    sealed = models.BinaryField(
        default=bytes, help_text="Name and address of `by` at the time, under the person's key."
    )
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


from consent.rights.models import Export, RightsRequest  # noqa: E402, F401 - Django looks for an app's models here.
