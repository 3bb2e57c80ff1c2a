"""Kept values come back under their name and key, and whatever happens to the file costs time only."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.records.cache import Cache

VALUE = {"à": [1, 2.5, None, True], "": {"b": "ç\u2028"}}


@pytest.fixture(params=["file", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Cache:
    """A cache of each kind."""
    return Cache(tmp_path / "var" / "kept" if request.param == "file" else None)


def test_a_value_comes_back_for_its_name_and_key_only(cache: Cache) -> None:
    cache.put("one", "k1", VALUE)
    assert cache.get("one", "k1") == VALUE
    assert cache.get("one", "k2") is None
    assert cache.get("two", "k1") is None


def test_a_new_value_takes_the_place_of_the_old_one(cache: Cache) -> None:
    cache.put("one", "k1", [1])
    cache.put("one", "k2", [2])
    assert cache.get("one", "k1") is None
    assert cache.get("one", "k2") == [2]


def test_another_process_finds_it(tmp_path: Path) -> None:
    Cache(tmp_path / "kept").put("one", "k", VALUE)
    assert Cache(tmp_path / "kept").get("one", "k") == VALUE


def test_what_is_no_json_is_not_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    cache.put("one", "k", date(2027, 1, 1))
    assert cache.get("one", "k") is None


def test_a_spoilt_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"no database" * 500)
    cache = Cache(tmp_path / "kept")
    assert cache.get("one", "k") is None
    cache.put("one", "k", VALUE)
    assert cache.get("one", "k") == VALUE


def test_a_spoilt_value_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    cache.put("one", "k", VALUE)
    with sqlite3.connect(tmp_path / "kept") as database:
        database.execute("UPDATE kept SET value = substr(value, 1, 5)")
    assert cache.get("one", "k") is None


def test_a_file_with_another_table_of_that_name_is_no_reason_to_fail(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kept") as database:
        database.execute("CREATE TABLE kept (thing)")
    cache = Cache(tmp_path / "kept")
    cache.put("one", "k", VALUE)
    assert cache.get("one", "k") is None


def test_a_place_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = Cache(tmp_path / "file" / "kept")
    cache.put("one", "k", VALUE)
    assert cache.get("one", "k") is None


def test_many_at_once_all_find_their_own(tmp_path: Path) -> None:
    def work(number: int) -> bool:
        cache = Cache(tmp_path / "kept")
        cache.put(f"n{number % 4}", f"k{number % 4}", [number % 4] * 2000)
        return bool(cache.get(f"n{number % 4}", f"k{number % 4}") == [number % 4] * 2000)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(48)))
