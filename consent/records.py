"""The records of processing activities (GDPR Art. 30), and facts for an impact assessment (Art. 35), from what the system is and does.

Every app tells its facts (`archive.facts`); here they are put together as data, for a page and for a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.facts import Fact, Section, all_facts


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its facts, in the active language."""

    section: Section
    facts: list[Fact]

    @property
    def title(self) -> str:
        return str(self.section.label)


def parts() -> list[Part]:
    """The records as they are now."""
    return [Part(section, list(facts)) for section, facts in groupby(all_facts(), key=lambda fact: fact.section)]


def in_words(fact: Fact) -> str:
    """The value as people read it."""
    if isinstance(fact.value, bool):
        return _("yes") if fact.value else _("no")
    return str(fact.value)


def as_json() -> dict[str, Any]:
    """The records as plain values: keys are the same in every language, labels and sentences in the active one."""
    return {
        "generated_at": timezone.now().isoformat(),
        "language": get_language(),
        "sections": [
            {
                "key": part.section.value,
                "title": part.title,
                "facts": [
                    {
                        "key": fact.key,
                        "label": str(fact.label),
                        "value": fact.value if isinstance(fact.value, bool | int) else str(fact.value),
                        "to_be_confirmed": fact.policy,
                    }
                    for fact in part.facts
                ],
            }
            for part in parts()
        ],
    }
