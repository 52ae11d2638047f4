"""OAI-PMH 2.0: what harvesters ask, and what they are answered (https://www.openarchives.org/OAI/openarchivesprotocol.html).

Only items released to the public. One that was withdrawn, or is for fewer now, is a deleted record: its identifier and when.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import parseaddr
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from archive.citing.records import address_of, held_on, year_of
from archive.models.pages import LecturePage, MaterialPage, ThesisPage
from archive.public import items

if TYPE_CHECKING:
    from archive.public.items import Told

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX = "oai_dc"
A_PAGE = 100
"""Records in one answer; a resumption token leads to the next."""

SETS = {page.KIND: page for page in (ThesisPage, LecturePage, MaterialPage)}
_DC_TYPES = {"thesis": "Text", "lecture": "MovingImage", "material": "Text"}
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d\Z"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {  # What a verb must have, and what it may have besides.
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
}


class ProtocolError(Exception):
    """What was asked can't be answered. `code` is the protocol's, the message a sentence for whoever runs the harvester."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are asked for, and after which one this answer begins."""

    set: str = ""
    since: str = ""
    until: str = ""
    after: tuple[str, int] | None = None

    def records(self) -> QuerySet[Told]:
        found = items.ever_visible()
        if self.set:
            found = found.filter(item__content_type__model=SETS[self.set]._meta.model_name)
        if self.since:
            found = found.filter(changed_at__gte=_moment(self.since))
        if self.until:  # Inclusive, to the day or the second that it names.
            width = datetime.timedelta(days=1) if _DAY.match(self.until) else datetime.timedelta(seconds=1)
            found = found.filter(changed_at__lt=_moment(self.until) + width)
        if self.after:
            at, key = datetime.datetime.fromisoformat(self.after[0]), self.after[1]
            found = found.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=key))
        return found


