"""`plaza ask` must know what people imported, set and approved, wherever the database is: one Plaza gives one answer."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.model.charters import Signature
from bot.model.curated import Curated
from bot.model.inbound import Origin
from bot.model.knowledge import DateChange, DateState
from bot.storage import alerts, curated, people, signatories
from bot.storage.database import Connection, opened
from tests.app.commands import fine, refused
from tests.clocks import START
from tests.conftest import CHECKOUT

ABOUT = {"author": "operator", "source": "list.csv", "digest": "x", "added": 1, "changed": 0, "removed": 0}
ATLANTIS = Signature("european-charter-2000", "Atlantis", "GR", "2003", "signed", (), "https://example.org/a")


@pytest.fixture
def set_by_people(home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in which somebody imported a list, set a date and approved an answer."""
    monkeypatch.setenv("PLAZA_NOW", START.isoformat())
    monkeypatch.setenv("PLAZA_DATABASE_URL", database_url)

    def work(tx: Connection) -> None:
        who = people.meet(tx, Origin(channel="paper", address="paper:olga"), "paper", START)
        signatories.add(tx, 1, [ATLANTIS], START, **ABOUT)
        alerts.keep_change(tx, DateChange("hrc:session:64:opens", date(2027, 3, 1), DateState.CONFIRMED, "", "operator", START))
        curated.add(tx, Curated(0, "en", "Which biscuit goes with the archive key?", "The dry one.", "organiser", START), who.id)

    with opened(database_url) as database:
        database.write(work)


@pytest.mark.usefixtures("set_by_people")
def test_an_imported_city_a_date_that_was_set_and_an_approved_answer_are_known() -> None:
    assert "2003" in fine("ask", "Has Atlantis signed the European Charter?")
    assert "1 March 2027" in fine("ask", "When does HRC session 64 open?")
    assert "The dry one." in fine("ask", "which biscuit goes with the archive key")


def test_a_broken_message_is_one_line_that_names_it(home: Path) -> None:
    (home / "messages").unlink()
    shutil.copytree(CHECKOUT / "messages", home / "messages")
    broken = home / "messages" / "en" / "signatories.j2"
    broken.write_text(broken.read_text(encoding="utf-8") + "{% block", encoding="utf-8")
    assert "messages/en/signatories.j2" in refused("ask", "Has Genoa signed the European Charter?")


def test_who_reads_only_the_first_lines_is_told_nothing_of_pipes(home: Path) -> None:
    command = [sys.executable, "-m", "bot", "ask", "--batch", str(CHECKOUT / "tests" / "questions" / "dev.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as asked:
        assert asked.stdout
        assert asked.stderr
        assert asked.stdout.readline().startswith('{"id"')
        asked.stdout.close()
        assert asked.stderr.read() == ""
