"""Presidio's analyzer, put together for Norwegian: our registry, our names model, no context search of its own.

Presidio's own context enhancer compares lemmas word by word, which finds nothing in Norwegian compounds
("mobiltelefonnummer"); our rules look for stems around their finds themselves.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from ingest.personal_data import names
from ingest.personal_data.recognizers import LANGUAGES, registry

#: How sure a name is where the model doesn't say, as in Presidio.
_SCORE_OF_OTHER_MODELS = 0.85


class NamesEngine(NlpEngine):
    """The names model in Presidio's form: one pipeline for all languages."""

    def __init__(self, pipeline: Language) -> None:
        self.pipeline = pipeline

    def load(self) -> None:
        """Nothing to load: the pipeline was given."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        return self._artifacts(self.pipeline(text), language)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 16, n_process: int = 1, **options: object
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        for doc in self.pipeline.pipe(texts, batch_size=batch_size, n_process=n_process):
            yield doc.text, self._artifacts(doc, language)

    def _artifacts(self, doc: Doc, language: str) -> NlpArtifacts:
        scores = doc.user_data.get("scores") or [_SCORE_OF_OTHER_MODELS] * len(doc.ents)
        # No lemmas: Presidio would only search them for context words.
        return NlpArtifacts(list(doc.ents), doc, [], [], self, language, scores)

    def is_stopword(self, word: str, language: str) -> bool:
        return bool(self.pipeline.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        return bool(self.pipeline.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        return ["PERSON", "LOCATION", "ORGANIZATION"]

    def get_supported_languages(self) -> list[str]:
        return list(LANGUAGES)


class NoEnhancer(ContextAwareEnhancer):
    """Leaves every score as the rule gave it."""

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=0,
            min_score_with_context_similarity=0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_arguments: object, **_options: object
    ) -> list[RecognizerResult]:
        return raw_results


@cache
def analyzer() -> AnalyzerEngine:
    """The analyzer, once a process. Raises `names.NamesModelMissing`."""
    return AnalyzerEngine(
        registry=registry(),
        nlp_engine=NamesEngine(names.load()),
        supported_languages=list(LANGUAGES),
        context_aware_enhancer=NoEnhancer(),
    )
