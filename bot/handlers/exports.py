"""What organisers take away from an event: the list for people and for programs, and badges to print."""

from datetime import datetime

from bot.actions import badges, events_export, exports
from bot.actions.event_roles import may
from bot.actions.event_scope import at
from bot.actions.events_sheet import as_xlsx
from bot.handlers.router import Making, Router, Turn
from bot.model.event_roles import Deed
from bot.model.events import Event
from bot.model.outgoing import File
from bot.model.person import Role
from bot.model.reply import Attach, Button, Reply
from bot.storage import audit, events, people
from bot.storage.database import Connection

router = Router()
LISTS = ("xlsx", "csv", "json")
GONE = File("removed.txt", "text/plain; charset=utf-8", b"")
"""In place of a file, for who may not have it any more or when the event is gone."""


@router.press("organise.export", Role.ORGANISER, at(Deed.LIST))
def choose(turn: Turn, slug: str) -> Reply:
    """In which form; many badges are several files."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return unknown()
    lists = [Button(f"exports.{form}", slug) for form in LISTS]
    parts = badges.parts(event.confirmed)
    sheets = [Button("exports.badges", f"{slug} {first} {last}", _range(first, last, len(parts))) for first, last in parts]
    back = Button("organise.event", slug, label="exports.button_back")
    return Reply("exports.choose", {"event": event}, (*lists, *sheets, back), personal=True)


def _range(first: int, last: int, parts: int) -> dict[str, object]:
    return {"first": first, "last": last, "whole": parts == 1}


def unknown() -> Reply:
    """No such event, with a way back to the list."""
    return Reply("organise.not_unknown", {"event": None}, (Button("organise.events"),), personal=True)


@router.press("exports.xlsx", Role.ORGANISER, at(Deed.LIST))
def spreadsheet(turn: Turn, slug: str) -> Reply:
    """The list as a spreadsheet."""
    return given(turn, slug, "xlsx")


@router.press("exports.csv", Role.ORGANISER, at(Deed.LIST))
def table(turn: Turn, slug: str) -> Reply:
    """The list as a table that every program reads."""
    return given(turn, slug, "csv")


@router.press("exports.json", Role.ORGANISER, at(Deed.LIST))
def data(turn: Turn, slug: str) -> Reply:
    """The event and its list for programs."""
    return given(turn, slug, "json")


@router.press("exports.badges", Role.ORGANISER, at(Deed.LIST))
def sheets(turn: Turn, value: str) -> Reply:
    """Badges to print, all or some of them."""
    slug, first, last = value.split(" ")
    return given(turn, slug, "badges", first, last)


def given(turn: Turn, slug: str, form: str, *more: str) -> Reply:
    """The file, made when the message goes out; that it was given is on the audit trail."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return unknown()
    audit.note(turn.tx, f"person:{turn.person.id}", "event.export", f"event:{slug}", turn.now, format=form)
    attach = (Attach(f"exports.{form}", " ".join((slug, str(turn.person.id), *(more or (turn.now.isoformat(),))))),)
    back = Button("organise.event", slug, label="exports.button_back")
    message = "exports.badges_given" if form == "badges" else "exports.list_given"
    return Reply(message, {"event": event}, (back,), attach=attach, personal=True)


def asked(tx: Connection, value: str) -> tuple[Event | None, list[str]]:
    """The event of a file that was asked for, None for who may not have it (any more); and what else was said."""
    slug, asker, *more = value.split(" ")
    person = people.by_id(tx, int(asker))
    event = events.by_slug(tx, slug)
    return (event if event and person and may(tx, person, event.id, Deed.LIST) else None), more


@router.drawer("exports.xlsx")
def make_spreadsheet(it: Making, value: str) -> File:
    """The list in the organiser's language."""
    event, _ = asked(it.tx, value)
    return as_xlsx(event, exports.roll_of(it.tx, event), exports.labels(it.say)) if event else GONE


@router.drawer("exports.csv")
def make_table(it: Making, value: str) -> File:
    """The list in the organiser's language."""
    event, _ = asked(it.tx, value)
    return events_export.as_csv(event, exports.roll_of(it.tx, event), exports.labels(it.say)) if event else GONE


@router.drawer("exports.json")
def make_data(it: Making, value: str) -> File:
    """The list in the words of programs."""
    event, at = asked(it.tx, value)
    return events_export.as_json(event, exports.roll_of(it.tx, event), datetime.fromisoformat(at[0])) if event else GONE


@router.drawer("exports.badges")
def make_badges(it: Making, value: str) -> File:
    """The badges as they stand now."""
    event, numbers = asked(it.tx, value)
    if event is None:
        return GONE
    first, last = map(int, numbers)
    part = None if badges.parts(event.confirmed) == [(first, last)] else (first, last)
    return exports.badge_file(it.tx, event, it.language, it.say, it.public_url, part)
