"""The web process's memory while a browser sends it one large file."""

import hashlib
import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from bench.processes import Watch
from bench.table import Row
from ingest.models import Source
from people.models import User

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 300
"""MB: the project's limit for a web process."""
CHUNK = 2**20
BOUNDARY = "samling-bench-7b1f0c"
PATIENCE = 900
"""Seconds to wait for an answer."""


@dataclass(frozen=True, slots=True)
class Body:
    """A multipart form (RFC 7578) with the text `fields` and one file of `size` bytes, sent in pieces."""

    fields: dict[str, str]
    size: int

    @property
    def head(self) -> bytes:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="long.mp4"\r\nContent-Type: video/mp4\r\n\r\n'
        )
        return "".join(parts).encode()

    @property
    def tail(self) -> bytes:
        return f"\r\n--{BOUNDARY}--\r\n".encode()

    def __len__(self) -> int:
        return len(self.head) + self.size + len(self.tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        left, block = self.size, os.urandom(CHUNK)
        while left:
            # Never the same piece twice, so that nothing on the way can be clever about it.
            piece = left.to_bytes(8, "big") + block[8:]
            yield piece[:left]
            left -= min(left, CHUNK)
        yield self.tail


def measured(size: int) -> list[Row]:
    """Rows for an upload of `size` bytes to `gunicorn archive.wsgi` with one worker, as `docs/operate.md` starts it."""
    session = sign_in()
    with server() as (pid, port):
        get(port, "/", session)  # The first page loads templates, urls and what else is loaded once.
        get(port, "/last-opp/", session)
        with Watch(pid) as idle:
            idle.wait()
        start = time.perf_counter()
        with Watch(pid) as watch:
            send(port, size, session)
        took = time.perf_counter() - start
    if Source.objects.latest("pk").size != size:
        raise RuntimeError("the file was not received whole")
    name = f"{size / 2**30:g} GB" if size >= 2**30 else f"{size / 2**20:g} MB"
    return [
        Row(f"web process, upload of {name}", watch.largest(), "MB", "the same before the upload", idle.largest(), LIMIT, "gunicorn's worker"),
        Row("  gunicorn and its worker together", watch.together(), "MB"),
        Row("  rate", size / 2**20 / took, "MB/s", "writing and hashing it once", size / 2**20 / _bare_seconds(size), note=f"{took:.0f} s; ours stores it twice and reads it back"),
    ]  # fmt: skip


def sign_in() -> str:
    """The key of a session of someone who may send files."""
    user = User.objects.create_user("sender@example.no", name="Ola Sender")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """The web server with one worker: (its process id, its port)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "archive.wsgi", "--workers", "1", "--timeout", "300"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            _wait_for(port, process)
            yield process.pid, port
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not start")


def get(port: int, path: str, session: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")


def send(port: int, size: int, session: str) -> None:
    """POST the upload form as a browser would, the file made while it is sent. Raises unless it was received."""
    token = secrets.token_hex(16)
    body = Body({"csrfmiddlewaretoken": token, "kind": "thesis", "others": "", "supervisor": ""}, size)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(body)),
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/last-opp/", body=iter(body), headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 302 or not re.fullmatch(r"/fil-inn/\d+/", response.getheader("Location") or ""):
        raise RuntimeError(f"the upload answered {response.status}")


def _bare_seconds(size: int) -> float:
    """How long this process takes to write so many bytes to a file and to compute their SHA-256."""
    digest = hashlib.sha256()
    path = settings.VAR / "bare"
    start = time.perf_counter()
    with path.open("wb") as file:
        for piece in Body({}, size):
            digest.update(piece)
            file.write(piece)
    took = time.perf_counter() - start
    path.unlink()
    return took
