import io

import pytest
from PIL import Image

from ingest.redaction.image_data import NotCopyable, bare_jpeg

NOTE = b"Torgunn Fjellvang"
COMMENT = b"\xff\xfe" + (len(NOTE) + 2).to_bytes(2, "big") + NOTE


def jpeg(**options) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(buffer, "JPEG", **options)
    return buffer.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 2}, {"dpi": (300, 300)}])
def test_comments_and_what_follows_the_end_go_and_every_pixel_stays(options):
    bare = jpeg(**options)
    scan = bare.rindex(b"\xff\xda")
    noted = bare[:2] + COMMENT + bare[2:scan] + COMMENT + bare[scan:] + bare[:20] + NOTE
    cleaned = bare_jpeg(noted)
    assert NOTE not in cleaned
    assert pixels(cleaned) == pixels(bare)
    assert bare_jpeg(cleaned) == cleaned


def test_what_only_calls_itself_a_jpeg_is_refused():
    for data in (NOTE, b"\xff\xd8" + NOTE):
        with pytest.raises(NotCopyable):
            bare_jpeg(data)
