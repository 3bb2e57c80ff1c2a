"""The lists of an event: no cell is ever a formula, wherever a spreadsheet splits it; a long list is whole."""

import io
import re
from datetime import timedelta

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.actions.events_export import COLUMNS, Labels, as_csv, harmless, line
from bot.actions.events_sheet import as_xlsx
from bot.model.events import Details, Event, EventKind, EventState, Registration, SeatState
from tests.clocks import START
from tests.events_world import TITLES, plan

EVENT = Event(1, "forum", "uid", TITLES, EventKind.FORUM, EventState.OPEN, plan().when, "Gwangju", "", 20_000, 10_000, 0, 0, START)
SIGNS = "=+-@＝＋－＠"


def one(number: int = 1, name: str = "Ana") -> Registration:
    """A confirmed registration."""
    said = Details(name, "Girona", "official", "step-free access", "en", "ana@girona.example", "ES")
    moment = START + timedelta(seconds=number)
    return Registration(number, 1, number, f"K7MQ-{number}", "uid", SeatState.CONFIRMED, said, 0, moment, moment)


@given(st.text(alphabet=st.sampled_from("=+-@＝＋－＠;,\t\r\n \"'aé|("), max_size=12))
@example("Ana;=cmd()")
@example("\t=1+1")
@example(' "=1+1"')
@settings(max_examples=200, deadline=None)
def test_no_spreadsheet_finds_a_formula_in_a_cell_whatever_it_splits_at(text: str) -> None:
    for cell in re.split(r"[;,\t\r\n]", harmless(text)):
        assert not cell.lstrip(' "').startswith(tuple(SIGNS)), cell


def test_what_is_no_formula_stays_as_it_is() -> None:
    for text in ("Ana-María", "a@b.example", "2 + 2", "Saint-Étienne, France", "محمد", ""):
        assert harmless(text) == text


def test_a_script_finds_every_column_where_it_was_and_newer_ones_behind() -> None:
    assert COLUMNS[:8] == ("code", "state", "name", "city", "role", "needs", "language", "registered_at")
    assert line(one()) == {
        "code": "K7MQ-1",
        "state": "confirmed",
        "name": "Ana",
        "city": "Girona",
        "role": "official",
        "needs": "step-free access",
        "language": "en",
        "registered_at": "2026-11-23T09:00:01Z",
        "country": "ES",
        "email": "ana@girona.example",
        "seats": 1,
    }


def test_a_long_list_is_whole_to_its_last_line() -> None:
    people = [one(number, f"=Ana {number}") for number in range(1, 1001)]
    assert as_csv(EVENT, people).content.count(b"'=Ana") == 1000
    (sheet,) = openpyxl.load_workbook(io.BytesIO(as_xlsx(EVENT, people).content), read_only=True).worksheets
    last = list(sheet.iter_rows(min_row=1001))[-1]
    assert [last[2].value, last[7].value] == ["=Ana 1000", people[-1].created_at.replace(tzinfo=None)]


def test_a_sheet_may_be_called_what_no_spreadsheet_allows() -> None:
    sheet = as_xlsx(EVENT, [], Labels(title="[List]: who/what? *'" + "x" * 40))
    assert openpyxl.load_workbook(io.BytesIO(sheet.content)).sheetnames == [" List   who what    xxxxxxxxxxx"]
