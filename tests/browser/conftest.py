"""Pages in a real browser: Debian's Chromium, driven by Playwright, against Django's live server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

from archive.models import Audience, ItemPage
from people.models import User
from tests.browser.content import LINES, PAGES, captions, picture, video
from tests.factories import front_page, make_item, make_release, make_rendition, make_student

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(settings.BASE_DIR) / "static" / "vendor" / "axe" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = ""
    if not CHROMIUM.exists():
        missing = "Chromium is missing. Install it with: apt-get install chromium"
    elif not AXE.exists():
        missing = "static/vendor is missing. Fetch it with: python tools/vendor.py"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; the tests themselves are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """For tests that open a page on a phone and on a wide screen; others get the wide screen."""
    return str(request.param)


@pytest.fixture
def foundations(transactional_db: None) -> None:
    """What the migrations put into the database, put there again: a test like these leaves it empty."""
    front_page()
    import_module("people.migrations.0003_roles_and_cache").make_groups(apps, None)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about or should not have done: script errors, breaches of the policy, other hosts."""
    return []


@pytest.fixture
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server, foundations: None, complaints: list[str]
) -> Iterator[Page]:
    """A page in bokmål. Addresses are relative to the live server: `page.goto("/")`."""
    size = request.getfixturevalue("size") if "size" in request.fixturenames else "wide"
    context = browser.new_context(viewport=SIZES[size], locale="nb-NO", base_url=live_server.url)
    opened = context.new_page()

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def on_request(sent: Request) -> None:
        if not sent.url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"another host: {sent.url}")

    opened.on("console", on_console)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", on_request)
    yield opened
    context.close()


@pytest.fixture
def sign_in(page: Page, live_server) -> Callable[[User], None]:
    """Give the browser the session of a signed-in user."""
    return lambda user: enter(page.context, user, live_server.url)


def enter(context: BrowserContext, user: User, url: str) -> None:
    """Give `context` the session of `user` on the site at `url`."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.fixture
def student(sign_in: Callable[[User], None], transactional_db: None) -> User:
    """A signed-in student."""
    user = make_student(name="Ola Student")
    sign_in(user)
    return user


@pytest.fixture
def thesis(transactional_db: None) -> ItemPage:
    """A thesis of three pages, released to everyone."""
    item = make_item(
        title="Tillit i små tjenester", authors=[make_student(name="Kari Moen")], year=2024, theme=4, language="nb"
    )
    files = [
        ("document", 0, "application/pdf", b"%PDF-1.7"),
        *(("page", n, "image/webp", picture()) for n in (1, 2, 3)),
    ]
    make_rendition(
        item, PAGES, files, abstract="Om tillit.", keywords=["tillit"], language="nb", redactions={"PERSON": 2}
    )
    make_release(item, audience=Audience.PUBLIC)
    return item


@pytest.fixture
def lecture(transactional_db: None) -> ItemPage:
    """A recording of ten seconds with captions, released to the programme."""
    item = make_item("lecture", title="Endring", authors=[make_student(name="Lise Lie")], held_on="2024-09-12")
    files = [("media", 0, "video/webm", video()), ("captions", 0, "text/vtt", captions())]
    make_rendition(item, LINES, files, abstract="Om endring.", language="nb")
    make_release(item)
    return item


def until(page: Page, holds: str, *, seconds: int = 20) -> None:
    """Wait until the JavaScript expression `holds` is true on `page`; fails when it is not within `seconds`.

    `Page.wait_for_function` does not do here: it asks again by `eval` within the page, which our content security policy forbids.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < end, f"Not within {seconds} seconds: {holds}"
        page.wait_for_timeout(50)


def accessibility_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page that is open, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((results) => results.violations)")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
