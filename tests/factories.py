"""What tests put into the database. Each function makes one row (and what it can't be without), saved and ready."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from archive import files as rendition_files
from archive.models import (
    Audience,
    Contributor,
    FrontPage,
    ItemPage,
    LecturePage,
    MaterialPage,
    Purpose,
    Release,
    Rendition,
    RenditionFile,
    RenditionPassage,
    ThesisPage,
)
from consent import notices
from consent.models import Notice
from people.models import Class, Cohort, Membership, Role, User

_numbers = itertools.count(1)
_PAGES: dict[str, type[ItemPage]] = {"thesis": ThesisPage, "lecture": LecturePage, "material": MaterialPage}


def front_page() -> FrontPage:
    """The site's root as its migration made it; made again after a test that left the database empty."""
    found: FrontPage | None = FrontPage.objects.first()
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code="nb")
    root = Page.add_root(title="Root", slug="root")
    front: FrontPage = root.add_child(instance=FrontPage(title="Samling", slug="samling"))
    Site.objects.create(hostname="localhost", site_name="Samling", root_page=front, is_default_site=True)
    return front


def make_user(email: str = "", *, name: str = "Kari Nordmann", roles: Sequence[Role] = (), **fields: Any) -> User:
    """A user with `roles`. A student is one through `make_membership`."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.org", name=name, **fields)
    for role in roles:
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return user


def make_class(name: str = "Oslo 1", *, year: int = 2023, place: str = "Oslo") -> Class:
    cohort, _ = Cohort.objects.get_or_create(year=year)
    return Class.objects.get_or_create(cohort=cohort, name=name, defaults={"place": place})[0]


def make_membership(user: User, programme_class: Class | None = None, **fields: Any) -> Membership:
    """`user` as a student of `programme_class` since its August."""
    programme_class = programme_class or make_class()
    start = datetime.date(programme_class.cohort.year, 8, 15)
    return Membership.objects.create(**{"user": user, "programme_class": programme_class, "start": start, **fields})


def make_student(name: str = "Ola Student", *, programme_class: Class | None = None, **fields: Any) -> User:
    user = make_user(name=name, **fields)
    make_membership(user, programme_class)
    return user


def make_item(
    kind: str = "thesis", *, title: str = "Leadership in small places", authors: Sequence[User] = (), **fields: Any
) -> ItemPage:
    """A page beneath the front page, not published, as ingest makes it. `authors` become contributors."""
    fields.setdefault("programme_class", make_class())
    fields.setdefault("cohort", fields["programme_class"] and fields["programme_class"].cohort)
    page = _PAGES[kind](title=title, live=False, **fields)
    front_page().add_child(instance=page)
    role = Contributor.Role.LECTURER if kind == "lecture" else Contributor.Role.AUTHOR
    for position, author in enumerate(authors):
        make_contributor(page, author, role=role, position=position)
    return page


def make_contributor(item: ItemPage, user: User | None = None, **fields: Any) -> Contributor:
    name = user.name if user else "Somebody Else"
    return Contributor.objects.create(
        **{"item": item, "user": user, "name": name, "role": Contributor.Role.AUTHOR, **fields}
    )


def make_notice(*purposes: Purpose) -> Notice:
    """A newer notice, in use, that asks for `purposes` (all)."""
    texts = import_module("consent.migrations.0011_third_notice").THIRD
    return Notice.objects.create(
        version=notices.next_version(),
        purposes=[purpose.value for purpose in purposes or Purpose],
        used_from=timezone.now(),
        **{f"text_{language}": text for language, text in texts.items()},
    )


def words_of(text: str) -> list[list[float]]:
    """Places for the words of `text`, five on a line, as extraction would give them for a page."""
    words: list[list[float]] = []
    at = 0
    for number, word in enumerate(text.split()):
        at = text.index(word, at)
        left, top = 0.1 + 0.16 * (number % 5), 0.1 + 0.03 * (number // 5)
        words.append([at, at + len(word), left, top, left + 0.14, top + 0.02])
        at += len(word)
    return words


def make_rendition(
    item: ItemPage,
    passages: Sequence[str | tuple[float, float, str]] = ("The first page.",),
    files: Sequence[tuple[str, int, str, bytes]] = (),
    **fields: Any,
) -> Rendition:
    """A rendition of `item`. A passage is a page's text, or `(start, end, text)` for speech.

    `files` are `(kind, number, content type, bytes)`; they are laid in the `held` storage.
    """
    digest = hashlib.sha256(json.dumps([next(_numbers), *passages]).encode()).hexdigest()
    rendition = Rendition.objects.create(
        **{
            "item": item,
            "digest": digest,
            "recipe": digest,
            "title": item.title,
            "abstract": item.abstract,
            "pages": len([p for p in passages if isinstance(p, str)]),
            **fields,
        }
    )
    RenditionPassage.objects.bulk_create(
        RenditionPassage(rendition=rendition, number=number, kind="page", text=passage, words=words_of(passage))
        if isinstance(passage, str)
        else RenditionPassage(
            rendition=rendition, number=number, kind="speech", start=passage[0], end=passage[1], text=passage[2]
        )
        for number, passage in enumerate(passages, 1)
    )
    for kind, number, content_type, content in files:
        make_rendition_file(rendition, kind, content, number=number, content_type=content_type)
    return rendition


def make_rendition_file(
    rendition: Rendition, kind: str, content: bytes, *, number: int = 0, content_type: str = "application/pdf"
) -> RenditionFile:
    """A file of `rendition`, its bytes in the `held` storage."""
    name = storages["held"].save(f"renditions/{rendition.digest}/{kind}-{number}", ContentFile(content))
    return RenditionFile.objects.create(
        rendition=rendition,
        kind=kind,
        number=number,
        name=name,
        content_type=content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def make_release(
    item: ItemPage, *, audience: Audience = Audience.PROGRAMME, rendition: Rendition | None = None, **fields: Any
) -> Release:
    """The newest rendition of `item` visible to `audience`, without asking anyone: for tests of what comes after.

    Tests of whether something may be released call `archive.publication.release`.
    """
    rendition = rendition or item.current_rendition or make_rendition(item)
    rendition_files.copy(rendition)
    if not item.live:
        item.specific.save_revision().publish(skip_permission_checks=True)
        item.refresh_from_db()
    names = list(item.contributors.asked().values_list("name", flat=True))
    token = audience.token_for(item)
    assert token is not None
    return Release.objects.create(
        **{
            "item": item,
            "rendition": rendition,
            "audience": audience,
            "token": token,
            "names": names,
            "purposes": Purpose.values,
            "basis": list(range(1, len(names) + 1)),
            **fields,
        }
    )
