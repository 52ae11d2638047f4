"""How a rule says what it found, and how Presidio hears it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

#: How many characters before (and after) a span are read for words that tell what it is.
NEIGHBOURHOOD = 48


@dataclass(frozen=True, slots=True)
class Hit:
    """A span that a rule found, with the sentence that will tell the privacy officer why."""

    start: int
    end: int
    type: str
    score: float
    reason: str | Promise


Rule = Callable[[str, NlpArtifacts], Iterator[Hit]]


class RuleRecognizer(EntityRecognizer):
    """A rule in Presidio's form, for one language.

    The rules read both written standards and English at once: theses quote English, and transcripts mix. Presidio wants
    one recognizer a language all the same. Digits that a scan took for letters are put right before a rule reads them.
    """

    def __init__(self, rule: Rule, entities: Sequence[str], language: str) -> None:
        self.rule = rule
        super().__init__(supported_entities=list(entities), name=rule.__name__, supported_language=language)

    def load(self) -> None:
        """Nothing to load: the rules' patterns are compiled at import or on first use."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        return [
            RecognizerResult(
                hit.type,
                hit.start,
                hit.end,
                hit.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.rule.__name__,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    "reason": hit.reason,
                },
            )
            for hit in self.rule(mended(text), nlp_artifacts)
        ]


_NUMBER_LIKE = re.compile(r"(?<![\w@])(?=[OolI|]*\d)[\dOolI|]{2,}(?!\w)")
_DIGITS = str.maketrans("OolI|", "00111")


def mended(text: str) -> str:
    """`text` with the letters that scans put for digits put right, "l2.O9.2020" → "12.09.2020"; offsets stay.

    Only what stands among digits and isn't a short measure of litres ("2l") is taken for one.
    """
    return _NUMBER_LIKE.sub(
        lambda match: match[0] if match[0][-1] == "l" and len(match[0]) < 4 else match[0].translate(_DIGITS), text
    )


def name_spans(artifacts: NlpArtifacts) -> list[tuple[int, int]]:
    """Where the persons' names stand that the model saw."""
    return [(one.start_char, one.end_char) for one in artifacts.entities if one.label_ in {"PER", "PERSON"}]


def words(*stems: str) -> re.Pattern[str]:
    """A pattern for context words: each stem, with any ending, also as the last part of a compound.

    "telefon" is found in "mobiltelefonen" and "nummer" in "fødselsnummeret"; a stem that starts with "^" must start a word.
    """
    parts = [rf"\b{stem[1:]}" if stem.startswith("^") else stem for stem in stems]
    return re.compile("|".join(parts), re.IGNORECASE)


def before(text: str, start: int, pattern: re.Pattern[str], reach: int = NEIGHBOURHOOD) -> bool:
    """Whether a context word stands within `reach` characters before `start`, in the same paragraph."""
    stretch = text[max(0, start - reach) : start]
    return pattern.search(stretch, stretch.rfind("\n\n") + 1) is not None


def after(text: str, end: int, pattern: re.Pattern[str], reach: int = NEIGHBOURHOOD) -> bool:
    """Whether a context word stands within `reach` characters after `end`."""
    return pattern.search(text[end : end + reach]) is not None
