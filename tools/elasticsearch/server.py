"""Getting the server's distribution, starting it and ending it.

Elastic publishes on Maven Central the distribution that its own integration tests run: the real server without the modules
that come on top (scripts, ingest, aggregations beyond the usual). Samling's index needs none of them.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

VERSION = "9.2.0"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
OLDEST_JAVA = 21
PORT = 9239
HEAP = "512m"
NOBODY = 65534
"""The server refuses to run as root; then it runs as this user, who owns its folder."""
_PATIENCE = 300.0


def _folder() -> Path:
    """`var/elasticsearch`, or a folder for temporary files where the server's user couldn't reach that."""
    folder = Path(__file__).resolve().parents[2] / "var" / "elasticsearch"
    reachable = all(parent.stat().st_mode & 0o001 for parent in folder.parents if parent.exists())
    return folder if reachable or os.geteuid() else Path(tempfile.gettempdir()) / "samling-elasticsearch"


FOLDER = _folder()


class Unavailable(Exception):
    """No server can be had here; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server with its data in `folder`, answering at `port` of this machine alone."""

    folder: Path = FOLDER / "development"
    port: int = PORT
    heap: str = HEAP
    java_options: str = ""
    """For a short life `-XX:TieredStopAtLevel=1` halves what the start costs, and slows everything afterwards."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=2) as response:  # noqa: S310 - it is http.
                return bool(json.load(response)["status"] != "red")
        except (OSError, ValueError):
            return False

    def pid(self) -> int | None:
        """The server's process, if it is alive."""
        try:
            pid = int((self.folder / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if str(self.folder).encode() in command else None

    def start(self) -> None:
        """Return when it answers. One that runs already is left as it is."""
        if self.pid() is not None and self.answers():
            return
        home, java = distribution(), newest_java()
        self._prepare(home)
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap} {self.java_options}",
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        command = [str(home / "bin" / "elasticsearch"), "-d", "-p", str(self.folder / "pid")]
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        with (self.folder / "output").open("w") as output:
            subprocess.run(
                command, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False, **user
            )  # type: ignore[call-overload]
        self._wait()

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """End it, and forget its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepare(self, home: Path) -> None:
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "pid").unlink(missing_ok=True)
        config = self.folder / "config"
        shutil.rmtree(config, ignore_errors=True)
        shutil.copytree(home / "config", config)
        settings = {
            "cluster.name": "samling",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.port + 1000,
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "xpack.security.enabled": "false",
            # A nearly full disk is this machine's affair.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        (config / "elasticsearch.yml").write_text("".join(f"{name}: {value}\n" for name, value in settings.items()))
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self.answers():
            if self.pid() is None or time.monotonic() > deadline:
                raise Unavailable(
                    f"Elasticsearch did not start. {self.folder / 'output'} and {self.folder / 'logs'} say why."
                )
            time.sleep(0.2)

    def _end(self, how: signal.Signals) -> None:
        if (pid := self.pid()) is None:
            return
        # Ours: its command line names this folder.
        os.kill(pid, how)
        deadline = time.monotonic() + 30
        while self.pid() is not None:
            if time.monotonic() > deadline:
                how, deadline = signal.SIGKILL, deadline + 30
                os.kill(pid, how)
            time.sleep(0.05)


def distribution(folder: Path = FOLDER) -> Path:
    """The unpacked distribution; fetched by Maven the first time, from its own store on this machine afterwards."""
    home = folder / f"elasticsearch-{VERSION}"
    if (home / "complete").exists():
        return home
    if shutil.which("mvn") is None:
        raise Unavailable("Elasticsearch is fetched by Maven, which is missing here: apt-get install maven.")
    # Aside, as Maven leaves notes of its own where it unpacks.
    unpacked = folder / "fetching"
    unpacked.mkdir(parents=True, exist_ok=True)
    fetched = subprocess.run(
        ["mvn", "-q", "-B", "dependency:unpack", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={unpacked}"],
        capture_output=True, text=True, check=False, cwd=unpacked,
    )  # fmt: skip
    if fetched.returncode or not (unpacked / home.name).exists():
        raise Unavailable(f"Maven couldn't fetch Elasticsearch {VERSION}: {fetched.stdout.strip()[-500:]}")
    shutil.rmtree(home, ignore_errors=True)
    (unpacked / home.name).rename(home)
    shutil.rmtree(unpacked)
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    (home / "complete").touch()
    return home


def newest_java() -> Path:
    """The home of the newest Java on this machine, if it is new enough."""
    homes = [Path(os.environ["ES_JAVA_HOME"])] if "ES_JAVA_HOME" in os.environ else Path("/usr/lib/jvm").glob("*")
    found = [(version, home) for home in homes if (version := _java_version(home)) >= OLDEST_JAVA]
    if not found:
        raise Unavailable(
            f"Elasticsearch needs Java {OLDEST_JAVA} or newer, and none is in /usr/lib/jvm."
            " Install one, or let ES_JAVA_HOME name its folder."
        )
    return max(found)[1]


def _java_version(home: Path) -> int:
    try:
        version = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())
    except OSError:
        return 0
    return int(version[1]) if version and (home / "bin" / "java").exists() else 0
