"""What the names model found, in Presidio's form."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import LOCATION, ORGANIZATION, PERSON
from ingest.personal_data.gazetteer import is_never_a_name

#: The model's labels (NorNE's, and those of other spaCy models) and ours. What isn't listed isn't personal: PROD, EVT, DRV, MISC.
TYPES = {
    "PER": PERSON,
    "PERSON": PERSON,
    "LOC": LOCATION,
    "GPE": LOCATION,
    "GPE_LOC": LOCATION,
    "GPE_ORG": LOCATION,
    "FAC": LOCATION,
    "ORG": ORGANIZATION,
}
_REASONS: dict[str, str | Promise] = {
    PERSON: _("Looks like a person's name."),
    LOCATION: _("Looks like the name of a place."),
    ORGANIZATION: _("Looks like the name of an organisation."),
}


#: Of text that is written with capitals at least this share of the letters is one.
_FEWEST_CAPITALS = 0.008


def is_cased(text: str) -> bool:
    """Whether a text uses capitals as written Norwegian does; transcripts and chats often don't."""
    letters = sum(map(str.isalpha, text))
    return letters > 0 and sum(map(str.isupper, text)) / letters >= _FEWEST_CAPITALS


def _is_no_name(mention: str, kind: str, cased: bool) -> bool:
    """Whether the model is surely wrong: a word nobody is called by, or a place without a capital in a text that has them.

    Persons are kept whatever their case: a slip of the keyboard must not let a name through.
    """
    return is_never_a_name(mention) or (cased and kind != PERSON and mention.islower())


class NamesRecognizer(EntityRecognizer):
    """Persons, places and organisations, as the names model marked them in the text."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=[PERSON, LOCATION, ORGANIZATION], name="names", supported_language=language)

    def load(self) -> None:
        """Nothing to load: the model belongs to the NLP engine."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        results = []
        cased = is_cased(text)
        for entity, score in zip(nlp_artifacts.entities, nlp_artifacts.scores, strict=True):
            kind = TYPES.get(entity.label_)
            if kind and not _is_no_name(entity.text, kind, cased):
                metadata = {
                    RecognizerResult.RECOGNIZER_NAME_KEY: "names",
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    "reason": _REASONS[kind],
                }
                results.append(
                    RecognizerResult(kind, entity.start_char, entity.end_char, score, recognition_metadata=metadata)
                )
        return results
