"""Runs a parser in a child process with limits, because files come from strangers and parsers have bugs.

    for passage in sandbox.stream(pdf.read_pages, path): ...

The function is a generator at the top of a module; it runs in a fresh interpreter under limits on memory, processor time,
waiting time, written files and output, in a process group of its own. What it yields comes over a pipe piece by piece, so
the parent holds one piece at a time, and the child waits when the parent is slow. Only plain data crosses (JSON, bytes,
`Passage`), never a pickle: a parser taken over by its file can't run code in the parent. A crash or a limit becomes
`Unusable`. The child watches a pipe from its parent and kills its group when that closes, so that a killed parent leaves
nothing behind; a consumer that stops early closes the generator, which does the same.
"""

import json
import logging
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import Unusable

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
HEADER = struct.Struct("<cQ")  # kind of message, length of its payload in bytes
MESSAGE_LIMIT = 256 * 2**20
READ_SIZE = 2**20


def stream(
    function: Callable[..., Iterator[Any]],
    *arguments: Any,
    memory: int | None = None,
    seconds: float | None = None,
    output: int = 4 * 2**30,
) -> Generator[Any]:
    """What `function(*arguments)` yields, from a child process. `arguments` are JSON values or paths.

    `memory` bytes of address space (default `settings.INGEST["PARSER_MEMORY_BYTES"]`); `seconds` of processor time and of
    waiting for the child (default `PARSER_SECONDS`; the time that the consumer takes isn't counted); `output` bytes in all.
    Raises `Unusable`: the function's own, or "crashed", "too_slow", "too_big".
    """
    from django.conf import settings  # The child imports this module too, and has no settings.

    seconds = seconds or settings.INGEST["PARSER_SECONDS"]
    job = {
        "function": f"{function.__module__}:{function.__qualname__}",
        "arguments": [str(value) if isinstance(value, Path) else value for value in arguments],
        "memory": memory or settings.INGEST["PARSER_MEMORY_BYTES"],
        "seconds": seconds,
    }
    command = [sys.executable, "-X", "utf8", "-m", "ingest.extraction.sandbox"]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # Libraries write pieces of the file there.
        cwd=ROOT,
        start_new_session=True,
        bufsize=0,
    )
    assert child.stdin is not None  # noqa: S101 - for the type checker
    assert child.stdout is not None  # noqa: S101
    try:
        with suppress(BrokenPipeError):  # A child that died at once is told apart below, by what it didn't say.
            child.stdin.write(json.dumps(job).encode() + b"\n")
        yield from _receive(child, child.stdout.fileno(), seconds, output)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.stdin.close()
        child.stdout.close()
        child.wait()


def first(function: Callable[..., Iterator[Any]], *arguments: Any, **limits: Any) -> Any:
    """The single value that the generator `function` yields. Raises as `stream`."""
    values = list(stream(function, *arguments, **limits))
    if len(values) != 1:
        raise ValueError(f"{function.__qualname__} yielded {len(values)} values, not one")
    return values[0]


def _receive(child: subprocess.Popen[bytes], pipe: int, seconds: float, output: int) -> Iterator[Any]:
    left, received = float(seconds), 0
    buffer = bytearray()
    needed = HEADER.size
    poll = select.poll()
    poll.register(pipe, select.POLLIN | select.POLLHUP)
    while True:
        while len(buffer) >= HEADER.size:
            kind, length = HEADER.unpack_from(buffer)
            if length > MESSAGE_LIMIT:
                raise Unusable("too_big")
            needed = HEADER.size + length
            if len(buffer) < needed:
                break
            payload = bytes(memoryview(buffer)[HEADER.size : needed])
            del buffer[:needed]
            if kind == b".":
                return
            yield _decode(kind, payload)
        asked = time.monotonic()
        if not poll.poll(max(left, 0) * 1000):
            raise Unusable("too_slow", seconds=round(seconds))
        left -= time.monotonic() - asked
        chunk = os.read(pipe, max(READ_SIZE, min(needed - len(buffer), MESSAGE_LIMIT)))
        if not chunk:
            raise _cause_of_death(child.wait(), seconds)
        received += len(chunk)
        if received > output:
            raise Unusable("too_big")
        buffer += chunk


def _cause_of_death(returncode: int, seconds: float) -> Unusable:
    """Why a child ended without saying that it was done."""
    if returncode == -signal.SIGXCPU:
        return Unusable("too_slow", seconds=round(seconds))
    if returncode == -signal.SIGABRT:  # What PDFium does when memory is refused it.
        return Unusable("too_big")
    log.warning("a parser ended with %s", signal.Signals(-returncode).name if returncode < 0 else returncode)
    return Unusable("crashed")


def _decode(kind: bytes, payload: bytes) -> Any:
    if kind == b"B":
        return payload
    value = json.loads(payload)
    if kind == b"P":
        number, of_kind, text, start, end, language, rows, pictures = value
        words = tuple([Word(row[0], row[1], tuple(row[2:])) for row in rows])
        return Passage(number, of_kind, text, start, end, language, words, pictures)
    if kind == b"R":
        raise Unusable(value["reason"], **value["details"])
    if kind == b"X":
        log.warning("a parser failed: %s", value)
        raise Unusable("crashed")
    return value


# From here on: in the child.


def _encode(value: Any) -> tuple[bytes, bytes]:
    if isinstance(value, bytes):
        return b"B", value
    if isinstance(value, Passage):
        words = [(word.start, word.end, *word.place) for word in value.words]
        row = (value.number, value.kind, value.text, value.start, value.end, value.language, words, value.pictures)
        return b"P", json.dumps(row, separators=(",", ":")).encode()
    return b"J", json.dumps(value).encode()


def _serve() -> None:
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)  # Whatever a library prints must not land between our messages.
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_die_with_parent, daemon=True).start()

    def send(kind: bytes, payload: bytes) -> None:
        message = memoryview(HEADER.pack(kind, len(payload)) + payload)
        while message:
            message = message[pipe.write(message) :]

    def report(error: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        """Only the place of the failure: its message may quote the file."""
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
        send(b"X", json.dumps(f"{error.__name__} at {place}").encode())

    sys.excepthook = report
    module, name = job["function"].split(":")
    function = getattr(import_module(module), name)
    _limit(job["memory"], job["seconds"])
    try:
        for value in function(*job["arguments"]):
            send(*_encode(value))
    except Unusable as refusal:
        send(b"R", json.dumps({"reason": refusal.reason, "details": refusal.details}).encode())
    except MemoryError:
        send(b"R", json.dumps({"reason": "too_big", "details": {}}).encode())
    else:
        send(b".", b"")
    os._exit(0)  # Not through the libraries' own clean-up, which may hang on a file that they choked on.


def _limit(memory: int, seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**31, 2**31))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    """Waits for the parent's end of standard input to close: the parent is done with us, or dead."""
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _serve()
