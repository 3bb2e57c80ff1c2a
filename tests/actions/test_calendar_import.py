"""A calendar file from Geneva must land on the right days, or say line by line why it did not."""

from datetime import date
from pathlib import Path

import pytest

from bot.actions.calendar_import import read
from bot.knowledge.calendar import anchors
from bot.knowledge.records.files import BadKnowledge
from bot.model.knowledge import DateChange, DateState
from tests.alerting import OPENS, at, library_with_rules

NOW = at("2026-11-23")
CLOSES = "hrc:session:64:closes"


def ics(*events: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20261123T090000Z\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{inside}END:VCALENDAR\r\n"


def days(made: tuple[DateChange, ...]) -> dict[str, tuple[date | None, str]]:
    return {one.anchor_id: (one.day, one.state.value) for one in made}


def load(tmp_path: Path, name: str, text: str) -> tuple[DateChange, ...]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    library = library_with_rules()
    return read(path, library, anchors(library), "operator", NOW).changes


@pytest.mark.parametrize(
    "title",
    [
        "64th session of the Human Rights Council",
        "Human Rights Council\\, 64th regular session",
        "HRC 64",
        "64.º período de sesiones del Consejo de Derechos Humanos",
        "Conseil des droits de l’homme\\, 64e session",
    ],
)
def test_a_session_is_recognised_by_its_title_and_ends_on_its_last_day(tmp_path: Path, title: str) -> None:
    entry = f"SUMMARY:{title}\r\nDTSTART;VALUE=DATE:20270222\r\nDTEND;VALUE=DATE:20270403\r\nSTATUS:CONFIRMED"
    assert days(load(tmp_path, "un.ics", ics(entry))) == {OPENS: (date(2027, 2, 22), "confirmed"), CLOSES: (date(2027, 4, 2), "confirmed")}


def test_without_a_status_a_date_is_not_called_certain(tmp_path: Path) -> None:
    entry = "SUMMARY:HRC 64\r\nDTSTART;VALUE=DATE:20270222\r\nDTEND;VALUE=DATE:20270403"
    assert {state for _, state in days(load(tmp_path, "un.ics", ics(entry))).values()} == {"provisional"}


def test_a_deadline_a_review_and_an_id_of_ours_are_recognised(tmp_path: Path) -> None:
    found = days(
        load(
            tmp_path,
            "un.ics",
            ics(
                "SUMMARY:HRC 64: NGO written statements\r\nDTSTART;VALUE=DATE:20270209",
                "SUMMARY:UPR Working Group\\, 54th session\r\nDTSTART;VALUE=DATE:20270118\r\nDTEND;VALUE=DATE:20270130",
                f"X-PLAZA-ANCHOR:{CLOSES}\r\nSUMMARY:end\r\nDTSTART;VALUE=DATE:20270402",
            ),
        )
    )
    assert {name: day for name, (day, _) in found.items()} == {
        "hrc:session:64:ngo-written-statement": date(2027, 2, 9),
        "hrc:upr:54:opens": date(2027, 1, 18),
        "hrc:upr:54:closes": date(2027, 1, 29),
        CLOSES: date(2027, 4, 2),
    }


def test_a_moment_is_taken_as_the_day_it_is_in_geneva(tmp_path: Path) -> None:
    entry = "SUMMARY:HRC 64\r\nDTSTART:20270221T233000Z\r\nDTEND:20270402T160000Z"
    assert days(load(tmp_path, "un.ics", ics(entry)))[OPENS][0] == date(2027, 2, 22)


def test_what_is_cancelled_is_not_known_any_more(tmp_path: Path) -> None:
    entry = "SUMMARY:HRC 64\r\nDTSTART;VALUE=DATE:20270222\r\nDTEND;VALUE=DATE:20270403\r\nSTATUS:CANCELLED"
    assert set(days(load(tmp_path, "un.ics", ics(entry))).values()) == {(None, "provisional")}


def test_special_sessions_committees_and_birthdays_are_left_out_and_named(tmp_path: Path) -> None:
    titles = ("38th special session of the Human Rights Council", "36th session, HRC Advisory Committee", "Ana turns 64", "HRC 640")
    path = tmp_path / "un.ics"
    path.write_text(ics(*(f"SUMMARY:{one}\r\nDTSTART;VALUE=DATE:20270222" for one in titles)), encoding="utf-8", newline="")
    library = library_with_rules()
    found = read(path, library, anchors(library), "operator", NOW)
    assert found.changes == ()
    assert found.unknown == titles


def test_yaml_takes_dates_and_sessions(tmp_path: Path) -> None:
    text = """dates:
- anchor: 64:side-event-request
  day: 2027-01-15
  state: confirmed
  source: https://www.ohchr.org/note
sessions:
- number: 64
  opens: '2027-02-22'
  closes: '2027-04-02'
  status: confirmed
  url: https://www.ohchr.org/64
"""
    assert days(load(tmp_path, "dates.yaml", text)) == {
        "hrc:session:64:side-event-request": (date(2027, 1, 15), "confirmed"),
        OPENS: (date(2027, 2, 22), "confirmed"),
        CLOSES: (date(2027, 4, 2), "confirmed"),
    }


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "a.yaml",
            "dates:\n- anchor: hrc:session:64:open\n  day: '2027-02-22'\n",
            "a.yaml:2: there is no day 'hrc:session:64:open'; perhaps one of",
        ),
        ("a.yaml", "dates:\n- anchor: 64:opens\n  day: '2027-02-30'\n", "a.yaml:3: .* is not a day"),
        ("a.yaml", "dates:\n- anchor: 64:opens\n  day: '2027-02-22'\n  state: sure\n", "a.yaml:4: unknown state 'sure'"),
        ("a.yaml", "sessions:\n- number: 640\n  opens: '2027-02-22'\n", "a.yaml:2: there is no session 640"),
        (
            "a.yaml",
            "sessions:\n- number: 64\n  opens: '2027-02-22'\n  closes: '2027-02-01'\n",
            "a.yaml:4: session 64 closes before it opens",
        ),
        ("a.yaml", "days: []\n", "a.yaml:1: holds neither `dates` nor `sessions`"),
        ("a.yaml", "- 1\n", "a.yaml:1: holds neither"),
        ("a.ics", "BEGIN:VCALENDAR\nnonsense\n", "a.ics: is no iCalendar file"),
        ("a.txt", "", "a.txt: is neither .yaml nor .ics"),
    ],
)
def test_a_mistake_says_the_file_the_line_and_what_to_do(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(BadKnowledge, match=says):
        load(tmp_path, name, text)


def test_the_state_of_a_change_is_one_of_ours(tmp_path: Path) -> None:
    [change, _] = load(tmp_path, "un.ics", ics("SUMMARY:HRC 64\r\nDTSTART;VALUE=DATE:20270222\r\nSTATUS:TENTATIVE"))
    assert change.state is DateState.PROVISIONAL
    assert change.by == "operator"
