from PIL import Image

from ingest.redaction.pictures import page_pictures
from tests.ingest.redaction.pdfs import make_pdf


def test_every_page_becomes_a_picture_of_the_width_asked_for(tmp_path):
    paths = list(page_pictures(make_pdf(tmp_path / "a.pdf"), tmp_path / "pages", width=600))
    assert [path.name for path in paths] == ["0001.webp", "0002.webp"]
    for path in paths:
        picture = Image.open(path)
        assert picture.format == "WEBP"
        assert abs(picture.width - 600) <= 1
        assert abs(picture.height - 849) <= 2


def test_a_very_tall_page_stays_within_what_webp_holds(tmp_path):
    (path,) = page_pictures(make_pdf(tmp_path / "a.pdf", [["lang"]], size=(100, 14_000)), tmp_path / "pages")
    assert max(Image.open(path).size) <= 16_384
