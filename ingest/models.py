"""From a file to a decided rendition: sources, pipeline runs, passages, findings and what was decided about them.

Everything here is unredacted and stays in this app.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models import Contributor, ItemPage, Rendition
from archive.personal_data import GROUNDS
from people.models import User


class SourceQuerySet(models.QuerySet["Source"]):
    def main(self) -> SourceQuerySet:
        return self.filter(purpose=Source.Purpose.MAIN)

    def newest_of(self, item: str) -> models.Subquery:
        """The key of the newest main source, as a subquery of rows whose field `item` is an item's key."""
        return models.Subquery(self.main().filter(item=models.OuterRef(item)).order_by("-pk").values("pk")[:1])

    def refused(self) -> SourceQuerySet:
        return self.exclude(error="")

    def without_item(self) -> SourceQuerySet:
        """Files that no item was made from, or not yet."""
        return self.filter(item=None, emptied_at=None)


class Source(models.Model):
    """A file as received, never changed, never shown to readers. Kept in the `held` storage under its SHA-256.

    `submission` is what the sender told about it, until the item exists (see `ingest.submissions`).
    """

    class Purpose(models.TextChoices):
        MAIN = "main", _("the work itself")
        CAPTIONS = "captions", _("captions")

    item = models.ForeignKey(ItemPage, models.PROTECT, null=True, blank=True, related_name="sources")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.MAIN)
    belongs_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companions",
        help_text="The recording that captions go with.",
    )
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("file name"), max_length=255, help_text="As sent; shown, never used as a path.")
    size = models.PositiveBigIntegerField(_("size"), help_text="Bytes.")
    media_type = models.CharField(max_length=120, blank=True, help_text="By content, from the first step.")
    submission = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="sources")
    received_at = models.DateTimeField(default=timezone.now)
    emptied_at = models.DateTimeField(
        null=True, help_text="Since when file, text, findings and what was told are deleted (`ingest.retention`)."
    )
    error = models.TextField(
        blank=True, help_text="Why it was stopped, in the sender's language; empty while all is well."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def stored_name(self) -> str:
        """Its place in the `held` storage."""
        return f"sources/{self.sha256[:2]}/{self.sha256}"


class StepRun(models.Model):
    """One run of one pipeline step on a source."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("not needed")
        FAILED = "failed", _("stopped")

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    step = models.CharField(max_length=30)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    done = models.PositiveIntegerField(default=0, help_text="How many of `total` (pages, seconds, passages).")
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now, help_text="When the worker was last heard of.")
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    stale = models.BooleanField(default=False, help_text="Superseded: the step is to be run again.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(outcome="running"), name="one_running_step_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.step}: {self.outcome}"


class Passage(models.Model):
    """A source's extracted text, unredacted: a page, a stretch of speech, a section, a picture of a video, or the item's title,
    abstract, keywords.

    `words` as in `archive.models.RenditionPassage`.
    """

    class Kind(models.TextChoices):
        TITLE = "title", _("title")
        ABSTRACT = "abstract", _("abstract")
        KEYWORDS = "keywords", _("keywords")
        PAGE = "page", _("page")
        SPEECH = "speech", _("speech")
        SECTION = "section", _("section")
        PICTURE = "picture", _("picture")

    METADATA = (Kind.TITLE, Kind.ABSTRACT, Kind.KEYWORDS)
    DRAWN = (Kind.PAGE, Kind.PICTURE)

    source = models.ForeignKey(Source, models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(help_text="1, 2, 3 …; 0 for title, abstract and keywords.")
    start = models.FloatField(null=True)
    end = models.FloatField(null=True)
    text = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    words = models.JSONField(default=list)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["source", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "kind", "number"], name="passage_once")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.kind}:{self.number}"


class Finding(models.Model):
    """A span of a passage that may be personal data. `start` and `end` are offsets into the passage's text."""

    class Triage(models.TextChoices):
        OWN_NAME = "own_name", _("own name")
        CITED_WORK = "cited_work", _("cited work")
        PUBLIC_ROLE = "public_role", _("public role")
        NOT_PERSONAL = "not_personal", _("not personal data")
        CERTAIN = "certain", _("certain")
        TO_DECIDE = "to_decide", _("to decide")

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="findings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    type = models.CharField(max_length=40)
    score = models.FloatField()
    reason = models.TextField(
        help_text="Why it was flagged, in words: a sentence of the code, to be translated when shown."
    )
    triage = models.CharField(max_length=12, choices=Triage.choices, default=Triage.TO_DECIDE)
    person = models.CharField(max_length=200, blank=True, help_text="Groups the mentions of one person, place or day.")
    contributor = models.ForeignKey(Contributor, models.SET_NULL, null=True, blank=True, related_name="+")
    found_by = models.ForeignKey(User, models.PROTECT, null=True, help_text="Who marked it; empty: the analyzer.")

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["passage__number", "start"]
        constraints = [models.UniqueConstraint(fields=["passage", "start", "end", "type"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.passage_id}:{self.start}-{self.end}"

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def decision(self) -> FindingDecision | None:
        """What holds now; None while undecided. Uses prefetched `decisions` where there are any."""
        return next((each for each in reversed(self.decisions.all()) if each.undone_at is None), None)


class FindingDecision(models.Model):
    """What a privacy officer decided about a finding. Rows are never changed but to be marked undone.

    `REPLACE` is a redaction too: `replacement`, the pseudonym, stands where the text is gone (see `ingest.pseudonyms`).
    """

    class Action(models.TextChoices):
        REDACT = "redact", _("redact")
        REPLACE = "replace", _("replace")
        KEEP = "keep", _("keep")

    class Ground(models.TextChoices):
        OWN_NAME = "own_name", GROUNDS["own_name"]
        CITED_WORK = "cited_work", GROUNDS["cited_work"]
        PUBLIC_ROLE = "public_role", GROUNDS["public_role"]
        NOT_PERSONAL = "not_personal", GROUNDS["not_personal"]

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="decisions")
    action = models.CharField(max_length=10, choices=Action.choices)
    ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    replacement = models.CharField(_("pseudonym"), max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding"], condition=Q(undone_at=None), name="one_decision_per_finding"),
            models.CheckConstraint(condition=~Q(action="keep", ground=""), name="keeping_has_a_ground"),
            models.CheckConstraint(
                condition=(Q(action="replace") & ~Q(replacement="")) | (~Q(action="replace") & Q(replacement="")),
                name="replacing_has_a_replacement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.action}"

    def together(self) -> models.QuerySet[FindingDecision]:
        """All that the same act decided and that stands."""
        return FindingDecision.objects.filter(at=self.at, by=self.by, undone_at=None)


class FindingQuestion(models.Model):
    """What a privacy officer asks the authors about a finding, and all that are the same. The answers are advice."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["finding"], name="one_question_per_finding")]

    def __str__(self) -> str:
        return f"{self.pk} about {self.finding_id}"


class FindingAnswer(models.Model):
    """One author's answer to a question; `answer` is empty while it is waited for. May be changed until it is decided."""

    class Answer(models.TextChoices):
        GO = "go", _("Take it out")
        STAY = "stay", _("It may stay")
        UNSURE = "unsure", _("I don't know")

    question = models.ForeignKey(FindingQuestion, models.CASCADE, related_name="answers")
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["question", "contributor"], name="one_answer_per_author")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.contributor_id}: {self.answer}"


class Making(models.Model):
    """What a rendition was made from, to tell whether a later one only redacts more."""

    rendition = models.OneToOneField(Rendition, models.CASCADE, related_name="making")
    source = models.ForeignKey(Source, models.PROTECT, related_name="makings")
    texts = models.CharField(max_length=64, help_text="SHA-256 over the unredacted texts.")
    spans = models.JSONField(
        default=list, help_text="[passage key, start, end, type, pseudonym or ''] of each redaction."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.rendition_id} from {self.source_id}"
