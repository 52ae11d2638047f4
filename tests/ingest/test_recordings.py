"""A recording from what was said and seen in it to what readers get."""

from __future__ import annotations

import pytest
from django.core.files.storage import storages

from archive import reading
from archive.models import RenditionFile
from ingest import files, renditions, review
from ingest.extraction import slides
from ingest.models import Passage
from ingest.pipeline.extraction import Watch
from ingest.pipeline.screening import picture_name
from tests.ingest.desks import flag, item_of, make_officer, make_screened
from tests.ingest.factories import make_passage
from tests.ingest.slide_films import draw_slide, make_film

pytestmark = pytest.mark.django_db

NAME = "Torgunn Fjellvang"


@pytest.fixture
def watched(tmp_path):
    """A video whose second slide has a name on it, watched; somebody says something else meanwhile."""
    film = make_film(tmp_path / "a.mp4", [(draw_slide("Dagens program"), 3), (draw_slide("Om tillit", NAME), 3)])
    source = make_screened((), kind="lecture", content=film.read_bytes())
    source.media_type = "video/mp4"
    source.save()
    Watch().run(source, lambda done, total: None)
    make_passage(source, "Velkommen skal dere være.", kind="speech", start=1.0, end=4.0, words=[])
    return source


def test_a_name_on_a_slide_is_redacted_where_it_is_seen_read_and_searched(watched, tmp_path):
    seen = watched.passages.get(kind=Passage.Kind.PICTURE, text__contains=NAME)
    assert storages["held"].exists(picture_name(watched, seen.number))
    (finding,) = flag(watched, NAME)
    review.decide([finding], review.Action.REDACT, "", by=make_officer())
    rendition = renditions.make(item_of(watched), by=None)

    texts = {passage.number: (passage.kind, passage.text) for passage in rendition.passages.all()}
    assert [kind for kind, _text in texts.values()] == ["speech", "picture", "picture"]
    assert not any("Fjellvang" in text for _kind, text in texts.values())

    media = rendition.files.get(kind=RenditionFile.Kind.MEDIA)
    with files.local(media.name) as path:
        again = " ".join(passage.text for passage, _picture in slides.read(path, 6))
    assert "tillit" in again
    assert "Torgunn" not in again
    assert "Fjellvang" not in again

    captions = rendition.files.get(kind=RenditionFile.Kind.CAPTIONS)
    assert b"tillit" not in storages["held"].open(captions.name).read()


def test_those_who_made_it_are_told_the_second_at_which_a_name_was_seen(watched):
    seen = watched.passages.get(kind=Passage.Kind.PICTURE, text__contains=NAME)
    review.decide(flag(watched, NAME), review.Action.REDACT, "", by=make_officer())
    rendition = renditions.make(item_of(watched), by=None)
    ((*_what, numbers),) = rendition.outcomes
    places = rendition.passages.filter(number__in=numbers)
    assert [(place.kind, place.start) for place in places] == [(Passage.Kind.PICTURE, seen.start)]


def test_what_is_seen_is_found_at_its_second_and_is_no_part_of_the_transcript(watched):
    rendition = renditions.make(item_of(watched), by=None)
    shown = reading.show(rendition, {"q": "tillit"})
    assert [str(line.text) for line in shown.lines] == ["Velkommen skal dere være."]
    (hit,) = shown.hits
    assert hit.is_seen
    assert hit.start is not None
    assert 2 <= hit.start <= 3


def test_watched_again_the_same_pictures_keep_their_findings(watched):
    (finding,) = flag(watched, NAME)
    Watch().run(watched, lambda done, total: None)
    assert watched.passages.filter(kind=Passage.Kind.PICTURE).count() == 2
    assert Passage.objects.get(findings=finding).text.count(NAME) == 1


def test_only_videos_are_watched(watched):
    assert Watch().needed(watched)
    watched.media_type = "audio/mp4"
    assert not Watch().needed(watched)
