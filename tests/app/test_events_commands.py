"""`plaza event ...`: what an operator and their scripts rely on."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.actions import registrations
from bot.storage.database import opened
from tests.clocks import START
from tests.databases import Files
from tests.events_world import details, open_event, somebody
from tests.papers import codes

FORUM = [
    "--title",
    "Forum on water",
    "--starts",
    "2027-05-13T09:30",
    "--ends",
    "2027-05-13T17:00",
    "--zone",
    "Asia/Seoul",
    "--city",
    "Gwangju",
]


@pytest.fixture(autouse=True)
def here(home: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home with a database, at the tests' usual moment; the database's URL."""
    monkeypatch.setenv("PLAZA_NOW", START.isoformat())
    return files.fresh(home / "var" / "plaza.db")


def plaza(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(app, ["event", *words])


def test_an_event_is_created_opened_listed_shown_and_closed() -> None:
    assert plaza("create", *FORUM, "--capacity", "9").stdout == "forum-on-water\n"
    assert "draft  2027-05-13 09:30 Asia/Seoul  0/9  Forum on water" in plaza("list").stdout
    assert plaza("open", "forum-on-water").exit_code == 0
    (listed,) = json.loads(plaza("list", "--json").stdout)
    assert (listed["slug"], listed["state"], listed["starts_utc"]) == ("forum-on-water", "open", "2027-05-13T00:30:00+00:00")
    assert "closed" in plaza("close", "forum-on-water").stdout
    shown = json.loads(plaza("show", "forum-on-water", "--json").stdout)
    assert [line.split("  ")[1:] for line in shown["trail"]] == [
        [deed, "operator"] for deed in ("event.create", "event.open", "event.close")
    ]
    assert "title_en: Forum on water" in plaza("show", "forum-on-water").stdout


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["create", *FORUM, "--capacity", "0"], "capacity must be between 1 and 100000"),
        (["create", *FORUM, "--capacity", "9", "--zone", "EST"], "zone is not a time zone"),
        (["create", *FORUM, "--capacity", "9", "--ends", "2027-05-12T17:00"], "end day is before the start"),
        (["create", *FORUM, "--capacity", "9", "--starts", "2020-05-12T17:00"], "start day has passed"),
        (["create", *FORUM, "--capacity", "9", "--starts", "tomorrow"], "--starts 'tomorrow' is not a time"),
        (["create", *FORUM, "--capacity", "9", "--starts", "2027-05-13T09:30+09:00"], "leave the offset out"),
        (["create", *FORUM, "--capacity", "9", "--kind", "party"], "--kind 'party': choose one of forum"),
        (["open", "nothing"], "there is no such event"),
        (["show", "nothing"], "there is no such event"),
        (["export", "nothing"], "there is no such event"),
        (["export", "nothing", "--format", "docx"], "choose one of csv, xlsx, json, ics, pdf"),
        (["export", "nothing", "--lang", "de"], "choose one of en, es, fr"),
    ],
)
def test_what_is_wrong_is_one_clear_line_and_exit_code_2(words: list[str], problem: str) -> None:
    result = plaza(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert problem in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_list_is_exported_for_spreadsheets_for_programs_and_for_calendars(here: str, tmp_path: Path) -> None:
    with opened(here) as database:
        event, person = database.write(lambda tx: (open_event(tx), somebody(tx, "ana")))
        code = database.write(lambda tx: registrations.take_place(tx, event.slug, person, details("+Ana"), START)).registration.code
    (row,) = csv.DictReader(io.StringIO(plaza("export", event.slug).stdout))
    assert (row["code"], row["name"], row["registered_at"]) == (code, "'+Ana", "2026-11-23T09:00:00Z")
    data = json.loads(plaza("export", event.slug, "--format", "json").stdout)
    assert (data["confirmed"], data["registrations"][0]["name"]) == (1, "+Ana")
    calendar = Calendar.from_ical(plaza("export", event.slug, "--format", "ics").stdout_bytes)
    assert len(calendar.events) == 1
    assert plaza("export", event.slug, "--out", str(tmp_path / "list.csv")).stdout == ""
    assert (tmp_path / "list.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,")
    assert plaza("export", event.slug, "--out", str(tmp_path / "no" / "list.csv")).exit_code == 2


def test_the_list_is_exported_in_words_as_a_spreadsheet_and_as_badges(here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAZA_PUBLIC_URL", "https://plaza.example")
    with opened(here) as database:
        event, person = database.write(lambda tx: (open_event(tx), somebody(tx, "ana")))
        code = database.write(lambda tx: registrations.take_place(tx, event.slug, person, details(), START)).registration.code
    (row,) = csv.DictReader(io.StringIO(plaza("export", event.slug, "--lang", "es").stdout))
    assert (row["Nombre"], row["Estado"]) == ("Ana", "con plaza")
    sheet = openpyxl.load_workbook(io.BytesIO(plaza("export", event.slug, "--format", "xlsx").stdout_bytes)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["code", "state", "name"]
    assert plaza("export", event.slug, "--format", "pdf", "--out", str(tmp_path / "badges.pdf")).exit_code == 0
    assert codes((tmp_path / "badges.pdf").read_bytes()) == [f"https://plaza.example/check-in/{code}"]
