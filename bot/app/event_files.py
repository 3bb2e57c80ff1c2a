"""`plaza event export`: an event's list, badges or calendar file, for scripts and for people."""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.actions import calendar_file, events_export, exports
from bot.actions.events_sheet import as_xlsx
from bot.app.events import OPERATOR, inside, known
from bot.config import BadSettings, read
from bot.engine.texts import Reader, Texts
from bot.model.codec import pack, unpack
from bot.model.events import Event
from bot.model.outgoing import File
from bot.model.person import LANGUAGES
from bot.storage import audit
from bot.storage.database import Connection

FORMS = ("csv", "xlsx", "json", "ics", "pdf")
FOR_FILES = ("xlsx", "pdf")


def export(slug: str, form: str, language: str, out: Path | None) -> None:
    """`plaza event export`: to a file, or to stdout."""
    if form not in FORMS:
        raise BadSettings(f"--format {form!r}: choose one of {', '.join(FORMS)}")
    if language not in ("", *LANGUAGES):
        raise BadSettings(f"--lang {language!r}: choose one of {', '.join(LANGUAGES)}")
    if out is None and form in FOR_FILES and sys.stdout.isatty():
        raise BadSettings(f"--format {form} is no text: write it into a file with --out {slug}.{form}")
    say = speaker(language or "en")

    def make(tx: Connection, now: datetime) -> File:
        event = known(tx, slug)
        audit.note(tx, OPERATOR, "event.export", f"event:{slug}", now, format=form)
        return made(tx, event, form, Asked(language, say, out is not None), now)

    content = inside(make).content
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise BadSettings(f"{out}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Asked:
    """How an export should speak: in this language, "" for the fixed words of programs; `marked` for a file that spreadsheets open."""

    language: str
    say: exports.Say
    marked: bool


def made(tx: Connection, event: Event, form: str, asked: Asked, now: datetime) -> File:
    """The export in this form."""
    if form == "ics":
        return calendar_file.event_file(event, asked.language or "en")
    if form == "pdf":
        return exports.badge_file(tx, event, asked.language or "en", asked.say, read().public_url)
    roll = exports.roll_of(tx, event)
    if form == "json":
        return events_export.as_json(event, roll, now)
    labels = exports.labels(asked.say) if asked.language else events_export.AS_KEPT
    return as_xlsx(event, roll, labels) if form == "xlsx" else events_export.as_csv(event, roll, labels, marked=asked.marked)


def speaker(language: str) -> exports.Say:
    """Plaza's messages as plain lines in this language."""
    home = read().home
    texts = Texts(home / "messages", home / "var" / "templates")
    return lambda message, data: texts.line(message, unpack(pack(data)), Reader(language))
