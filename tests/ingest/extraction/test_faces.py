"""A face is found wherever it is in a picture, and nothing else is taken for one."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from ingest.extraction import faces as module
from ingest.extraction.faces import faces
from ingest.extraction.reasons import FaceModelMissing
from tests.ingest.extraction.pictures import boxes, portrait, screen


def middle(face) -> tuple[float, float]:
    return (face.left + face.right) / 2, (face.top + face.bottom) / 2


@pytest.mark.parametrize("width", [60, 256, 1600])
def test_a_face_is_found_small_and_large(width):
    (face,) = faces(portrait().resize((width, width)))
    assert middle(face) == pytest.approx((0.49, 0.5), abs=0.06)
    assert face.score > 0.6


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_face_is_found_in_a_picture_that_was_scanned_sideways(turned):
    assert len(faces(portrait().rotate(turned, expand=True))) == 1


def test_a_face_is_found_in_grey_and_in_black_and_white():
    assert len(faces(ImageOps.grayscale(portrait()))) == 1
    assert len(faces(portrait().resize((512, 480)).convert("1"))) == 1


def test_a_small_picture_on_a_large_page_is_found_at_its_place():
    page = Image.new("RGB", (1240, 1754), "white")
    page.paste(portrait().resize((120, 112)), (620, 877))
    (face,) = faces(page)
    assert middle(face) == pytest.approx((0.547, 0.532), abs=0.01)


def test_two_people_are_two_faces():
    group = Image.new("RGB", (512, 240), "white")
    group.paste(portrait(), (0, 0))
    group.paste(ImageOps.mirror(portrait()), (256, 0))
    assert sorted(round(middle(face)[0], 1) for face in faces(group)) == [0.2, 0.8]


def test_screens_diagrams_and_noise_are_no_faces():
    noise = np.random.default_rng(1).integers(0, 256, (400, 400, 3), np.uint8)
    assert [
        faces(picture) for picture in (screen(["Torgunn Fjellvang"]), boxes(["A", "B"]), Image.fromarray(noise))
    ] == [
        [],
        [],
        [],
    ]


def test_without_the_model_nothing_is_said_to_be_without_faces(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "MODEL", tmp_path / "none.onnx")
    module._network.cache_clear()
    with pytest.raises(FaceModelMissing, match="make setup"):
        faces(portrait())
