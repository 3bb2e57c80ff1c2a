"""Reminders around events on their way: what is due goes to everybody confirmed, once each, and never late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions import survey
from bot.knowledge.quiet import awake
from bot.model.alerts import Rules
from bot.model.events import Event
from bot.model.mail import EVENT
from bot.model.reminders import Quiet, Reminder
from bot.model.reply import Button, Reply
from bot.storage import alerts, audit, outbox, own_reminders
from bot.storage import reminders as storage
from bot.storage.database import Connection
from bot.storage.events_told import CODE

LOOK_BACK, LONGEST_AFTER = timedelta(days=1), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Turnout:
    """The people of some time zones: when a reminder is due to them and until when it is of use (UTC)."""

    zones: tuple[str, ...]
    due: datetime
    ends: datetime


def hanging(tx: Connection, rules: Rules, now: datetime) -> Iterator[tuple[Event, Reminder]]:
    """Every reminder of every event whose time has not passed long ago and which has not been sent on its way."""
    for event in storage.lively(tx, now - LONGEST_AFTER):
        for one in (*rules.reminders, *own_reminders.of(tx, event.id)):
            ends = one.moment(event.when) + one.late + LOOK_BACK
            if ends > now and not storage.begun(tx, storage.name_of(event, one.id)):
                yield event, one


def ring(tx: Connection, rules: Rules, now: datetime) -> int:
    """Send whatever is due by now; how many messages went into the outbox."""
    due = [(event, one) for event, one in hanging(tx, rules, now) if one.moment(event.when) <= now]
    return sum(send(tx, rules.quiet, event, one, now) for event, one in due)


def turnouts(tx: Connection, quiet: Quiet, event: Event, one: Reminder) -> list[Turnout]:
    """Who is to be told when: everybody at once, but for those whose quiet hours it falls into; they wait for the morning.

    Where the morning would come after the beginning it is sent all the same."""
    moment = one.moment(event.when)
    by_due: dict[datetime, list[str]] = {}
    for zone in storage.homes(tx, storage.audience(event, one.id, moment)):
        due = moment if one.urgent else awake(moment, zone, quiet)
        by_due.setdefault(due if one.ends(event.when, due) > due else moment, []).append(zone)
    return [Turnout(tuple(zones), due, one.ends(event.when, due)) for due, zones in sorted(by_due.items())]


def send(tx: Connection, quiet: Quiet, event: Event, one: Reminder, now: datetime) -> int:
    """Send one reminder on its way; how many messages. What is too late is left out, and the audit trail says for how many."""
    groups = turnouts(tx, quiet, event, one)
    if not groups:
        return 0
    reply = message(tx, event, one)
    campaign = outbox.open_campaign(tx, storage.KIND, storage.name_of(event, one.id), reply, now, topic=f"{EVENT}{event.slug}", by="plaza")
    if campaign is None:  # another process was faster
        return 0
    klass = outbox.NOTICE if one.urgent else outbox.ALERT
    sent = 0
    for group in groups:
        people = storage.audience(event, one.id, one.moment(event.when), group.zones)
        if group.ends <= now:
            missed = sum(n for _, _, n in alerts.reach(tx, people))
            audit.note(tx, "plaza", "reminder.too_late", f"event:{event.slug}", now, reminder=one.id, people=missed)
            continue
        sent += outbox.fan_out(tx, campaign, people, now, klass=klass, due_at=group.due, expires_at=group.ends)
    storage.make_personal(tx, campaign, event.id, reply)
    return sent


def message(tx: Connection, event: Event, one: Reminder) -> Reply:
    """The reminder for everybody, `CODE` standing for each person's own; after the end it asks how it was."""
    link = storage.joining_link(tx, event.id) if one.before else ""
    data = {"event": event, "code": CODE, "link": link, "texts": one.texts}
    return Reply(f"reminders.{one.message}", data, deeds(event, one, link), personal=True)


def deeds(event: Event, one: Reminder, link: str) -> tuple[Button, ...]:
    """Before the beginning the way in and the way out; after the end the marks."""
    if not one.before:
        return survey.marks(event)
    join = (Button("reminders.join", url=link, style="primary"),) if link.startswith(("https://", "http://")) else ()
    return (*join, Button("events.cancel", CODE), Button("command.mine", label="events.button_mine"))
