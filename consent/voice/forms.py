from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.models.silences import Stretch
from archive.reading import Line

_TIME = r"(?:(\d{1,2}):)??(\d{1,3}):([0-5]\d)"
_STRETCH = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|til|to)\s*{_TIME}\s*\Z")


class VoiceForm(forms.Form):
    """Which lines of the transcript, and which times besides, are to be silent."""

    digest = forms.CharField(widget=forms.HiddenInput)
    lines = forms.MultipleChoiceField(
        label=_("What is said"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick each line that is to be silent."),
    )
    times = forms.CharField(
        label=_("Other times"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
        help_text=_("From and to in minutes and seconds, one stretch on each line, as 12:05–12:40."),
    )

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stretch_of = {str(line.number): (line.start, line.end) for line in lines if line.start < line.end}
        self.fields["lines"].choices = [(number, number) for number in self._stretch_of]  # type: ignore[attr-defined]

    def clean_times(self) -> list[Stretch]:
        return [_stretch(line) for line in self.cleaned_data["times"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if not self.errors and not self.stretches():
            raise forms.ValidationError(_("Tick a line, or write from when to when."))
        return data

    def stretches(self) -> list[Stretch]:
        ticked = [self._stretch_of[number] for number in self.cleaned_data["lines"]]
        times: list[Stretch] = self.cleaned_data["times"]
        return ticked + times


def _stretch(line: str) -> Stretch:
    match = _STRETCH.match(line)
    if match is None:
        raise forms.ValidationError(_("Write from and to as 12:05–12:40, one stretch on each line."))
    numbers = [int(number or 0) for number in match.groups()]
    start, end = (3600 * hours + 60 * minutes + seconds for hours, minutes, seconds in (numbers[:3], numbers[3:]))
    if end <= start:
        raise forms.ValidationError(_("A stretch ends after it begins. Look at %(line)s.") % {"line": line.strip()})
    return float(start), float(end)
