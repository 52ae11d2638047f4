"""The Norwegian registry: rules for what Presidio has no recognizer for."""

from presidio_analyzer import EntityRecognizer, RecognizerRegistry

from ingest.personal_data.recognizers import contact, facts, identity, picture, place, roles, spoken, times
from ingest.personal_data.recognizers.hits import RuleRecognizer
from ingest.personal_data.recognizers.names import NamesRecognizer

LANGUAGES = ("nb", "nn", "en")

_RULES = (
    (contact.contact, contact.ENTITIES),
    (identity.identity, identity.ENTITIES),
    (spoken.spoken, spoken.ENTITIES),
    (times.times, times.ENTITIES),
    (place.place, place.ENTITIES),
    (facts.facts, facts.ENTITIES),
    (roles.roles, roles.ENTITIES),
    (picture.picture, picture.ENTITIES),
)


def registry() -> RecognizerRegistry:
    """Every recognizer, for bokmål, nynorsk and English; none of Presidio's own, which know no Norwegian."""
    recognizers: list[EntityRecognizer] = [NamesRecognizer(language) for language in LANGUAGES]
    recognizers += [RuleRecognizer(rule, entities, language) for language in LANGUAGES for rule, entities in _RULES]
    return RecognizerRegistry(recognizers=recognizers, supported_languages=list(LANGUAGES))
