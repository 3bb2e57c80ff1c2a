"""Scripts rely on the commands: ids and JSON on stdout, one clear line on stderr, exit 0, 1 or 2; and the plan changes nothing."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.__main__ import app
from bot.storage import outbox
from bot.storage.database import Database, opened
from tests.alerting import Town, at, library_with_rules
from tests.databases import Files


@dataclass
class Shell:
    """Runs `plaza ...` in this process, on a home of its own."""

    url: str

    def ok(self, *words: str) -> str:
        """Standard output of a command that succeeds."""
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def json(self, *words: str) -> object:
        """The same, read as JSON."""
        return json.loads(self.ok(*words, "--json"))

    def wrong(self, *words: str, code: int = 2) -> str:
        """Standard error of a command that fails: one line."""
        done = CliRunner().invoke(app, list(words))
        assert (done.exit_code, done.stdout) == (code, "")
        assert len(done.stderr.splitlines()) == 1, done.stderr
        return done.stderr


@pytest.fixture
def shell(home: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("PLAZA_NOW", "2027-01-01T09:00+00:00")
    url = files.fresh(home / "var" / "plaza.db")
    with opened(url) as database:
        settle(database)
    return Shell(url)


def settle(database: Database) -> None:
    """Two people who follow the Council, one in each of two channels and languages."""
    town = Town(database, library_with_rules(), at("2026-12-01"))
    town.person("ana", "Europe/Madrid", language="es")
    town.person("ben", "America/New_York", channel="web")


def test_the_plan_as_json_names_everything_and_changes_nothing(shell: Shell) -> None:
    found = shell.json("plan", "--from", "2027-01-01", "--to", "2027-01-31")
    assert isinstance(found, list)
    assert found[0] == {
        "kind": "alert",
        "name": "alert:session-in-six-weeks:hrc:session:64:opens:2027-02-22",
        "date": "2027-01-11",
        "time": "09:00",
        "first": "2027-01-10T19:00:00+00:00",
        "last": "2027-01-11T21:00:00+00:00",
        "rule": "session-in-six-weeks",
        "topic": "hrc",
        "anchor": "hrc:session:64:opens",
        "anchor_day": "2027-02-22",
        "state": "provisional",
        "sure": False,
        "people": 2,
        "channels": {"paper": 1, "web": 1},
        "languages": {"en": 1, "es": 1},
    }
    with opened(shell.url) as database:
        assert database.read(lambda tx: tx.execute(select(func.count()).select_from(outbox.outbox)).scalar()) == 0


def test_the_plan_for_people_is_a_line_each(shell: Shell) -> None:
    first = shell.ok("plan", "--from", "2027-01-01", "--to", "2027-01-12").splitlines()[0]
    assert first.startswith(
        "2027-01-11 09:00 local  alert  session-in-six-weeks  hrc:session:64:opens = 2027-02-22 (provisional, unconfirmed)"
    )
    assert first.endswith("2 people (paper 1, web 1) (en 1, es 1)")


def test_a_plan_that_ends_before_it_begins_or_is_no_date_is_refused(shell: Shell) -> None:
    assert "swap them" in shell.wrong("plan", "--from", "2027-02-01", "--to", "2027-01-01")
    assert "write it like 2027-02-22" in shell.wrong("plan", "--from", "tomorrow")


def test_setting_a_date_prints_old_and_new_and_what_waits(shell: Shell) -> None:
    told = shell.ok("calendar", "set", "64:opens", "2027-03-01", "--source", "https://www.ohchr.org/x")
    assert "hrc:session:64:opens: 2027-02-22 to 2027-03-01 -> 2027-03-01 (confirmed)" in told
    assert "hrc:session:64:ngo-written-statement: 2027-02-08 -> 2027-02-15 (provisional)" in told
    assert "alerts still to come that move along: " in told
    shown = shell.json("calendar", "list")
    assert isinstance(shown, list)
    opening = next(one for one in shown if one["id"] == "hrc:session:64:opens")
    assert (opening["day"], opening["state"], opening["sure"], opening["source"]) == (
        "2027-03-01",
        "confirmed",
        True,
        "https://www.ohchr.org/x",
    )


def test_confirming_needs_one_day_and_keeps_it(shell: Shell) -> None:
    assert "is not known yet (2027-02-22 to 2027-03-01)" in shell.wrong("calendar", "confirm", "64:opens")
    shell.ok("calendar", "set", "64:opens", "2027-02-22", "--provisional")
    done = shell.json("calendar", "confirm", "64:opens")
    assert done == {
        "moves": [{"id": "hrc:session:64:opens", "old": "2027-02-22", "new": "2027-02-22", "state": "confirmed"}],
        "pending": 0,
        "told": 0,
    }


def test_an_id_that_is_not_there_is_answered_with_ids_like_it(shell: Shell) -> None:
    assert "hrc:session:64:opens" in shell.wrong("calendar", "set", "hrc:session:64:open", "2027-02-22")
    assert "there is no day" in shell.wrong("calendar", "set", "opens", "2027-02-22")


def test_a_session_that_closes_before_it_opens_is_said(shell: Shell) -> None:
    done = CliRunner().invoke(app, ["calendar", "set", "64:opens", "2027-05-01"])
    assert done.exit_code == 0
    assert "hrc:session:64 now closes before it opens" in done.stderr


def test_a_file_is_imported_whole_or_not_at_all(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "dates.yaml"
    path.write_text("dates:\n- anchor: 64:opens\n  day: 2027-03-01\n- anchor: 64:closes\n  day: soon\n", encoding="utf-8")
    assert f"{path}:5: " in shell.wrong("calendar", "import", str(path))
    path.write_text("dates:\n- anchor: 64:opens\n  day: 2027-03-01\n", encoding="utf-8")
    trial = shell.ok("calendar", "import", str(path), "--dry-run")
    assert "2027-03-01 (provisional)" in trial
    assert trial == shell.ok("calendar", "import", str(path))
    assert "-> " not in shell.ok("calendar", "import", str(path))


def test_a_broken_rule_stops_every_command_with_its_line(shell: Shell, home: Path) -> None:
    (home / "config").unlink()
    (home / "config" / "knowledge").parent.mkdir()
    source = Path(__file__).parents[2] / "config"
    (home / "config" / "knowledge").symlink_to(source / "knowledge")
    text = (source / "alerts.yaml").read_text(encoding="utf-8").replace("anchor: session-closes", "anchor: session-end")
    (home / "config" / "alerts.yaml").write_text(text, encoding="utf-8")
    line = text.splitlines().index("  anchor: session-end") + 1
    assert f"config/alerts.yaml:{line}: session-ending: there is no anchor 'session-end'; use one of" in shell.wrong("plan")


def test_a_broadcast_goes_from_draft_to_report(shell: Shell) -> None:
    made = shell.ok("broadcast", "new", "--to", "topic:hrc", "--text", "Hello **all**", "--es", "Hola").strip()
    assert made == "1"
    assert "2 people paper 1 web 1" in shell.ok("broadcast", "preview", made)
    shown = shell.json("broadcast", "preview", made)
    assert isinstance(shown, dict)
    assert [(one["language"], one["people"]) for one in shown["versions"]] == [("en", 1), ("es", 1)]
    assert "is not approved" in shell.wrong("broadcast", "send", made, code=1)
    assert shell.json("broadcast", "approve", made) == {"id": 1, "state": "approved"}
    assert "no draft" in shell.wrong("broadcast", "approve", made, code=1)
    assert shell.json("broadcast", "send", made) == {"id": 1, "people": 2}
    assert "sent already" in shell.wrong("broadcast", "send", made, code=1)
    assert shell.ok("broadcast", "pause", made).strip() == "1"
    assert shell.ok("broadcast", "resume", made).strip() == "1"
    assert "is not paused" in shell.wrong("broadcast", "resume", made, code=1)
    assert shell.json("broadcast", "cancel", made) == {"id": 1, "cancelled": 2}
    report = shell.json("broadcast", "report", made)
    assert isinstance(report, dict)
    assert report["channels"] == {"paper": {"cancelled": 1}, "web": {"cancelled": 1}}
    assert "cancelled" in shell.ok("broadcast", "list")


def test_a_broadcast_that_cannot_be_says_what_is_wrong(shell: Shell) -> None:
    assert "there is no such topic or event" in shell.wrong("broadcast", "new", "--to", "topic:pizza", "--text", "x")
    assert "--text is empty" in shell.wrong("broadcast", "new", "--to", "topic:hrc", "--text", " ")
    assert "--es is too long: at most 3000 characters" in shell.wrong(
        "broadcast", "new", "--to", "topic:hrc", "--text", "x", "--es", "x" * 3001
    )
    assert "there is no broadcast 7" in shell.wrong("broadcast", "report", "7")
