"""Asking the cluster, and giving up on it for a while when it doesn't answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from elasticsearch import ApiError, SerializationError, TransportError

from search.engines.base import EngineUnavailable

_BUSY = (429, 502, 503, 504)


class Refused(EngineUnavailable):
    """The cluster answered, and said no. `reason` is the type that Elasticsearch names, `status` HTTP's."""

    def __init__(self, what: str, status: int, reason: str) -> None:
        super().__init__(f"{what}: Elasticsearch says {reason} ({status}).")
        self.status = status
        self.reason = reason


class Silent(EngineUnavailable):
    """The cluster didn't answer in time, or can't be reached."""


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn what the client raises into `EngineUnavailable`, with nothing of a question or a text in its words."""
    try:
        yield
    except ApiError as error:
        raise Refused(what, error.status_code, str(error.error)) from error
    except TransportError as error:
        raise Silent(f"{what}: the Elasticsearch cluster can't be reached ({type(error).__name__}).") from error
    except SerializationError as error:
        raise EngineUnavailable(f"{what}: {type(error).__name__}.") from error


class Breaker:
    """Spares those who wait: after `failures` questions in a row without an answer, none is asked for `pause` seconds.

    Then one may try; the others are told so at once until it has succeeded.
    """

    def __init__(self, failures: int, pause: float) -> None:
        self._failures = failures
        self._pause = pause
        self._failed = 0
        self._closed_until = 0.0
        self._lock = Lock()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Run the block, unless the cluster has been silent too often."""
        self._enter()
        try:
            yield
        except Silent:
            self._note(silent=True)
            raise
        except Refused as error:
            self._note(silent=error.status in _BUSY)
            raise
        else:
            self._note(silent=False)

    def _enter(self) -> None:
        with self._lock:
            if self._failed >= self._failures:
                if time.monotonic() < self._closed_until:
                    raise EngineUnavailable(
                        "The Elasticsearch cluster didn't answer lately; it is left alone for a while."
                    )
                self._closed_until = time.monotonic() + self._pause  # This one tries; the others wait for it.

    def _note(self, *, silent: bool) -> None:
        with self._lock:
            self._failed = self._failed + 1 if silent else 0
            if silent:
                self._closed_until = time.monotonic() + self._pause
