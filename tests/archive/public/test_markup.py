"""What search engines find: in a public page's source, in robots.txt, in the sitemap."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from lxml import etree

from archive.models import Audience, Release
from tests.factories import make_item, make_release, make_rendition, make_student

pytestmark = pytest.mark.django_db


def test_a_public_page_tells_reference_managers_and_search_engines(client):
    item = make_item(authors=[make_student(name="Kari Moen")], year=2024)
    make_rendition(item, title="Tillit </script><b>", abstract="Om tillit.", keywords=["tillit"], language="nb")
    make_release(item, audience=Audience.PUBLIC)
    page = client.get(item.get_url()).content.decode()
    assert '<meta name="citation_title" content="Tillit &lt;/script&gt;&lt;b&gt;">' in page
    assert '<meta name="citation_author" content="Moen, Kari">' in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(data)
    assert (told["@type"], told["name"]) == ("Thesis", "Tillit </script><b>")
    assert told["author"] == [{"@type": "Person", "name": "Kari Moen"}]


@pytest.mark.parametrize(
    ("kind", "content_type", "expected"),
    [
        ("lecture", "video/webm", "VideoObject"),
        ("lecture", "audio/mp4", "AudioObject"),
        ("material", "application/pdf", "LearningResource"),
    ],
)
def test_each_kind_has_its_word(client, kind, content_type, expected):
    item = make_item(kind)
    make_rendition(item, files=[("media" if kind == "lecture" else "document", 0, content_type, b"x")])
    make_release(item, audience=Audience.PUBLIC)
    assert f'"@type": "{expected}"' in client.get(item.get_url()).content.decode()


def test_other_pages_tell_nothing(client):
    item = make_item()
    make_release(item, audience=Audience.PROGRAMME)
    client.force_login(make_student())
    page = client.get(item.get_url()).content.decode()
    assert "citation_" not in page
    assert "ld+json" not in page


def test_robots_may_come_to_what_is_public_and_learn_what_was(client):
    public, withdrawn, closed = make_item(), make_item(), make_item()
    for item in (public, withdrawn):
        make_release(item, audience=Audience.PUBLIC)
    Release.objects.filter(item=withdrawn).end(by=None)
    make_release(closed)
    text = client.get(reverse("robots")).content.decode()
    assert "Disallow: /\n" in text
    assert f"Allow: /{public.slug}/$\n" in text
    assert f"Allow: /{withdrawn.slug}/$\n" in text
    assert closed.slug not in text
    assert "Sitemap: http://localhost:8000/sitemap.xml\n" in text
    tree = etree.fromstring(client.get(reverse("sitemap")).content)
    assert [element.text for element in tree.iter("{*}loc")] == [f"http://localhost:8000/{public.slug}/"]
    assert client.get(withdrawn.get_url()).status_code == 410