def answer(parameters: Mapping[str, list[str]], http: HttpRequest | None = None) -> bytes:
    """The answer to a request with these parameters, as an XML document. Never raises for what was asked.

    With the request, Wagtail asks only once for where its site begins.
    """
    root = etree.Element(_oai("OAI-PMH"), nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    _add(root, "responseDate", _stamp(timezone.now()))
    request = _add(root, "request", urljoin(settings.BASE_URL, reverse("oai")))
    try:
        arguments = _arguments(parameters)
        body = _VERBS[arguments["verb"]](arguments, http)
    except ProtocolError as error:
        body = etree.Element(_oai("error"), code=error.code)
        body.text = str(error)
        known = {} if error.code in ("badVerb", "badArgument") else {k: v[0] for k, v in parameters.items()}
        arguments = known
    for name, value in arguments.items():
        request.set(name, _clean(value))
    root.append(body)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _arguments(parameters: Mapping[str, list[str]]) -> dict[str, str]:
    """The arguments, each there once and allowed for the verb. Raises `ProtocolError`."""
    verb = parameters.get("verb", [])
    if len(verb) != 1 or verb[0] not in _ARGUMENTS:
        raise ProtocolError("badVerb", f"Ask with one verb of: {', '.join(_ARGUMENTS)}.")
    if repeated := [name for name, values in parameters.items() if len(values) > 1]:
        raise ProtocolError("badArgument", f"Given more than once: {', '.join(repeated)}.")
    arguments = {name: values[0] for name, values in parameters.items()}
    names = set(arguments) - {"verb"}
    required, optional = _ARGUMENTS[verb[0]]
    if names == {"resumptionToken"} and verb[0].startswith("List") and verb[0] != "ListMetadataFormats":
        return arguments
    if missing := required - names:
        raise ProtocolError("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    if unknown := names - required - optional:
        raise ProtocolError("badArgument", f"Not for this verb: {', '.join(sorted(unknown))}.")
    return arguments


def _identify(arguments: dict[str, str], http: HttpRequest | None) -> etree._Element:
    body = etree.Element(_oai("Identify"))
    first = items.ever_visible().first()
    _add(body, "repositoryName", settings.WAGTAIL_SITE_NAME)
    _add(body, "baseURL", urljoin(settings.BASE_URL, reverse("oai")))
    _add(body, "protocolVersion", "2.0")
    _add(body, "adminEmail", parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    _add(body, "earliestDatestamp", _stamp(first.changed_at if first else timezone.now()))
    _add(body, "deletedRecord", "transient")
    _add(body, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return body


def _list_metadata_formats(arguments: dict[str, str], http: HttpRequest | None) -> etree._Element:
    if "identifier" in arguments and not _known(arguments["identifier"]).is_visible:
        raise ProtocolError("noMetadataFormats", "The record is deleted.")
    body = etree.Element(_oai("ListMetadataFormats"))
    found = _add(body, "metadataFormat")
    _add(found, "metadataPrefix", PREFIX)
    _add(found, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    _add(found, "metadataNamespace", OAI_DC)
    return body


def _list_sets(arguments: dict[str, str], http: HttpRequest | None) -> etree._Element:
    if "resumptionToken" in arguments:
        raise ProtocolError("badResumptionToken", "The list of sets comes whole.")
    body = etree.Element(_oai("ListSets"))
    for name, page in SETS.items():
        found = _add(body, "set")
        _add(found, "setSpec", name)
        _add(found, "setName", str(page._meta.verbose_name_plural))
    return body


def _get_record(arguments: dict[str, str], http: HttpRequest | None) -> etree._Element:
    release = _known(arguments["identifier"])
    _check_prefix(arguments)
    body = etree.Element(_oai("GetRecord"))
    body.append(_record(release, http))
    return body


def _list_identifiers(arguments: dict[str, str], http: HttpRequest | None) -> etree._Element:
    return _listing("ListIdentifiers", arguments, _header)


def _list_records(arguments: dict[str, str], http: HttpRequest | None) -> etree._Element:
    return _listing("ListRecords", arguments, partial(_record, http=http))


def _listing(verb: str, arguments: dict[str, str], written: Callable[[Told], etree._Element]) -> etree._Element:
    selection = _resumed(verb, arguments) if "resumptionToken" in arguments else _selection(arguments)
    found = list(selection.records()[: A_PAGE + 1])
    if not found:
        raise ProtocolError("noRecordsMatch", "There are no such records.")
    body = etree.Element(_oai(verb))
    for release in found[:A_PAGE]:
        body.append(written(release))
    if len(found) > A_PAGE:
        last = found[A_PAGE - 1]
        following = replace(selection, after=(last.changed_at.isoformat(), last.pk))
        _add(body, "resumptionToken", _token(verb, following))
    elif selection.after:
        _add(body, "resumptionToken")  # The list is complete.
    return body


def _selection(arguments: dict[str, str]) -> Selection:
    _check_prefix(arguments)
    since, until, chosen = (arguments.get(name, "") for name in ("from", "until", "set"))
    for value in filter(None, (since, until)):
        _moment(value)
    if since and until and (len(since) != len(until) or since > until):
        raise ProtocolError("badArgument", "“from” comes before “until”, and both name days or both name seconds.")
    if chosen and chosen not in SETS:
        raise ProtocolError("noRecordsMatch", "There is no such set.")
    return Selection(chosen, since, until)


def _token(verb: str, selection: Selection) -> str:
    values = [verb, selection.set, selection.since, selection.until, selection.after]
    return signing.dumps(values, salt="archive.public.oai")


def _resumed(verb: str, arguments: dict[str, str]) -> Selection:
    try:
        made_for, chosen, since, until, after = signing.loads(arguments["resumptionToken"], salt="archive.public.oai")
    except signing.BadSignature as error:
        raise ProtocolError("badResumptionToken", "The token was not made here.") from error
    if made_for != verb:
        raise ProtocolError("badResumptionToken", f"The token belongs to {made_for}.")
    return Selection(chosen, since, until, (after[0], after[1]))


def _known(identifier: str) -> Told:
    """The release that `identifier` stands for, as `items.ever_visible` tells it. Raises `ProtocolError`."""
    prefix = _identifier("")
    slug = identifier.removeprefix(prefix) if identifier.startswith(prefix) else ""
    release = items.ever_visible().filter(item__slug=slug).first() if slug else None
    if release is None:
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return release


def _check_prefix(arguments: dict[str, str]) -> None:
    if arguments["metadataPrefix"] != PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"Records are told in {PREFIX} alone.")


def _header(release: Told) -> etree._Element:
    header = etree.Element(_oai("header"))
    if not release.is_visible:
        header.set("status", "deleted")
    _add(header, "identifier", _identifier(release.item.slug))
    _add(header, "datestamp", _stamp(release.changed_at))
    if release.is_visible:
        _add(header, "setSpec", release.item.kind)
    return header


def _record(release: Told, http: HttpRequest | None) -> etree._Element:
    record = etree.Element(_oai("record"))
    record.append(_header(release))
    if release.is_visible:
        metadata = _add(record, "metadata")
        metadata.append(_dublin_core(release, http))
    return record


def _dublin_core(release: Told, http: HttpRequest | None) -> etree._Element:
    item, rendition = release.item, release.rendition
    described = etree.Element(f"{{{OAI_DC}}}dc", nsmap={PREFIX: OAI_DC, "dc": DC, "xsi": XSI})
    described.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    values = [
        ("title", rendition.title),
        *(("creator", name) for name in release.names),
        *(("subject", word) for word in rendition.keywords),
        ("description", rendition.abstract),
        ("publisher", settings.WAGTAIL_SITE_NAME),
        ("date", str(held_on(item) or year_of(release))),
        ("type", _DC_TYPES[item.kind]),
        ("identifier", address_of(item, http)),
        ("language", rendition.language),
    ]
    for name, value in values:
        if value:
            etree.SubElement(described, f"{{{DC}}}{name}").text = _clean(value)
    return described


def _identifier(slug: str) -> str:
    """ "oai:arkiv.example.no:3f2a…", in the form of the protocol's guidelines for identifiers."""
    return f"oai:{urlsplit(settings.BASE_URL).hostname}:{slug}"


def _moment(value: str) -> datetime.datetime:
    """A day or a second of UTC. Raises `ProtocolError`."""
    try:
        if _DAY.match(value):
            return datetime.datetime.fromisoformat(f"{value}T00:00:00+00:00")
        if _SECOND.match(value):
            return datetime.datetime.fromisoformat(value)
    except ValueError:
        pass
    raise ProtocolError("badArgument", "A date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def _stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _oai(name: str) -> str:
    return f"{{{OAI}}}{name}"


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, _oai(name))
    if text:
        child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 doesn't allow."""
    return _NOT_XML.sub(" ", text)


_VERBS: dict[str, Callable[[dict[str, str], HttpRequest | None], etree._Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
