import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.engines.base import EngineUnavailable
from search.engines.tantivy import TantivyEngine
from search.engines.tantivy.folder import Folder
from tests.contracts.engine import EngineContract, ids
from tests.search.factories import make_document, make_query

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def engine(tmp_path):
    return TantivyEngine(path=tmp_path / "index", wait=0.3)


class TestTantivy(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path):
        return TantivyEngine(path=tmp_path / "index")


def another_process(code, path):
    """Run `code` with `engine`, `make_document` and `make_query` in a new process; its standard output."""
    start = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from search.engines.tantivy import TantivyEngine
from tests.search.factories import make_document, make_query
engine = TantivyEngine({str(path)!r})
"""
    return subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_sees_at_once_what_another_process_wrote(engine, tmp_path):
    engine.put([make_document(id="a", text="tillit")])
    assert ids(engine, "tillit") == ["a"]
    another_process("engine.put([make_document(id='b', text='tillit')]); engine.remove(['a'])", tmp_path / "index")
    assert ids(engine, "tillit") == ["b"]
    another_process("engine.rebuild([make_document(id='c', text='tillit')])", tmp_path / "index")
    assert ids(engine, "tillit") == ["c"]


def test_writers_wait_for_one_another(tmp_path):
    code = "[engine.put([make_document(id=f'{sys.argv[1]}-{n}', text='tillit')]) for n in range(5)]"
    start = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from search.engines.tantivy import TantivyEngine
from tests.search.factories import make_document
engine = TantivyEngine({str(tmp_path / "index")!r})
"""
    writers = [subprocess.Popen([sys.executable, "-c", start + code, str(number)]) for number in range(2)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert len(TantivyEngine(tmp_path / "index").ids()) == 10


def test_a_writer_gives_up_when_another_takes_too_long(engine, tmp_path):
    engine.put([make_document(id="a", text="tillit")])
    started = time.monotonic()
    with Folder(tmp_path / "index").writing(), pytest.raises(EngineUnavailable, match="Another process is writing"):
        engine.remove(["a"])
    assert 0.2 < time.monotonic() - started < 5
    assert ids(engine, "tillit") == ["a"]
    engine.remove(["a"])


def test_only_one_rebuild_at_a_time(engine, tmp_path):
    with Folder(tmp_path / "index").rebuilding(), pytest.raises(EngineUnavailable, match="rebuilt already"):
        engine.rebuild([])
    assert engine.rebuild([make_document(id="a")]) == 1


def test_a_rebuild_that_was_killed_leaves_nothing_behind(engine, tmp_path):
    engine.put([make_document(id="a", text="tillit")])
    code = "import os\ndef documents():\n    yield make_document(id='x')\n    os.kill(os.getpid(), 9)\nengine.rebuild(documents())"
    with pytest.raises(subprocess.CalledProcessError):
        another_process(code, tmp_path / "index")
    assert (tmp_path / "index" / "journal").exists()
    engine.put([make_document(id="b", text="tillit")])
    assert sorted(ids(engine, "tillit")) == ["a", "b"]
    assert engine.rebuild([make_document(id="c")]) == 1
    assert engine.ids() == {"c"}
    assert len([entry for entry in (tmp_path / "index").iterdir() if entry.is_dir()]) == 1
    assert not (tmp_path / "index" / "journal").exists()


def test_merges_keep_the_number_of_files_small(engine, tmp_path):
    for number in range(25):
        engine.put([make_document(id=str(number), text="tillit")])
    assert len(ids(engine, "tillit", size=50)) == 25
    assert len(list((tmp_path / "index").glob("*/*.store"))) < 20


@pytest.mark.parametrize("damage", ["meta", "gone", "empty", "scrambled"])
def test_a_damaged_index_is_unavailable_until_it_is_rebuilt(engine, tmp_path, damage):
    engine.put([make_document(id=str(n), text=f"tillit {n} " * 50) for n in range(30)])
    (version,) = [entry for entry in (tmp_path / "index").iterdir() if entry.is_dir()]
    (terms,) = version.glob("*.idx")
    if damage == "meta":
        (version / "meta.json").write_text("{")
    elif damage == "gone":
        terms.unlink()
    elif damage == "empty":
        terms.write_bytes(b"")
    else:
        content = bytearray(terms.read_bytes())
        content[0 : len(content) - 300 : 3] = bytes(len(content[0 : len(content) - 300 : 3]))
        terms.write_bytes(content)
    damaged = TantivyEngine(tmp_path / "index")
    with pytest.raises(EngineUnavailable):
        damaged.search(make_query("tillit 3", audiences=["programme"]))
    assert damaged.rebuild([make_document(id="a", text="tillit")]) == 1
    assert ids(damaged, "tillit") == ["a"]


def test_a_full_disk_changes_nothing(engine, tmp_path):
    engine.put([make_document(id="a", text="tillit")])
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    code = """
from search.engines.base import EngineUnavailable
try:
    engine.put([make_document(id="b", text=" ".join(f"tillit{n}" for n in range(100_000)))])
except EngineUnavailable:
    print("unavailable")
"""
    assert another_process(limit + code, tmp_path / "index") == "unavailable\n"
    assert (ids(engine, "tillit"), engine.ids()) == (["a"], {"a"})
    assert engine.put([make_document(id="b")]) == 1


def test_an_index_of_another_version_has_to_be_rebuilt(engine, tmp_path):
    engine.put([make_document(id="a", text="tillit")])
    path = tmp_path / "index"
    name = (path / "current").read_text()
    (path / name).rename(path / f"0-{name.partition('-')[2]}")
    (path / "current").write_text(f"0-{name.partition('-')[2]}")
    for action in [lambda: engine.search(make_query("tillit")), lambda: engine.put([make_document()]), engine.ids]:
        with pytest.raises(EngineUnavailable, match="reindex"):
            action()
    assert [message.id for message in engine.check()] == ["search.W001"]
    engine.rebuild([make_document(id="a", text="tillit")])
    assert ids(engine, "tillit") == ["a"]
    assert engine.check() == []


def test_check_names_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    (message,) = TantivyEngine(tmp_path / "file" / "index").check()
    assert message.id == "search.E001"
    assert str(tmp_path / "file") in message.msg


def test_nothing_of_the_text_is_cut(engine):
    words = [f"ord{number}x" for number in range(80_000)]
    engine.put([make_document(id="a", text=" ".join(words))])
    for word in (words[0], words[65_536], words[-1], f'"{words[-2]} {words[-1]}"'):
        (hit,) = engine.search(make_query(word)).hits
        assert "<mark>" in hit.passages[0].html


def test_files_are_readable_by_their_owner_alone(engine, tmp_path):
    engine.put([make_document(id="a", text="tillit")])
    assert os.stat(tmp_path / "index").st_mode & 0o077 == 0


def test_the_journal_holds_lines_of_json_only_while_a_rebuild_runs(engine, tmp_path):
    journal = tmp_path / "index" / "journal"
    with Folder(tmp_path / "index").rebuilding():
        engine.put([make_document(id="a", text="linje\nskift")])
        engine.remove(["b"])
        assert [list(json.loads(line)) for line in journal.read_text().splitlines()] == [["put"], ["remove"]]
    assert not journal.exists()
    assert engine.ids() == {"a"}
