"""The `OPTIONS` of the engine: where the cluster is, how it is trusted, and how long anybody waits for it."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _
from elasticsearch import Elasticsearch

from search.engines.base import InvalidSearchEngineError

_TRY_AGAIN = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Options:
    """What may be set. Seconds where it is about time."""

    hosts: tuple[str, ...] = ()
    """Addresses with scheme and port, `https://es1.example.no:9200`. A node that fails is left out for a while."""
    index: str = "samling"
    """What the names of all its indices begin with. Installations that share a cluster need different ones."""
    api_key: str = ""
    ca_certs: str = ""
    """A file with the certificate of who signed the nodes' certificates, where the system doesn't know it."""
    fingerprint: str = ""
    """SHA-256 of the node's certificate, instead of `ca_certs`."""
    verify_certs: bool = True
    timeout: float = 5.0
    """How long a search may take."""
    write_timeout: float = 60.0
    retries: int = 2
    """How often a request is tried again, on another node if there is one."""
    write_retries: int = 5
    """How often a write is tried again that the cluster was too busy for (429), after 0.5, 1, 2 … seconds."""
    bulk_items: int = 50
    bulk_bytes: int = 8 * 2**20
    failures: int = 3
    """After so many searches in a row without an answer nobody asks any more …"""
    pause: float = 10.0
    """… for so long: then one may try."""
    shards: int = 1
    replicas: str = "0-1"
    """How many copies of each shard: a number, or a range that follows the number of nodes."""


_NAMES = frozenset(field.name for field in fields(Options))


def read(values: Mapping[str, Any]) -> Options:
    """The options in `values`. Raises `InvalidSearchEngineError` with the first thing that makes them useless."""
    for message in problems(values):
        if isinstance(message, Error):
            raise InvalidSearchEngineError(str(message.msg))
    return Options(**{**values, "hosts": _hosts(values)})


def problems(values: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """What is wrong with `values`, without asking the cluster."""
    if unknown := set(values) - _NAMES:
        told = {"names": ", ".join(sorted(unknown)), "known": ", ".join(sorted(_NAMES))}
        yield Error(
            _("The Elasticsearch engine has no option %(names)s.") % told,
            _("It has: %(known)s.") % told,
            id="search.E011",
        )
    hosts = _hosts(values)
    if not hosts:
        yield Error(
            _("The Elasticsearch engine doesn't know where its cluster is."),
            _('Set "hosts" to a list of addresses like https://es1.example.no:9200.'),
            id="search.E012",
        )
    for host in hosts:
        yield from _problems_of(host, values)
    certificate = values.get("ca_certs")
    if certificate and not Path(certificate).is_file():
        yield Error(
            _("The certificate file %(path)s isn't there.") % {"path": certificate},
            _('Correct "ca_certs", or leave it out if the system knows who signed the certificates.'),
            id="search.E015",
        )
    if not values.get("verify_certs", True) and any(host.startswith("https:") for host in hosts):
        yield CheckWarning(
            _("Whose cluster this is isn't verified: released text could go to anybody."),
            _('Leave "verify_certs" out, and set "ca_certs" or "fingerprint".'),
            id="search.W013",
        )


def _problems_of(host: str, values: Mapping[str, Any]) -> Iterator[CheckMessage]:
    told = {"host": host}
    try:
        address = urlsplit(host)
        complete = address.scheme in ("http", "https") and bool(address.hostname) and address.port is not None
    except ValueError:
        complete = False
    if not complete:
        yield Error(
            _("%(host)s is no complete address of an Elasticsearch node.") % told,
            _("Write it with scheme and port: https://es1.example.no:9200."),
            id="search.E013",
        )
    elif address.scheme == "http" and not _is_this_machine(address.hostname or ""):
        if values.get("api_key"):
            yield Error(
                _("The API key would go to %(host)s unencrypted.") % told,
                _("Use https, with ca_certs or fingerprint if the system doesn't know who signed the certificate."),
                id="search.E014",
            )
        else:
            yield CheckWarning(
                _("Released text goes to %(host)s unencrypted, and anybody there may read and change it.") % told,
                _("Use https and an API key."),
                id="search.W014",
            )


def search_client(options: Options) -> Elasticsearch:
    """A client for what somebody waits for."""
    return _client(options).options(request_timeout=options.timeout)


def write_client(client: Elasticsearch, options: Options) -> Elasticsearch:
    """The same connections for what a worker does: it may take longer."""
    return client.options(request_timeout=options.write_timeout, max_retries=options.retries)


def _client(options: Options) -> Elasticsearch:
    trust: dict[str, Any] = {}
    if any(host.startswith("https:") for host in options.hosts):
        trust["verify_certs"] = options.verify_certs
        if options.ca_certs:
            trust["ca_certs"] = options.ca_certs
        if options.fingerprint:
            trust["ssl_assert_fingerprint"] = options.fingerprint
    if options.api_key:
        trust["api_key"] = options.api_key
    return Elasticsearch(
        list(options.hosts),
        max_retries=options.retries,
        retry_on_status=_TRY_AGAIN,
        retry_on_timeout=False,
        http_compress=False,
        **trust,
    )


def _hosts(values: Mapping[str, Any]) -> tuple[str, ...]:
    hosts = values.get("hosts") or ()
    return (hosts,) if isinstance(hosts, str) else tuple(hosts)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
