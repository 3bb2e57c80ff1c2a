"""What a handler puts into a message comes back as it was, through JSON."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.codec import dumps, loads, pack, unpack

PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
TIMES = st.dates() | st.times() | st.datetimes(timezones=st.just(UTC))
KEYS = st.text().filter(lambda key: not key.startswith("$"))
VALUES = st.recursive(PLAIN | TIMES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Place:
    name: str
    at: datetime
    inside: tuple["Place", ...] = ()


@given(VALUES)
def test_values_come_back_as_they_were(value: Any) -> None:
    assert loads(dumps(value)) == value


def test_dataclasses_come_back_as_objects_with_real_times() -> None:
    there = datetime(2026, 11, 23, 9, tzinfo=UTC)
    place = Place("hall", there, (Place("room", there),))
    assert loads(dumps({"place": place, "colour": Colour.RED, "days": {date(2026, 1, 1)}, "at": time(9, 30)})) == {
        "place": {"name": "hall", "at": there, "inside": [{"name": "room", "at": there, "inside": []}]},
        "colour": "red",
        "days": [date(2026, 1, 1)],
        "at": time(9, 30),
    }


@pytest.mark.parametrize("value", [object(), b"bytes", {"a": 1 + 2j}, Place])
def test_what_cannot_be_kept_is_refused_when_it_is_said_and_not_when_it_is_sent(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        dumps(value)


def test_packing_twice_changes_nothing() -> None:
    value = {"at": datetime(2026, 11, 23, tzinfo=UTC), "list": [date(2026, 1, 1)]}
    assert pack(pack(value)) == pack(value)
    assert unpack(pack(value)) == value


@pytest.mark.parametrize("value", [{"$at": "soon"}, {"$day": 7}, {"$at": "2026-11-23T09:00:00+00:00", "name": "x"}, {"$time": ["9"]}])
def test_a_form_with_strange_field_names_is_kept_as_it_is(value: dict[str, object]) -> None:
    assert loads(dumps({"answers": value})) == {"answers": value}
