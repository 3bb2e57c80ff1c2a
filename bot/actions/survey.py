"""How an event was: two questions to whoever had a seat, and what came of them, without names."""

import csv
import io
from datetime import datetime, timedelta

from bot.actions.events_export import harmless
from bot.model.events import Event
from bot.model.feedback import MARKS, Answer
from bot.model.outgoing import File
from bot.model.reply import Button
from bot.storage import audit, feedback
from bot.storage.database import Connection

ASKED = timedelta(days=60)
COLUMNS = ("rating", "comment", "day")


def marks(event: Event) -> tuple[Button, ...]:
    """One button for each mark, the best first."""
    return tuple(Button("survey.rate", f"{event.slug} {mark}", {"mark": mark}) for mark in reversed(MARKS))


def may_say(tx: Connection, event: Event, person_id: int, now: datetime) -> bool:
    """Whether this person may say how it was: they had a seat, and it is over, but not for long."""
    over = event.past(now) and now < event.when.ends_at + ASKED
    return over and feedback.had_seat(tx, event.id, person_id)


def rate(tx: Connection, event: Event, person_id: int, mark: int, now: datetime) -> bool:
    """Keep a mark; False when this person may not give one."""
    if mark not in MARKS or not may_say(tx, event, person_id, now):
        return False
    feedback.rate(tx, event.id, person_id, mark, now)
    audit.note(tx, f"person:{person_id}", "event.feedback", f"event:{event.slug}", now)
    return True


def as_csv(event: Event, answers: list[Answer]) -> File:
    """The answers as a table, with the day but not the minute, so that nobody is found out by when they answered."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in answers:
        writer.writerow([one.rating, harmless(one.comment), one.at.date().isoformat()])
    return File(f"{event.slug}-feedback.csv", "text/csv; charset=utf-8", out.getvalue().encode("utf-8-sig"))
