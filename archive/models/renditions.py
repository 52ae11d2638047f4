"""What readers would get: frozen text and files, made from a source with the decided redactions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.pages import ItemPage
from archive.personal_data import label
from people.models import User


class Rendition(models.Model):
    """Never changed once made. `digest` covers everything a reader would get, so consent to it is consent to bytes."""

    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="renditions", verbose_name=_("item"))
    digest = models.CharField(_("digest"), max_length=64, help_text="SHA-256 over texts and files, hexadecimal.")
    recipe = models.CharField(
        max_length=64, help_text="SHA-256 over what it was made from: source, decisions, metadata."
    )
    title = models.CharField(_("title"), max_length=255)
    abstract = models.TextField(_("abstract"), blank=True)
    keywords = models.JSONField(_("keywords"), default=list)
    language = models.CharField(_("language"), max_length=2, blank=True)
    redactions = models.JSONField(default=dict, help_text="How many spans are redacted, by type.")
    outcomes = models.JSONField(
        default=list,
        help_text="What became of the findings: [action, ground, type, how many, numbers of their passages] each.",
    )
    pages = models.PositiveIntegerField(default=0)
    unnamed = models.JSONField(default=list, help_text="Contributors (keys) whose names it leaves out.")
    silences = models.JSONField(
        default=list, help_text="[start, end] in seconds of what is silent at a contributor's own wish."
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="An earlier rendition that this one equals but for further redactions; consent to that one holds for this.",
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["item", "recipe"], name="rendition_once_a_recipe")]

    def __str__(self) -> str:
        return self.digest[:12]

    def lineage(self) -> list[Rendition]:
        """This rendition and the earlier ones whose consent holds for it, newest first."""
        found, rendition = [self], self.follows
        while rendition is not None:
            found.append(rendition)
            rendition = rendition.follows
        return found

    def redaction_counts(self) -> list[tuple[str, int]]:
        """What was redacted, in words, with how many of each; most first."""
        counts = sorted(self.redactions.items(), key=lambda pair: -pair[1])
        return [(label(kind), count) for kind, count in counts]

    @property
    def document(self) -> RenditionFile | None:
        return self.files.filter(kind__in=[RenditionFile.Kind.DOCUMENT, RenditionFile.Kind.MEDIA]).first()


class RenditionPassage(models.Model):
    """A passage as readers get it: redacted text, and where its words stand.

    `words` is a list of `[start, end, *place]`: offsets into `text`, then left, top, right, bottom as fractions of the page, or
    start and end in seconds.
    """

    rendition = models.ForeignKey(Rendition, models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    start = models.FloatField(null=True)
    end = models.FloatField(null=True)
    text = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    words = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["rendition", "number"], name="rendition_passage_once")]

    def __str__(self) -> str:
        return f"{self.rendition_id}:{self.number}"


class RenditionFile(models.Model):
    """A file of a rendition. `name` is its place, the same in the storages `held` and `released`."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        MEDIA = "media", _("recording")
        CAPTIONS = "captions", _("captions")
        PAGE = "page", _("page picture")

    rendition = models.ForeignKey(Rendition, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(default=0, help_text="The page's number; 0 for the whole.")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")

    class Meta:
        ordering = ["kind", "number"]
        constraints = [models.UniqueConstraint(fields=["rendition", "kind", "number"], name="rendition_file_once")]

    def __str__(self) -> str:
        return self.name
