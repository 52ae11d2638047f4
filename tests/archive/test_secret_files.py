"""A secret is made once, whoever asks first, and only its owner reads it."""

from __future__ import annotations

import stat
import threading

from archive.secret_files import kept


def test_it_is_made_once_and_read_by_its_owner_alone(tmp_path):
    path = tmp_path / "key"
    assert [kept(path, lambda: "first"), kept(path, lambda: "second")] == ["first", "first"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_all_who_start_at_once_get_the_same(tmp_path):
    path, at_once, got = tmp_path / "key", threading.Barrier(8), []

    def start(number: int) -> None:
        def make() -> str:
            at_once.wait()  # Everyone has seen that there is none.
            return str(number)

        got.append(kept(path, make))

    threads = [threading.Thread(target=start, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == 1
    assert list(tmp_path.iterdir()) == [path]
