"""The forms with which people send files and correct what was proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage
from archive.models.pages import Theme
from ingest.submissions import Person, Submission
from people.models import Class, User


class UploadForm(forms.Form):
    """A file and what belongs to it. A student sends a thesis; a teacher also lectures and material."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, PowerPoint, OpenDocument or text, or a recording."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Check that it was saved, and send it again."),
        },
    )
    captions = forms.FileField(
        label=_("Captions"),
        required=False,
        help_text=_("For a recording, if you have them: WebVTT or SRT. They are used instead of speech to text."),
    )
    others = forms.CharField(
        label=_("Others who made it with you"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One e-mail address a line. Each is asked before anything is shared."),
    )
    participants = forms.CharField(
        label=_("Others who can be seen or heard"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For a recording: one e-mail address a line. Each is asked before anything is shared."),
    )
    supervisor = forms.CharField(label=_("Supervisor"), required=False, max_length=200)
    programme_class = forms.ModelChoiceField(label=_("Class"), queryset=Class.objects.none(), required=False)
    theme = forms.TypedChoiceField(
        label=_("Theme"), choices=[("", "–"), *Theme.choices], required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        kinds = [("thesis", _("Thesis"))]
        if user.is_teacher:
            kinds += [("lecture", _("Lecture")), ("material", _("Other material"))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].initial = "thesis"
            self.fields["kind"].widget = forms.HiddenInput()
            del self.fields["captions"], self.fields["participants"]
        classes = Class.objects.select_related("cohort")
        if not user.is_staff:
            classes = classes.filter(memberships__user=user).distinct()
        self.fields["programme_class"].queryset = classes  # type: ignore[attr-defined]
        self.fields["programme_class"].empty_label = "–"  # type: ignore[attr-defined]
        self.fields["programme_class"].initial = classes.first() if not user.is_staff else None
        limit = filesizeformat(settings.INGEST["MAX_UPLOAD_BYTES"])
        self.fields["file"].help_text += " " + _("At most %(limit)s.") % {"limit": limit}

    def clean_others(self) -> tuple[Person, ...]:
        return _people(self.cleaned_data["others"])

    def clean_participants(self) -> tuple[Person, ...]:
        return _people(self.cleaned_data["participants"])

    def submission(self) -> Submission:
        """What was told, the sender first among the authors."""
        data = self.cleaned_data
        own = Person(self.user.name, self.user.email)
        others = tuple(person for person in data["others"] if person.email != self.user.email)
        chosen: Class | None = data["programme_class"]
        return Submission(
            kind=data["kind"],
            authors=(own, *others),
            participants=data.get("participants", ()),
            supervisor=data["supervisor"],
            programme_class=chosen.name if chosen else "",
            cohort=chosen.cohort.year if chosen else None,
            theme=data["theme"],
        )


def _people(lines: str) -> tuple[Person, ...]:
    """Each line's address, known to the roster: a stranger can't sign in, and so can't be asked."""
    people: list[Person] = []
    for address in filter(
        None, (line.strip().lower() for line in lines.replace(",", "\n").replace(";", "\n").splitlines())
    ):
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValidationError(_("“%(address)s” is not an e-mail address.") % {"address": address}) from error
        user = User.objects.filter(email__iexact=address, is_active=True).first()
        if user is None:
            sentence = _(
                "Nobody in the programme has the address %(address)s. Check it, or ask an administrator to add the person."
            )
            raise ValidationError(sentence % {"address": address})
        if address not in {person.email for person in people}:
            people.append(Person(user.name, address))
    return tuple(people)


class DetailsForm(forms.ModelForm[ItemPage]):
    """Title, abstract and keywords as proposed from the text, for the sender to correct."""

    class Meta:
        model = ItemPage
        fields = ["title", "abstract", "keywords", "language", "theme", "place"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"title": ""}  # Wagtail's speaks of a page.
