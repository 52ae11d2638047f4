"""Takes the pictures in docs/pictures/ from the demo's data: `make demo`, then `python -m tools.pictures`.

They are taken with Debian's Chromium from a server of our own, as the people in samples/roster.csv see the pages.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
os.environ.setdefault("SAMLING_DEVELOPMENT", "1")
# Playwright runs an event loop in this thread; nothing here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, expect, sync_playwright  # noqa: E402

from archive.models import ItemPage, State  # noqa: E402
from people.models import User  # noqa: E402
from search.service import search  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUERY = "endring"
ALUMNA, TEACHER, OFFICER = "kari.moen@example.no", "anne.bakke@example.no", "berit.lunde@example.no"
LARGEST = 250_000
"""Bytes a picture may have."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture called `name` of what `who` (an e-mail address, or nobody) sees at `address`."""

    name: str
    address: str
    who: str = ""
    width: int = 1280
    height: int = 860


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the standard library
        """Say nothing of each request."""


def shots() -> list[Shot]:
    """The ten pages and, of two of them, how they look on a phone. Raises `LookupError` where the demo has not run."""
    alumna = User.objects.filter(email=ALUMNA).first()
    hits = search(QUERY, alumna).hits if alumna else []
    hit = next((hit for hit in hits if hit.passages and hit.release.item.kind == "thesis"), None)
    lecture = ItemPage.objects.filter(state=State.RELEASED, lecturepage__isnull=False).order_by("pk").first()
    asked = ItemPage.objects.filter(state=State.AWAITING_CONSENT).first()
    flagged = ItemPage.objects.filter(state__in=[State.SCREENED, State.IN_REVIEW], owner__isnull=False).first()
    if hit is None or lecture is None or asked is None or flagged is None:
        raise LookupError("The demo's data are missing. Run: make demo")
    author = asked.contributors.asked().exclude(user=None).get().user
    assert author is not None
    results = f"{reverse('search')}?q={QUERY}"
    return [
        Shot("front", "/"),
        Shot("sign-in", reverse("account_login"), height=620),
        Shot("front-signed-in", "/", ALUMNA),
        Shot("results", results, ALUMNA),
        Shot("thesis", hit.passages[0].url, ALUMNA, height=1100),
        Shot("lecture", f"{lecture.get_url()}?t=30&q={QUERY}", ALUMNA),
        Shot("my-items", reverse("my_items"), TEACHER, height=720),
        Shot("consent-look", reverse("consent:answer", args=[asked.pk]), author.email, height=1000),
        Shot("consent-choose", reverse("consent:choose", args=[asked.pk]), author.email, height=1360),
        Shot("review", reverse("review_item", args=[flagged.pk]), OFFICER),
        Shot("pipeline", reverse("pipeline"), OFFICER),
        Shot("results-phone", results, ALUMNA, 390, 844),
        Shot("lecture-phone", lecture.get_url() + "?t=30", ALUMNA, 390, 844),
    ]


def small(picture: bytes) -> bytes:
    """The same picture as a PNG with as many colours as fit into `LARGEST` bytes."""
    for colours in (256, 128, 64, 32):
        content = io.BytesIO()
        flat = Image.open(io.BytesIO(picture)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        flat.save(content, "png", optimize=True)
        if content.tell() <= LARGEST:
            break
    return content.getvalue()


def take(browser: Browser, shot: Shot, base: str) -> bytes:
    size = {"width": shot.width, "height": shot.height}
    context = browser.new_context(base_url=base, viewport=size, locale="nb-NO", reduced_motion="reduce")
    if shot.who:
        client = Client()
        client.force_login(User.objects.get(email=shot.who))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
    page = context.new_page()
    response = page.goto(shot.address, wait_until="networkidle")
    if response is None or not response.ok:
        raise LookupError(f"{shot.address} can't be opened.")
    if page.locator("video").count():
        expect(page.locator("video")).to_have_js_property("readyState", 4, timeout=30_000)
        page.wait_for_timeout(1500)  # Until Chromium has taken its sign of waiting away.
    picture = page.screenshot()
    context.close()
    return picture


def main() -> None:
    wanted = shots()
    server = ThreadedWSGIServer(("localhost", 0), QuietHandler)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shot in wanted:
            content = small(take(browser, shot, f"http://localhost:{server.server_port}"))
            (PICTURES / f"{shot.name}.png").write_bytes(content)
            print(f"{shot.name}.png: {len(content) // 1000} kB")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    try:
        main()
    except LookupError as error:
        sys.exit(str(error))
