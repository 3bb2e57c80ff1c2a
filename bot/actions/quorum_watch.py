"""Votes that are lost: organisers are warned when a meeting fails its quorum, or is about to, whatever took the vote away."""

from datetime import datetime

from bot.actions.desk import staff
from bot.actions.quorum import figures, roll
from bot.model.quorum import Tally, count
from bot.model.reply import Button, Reply
from bot.storage import events, outbox
from bot.storage import quorum as storage
from bot.storage.database import Connection
from bot.storage.quorum import Called


def watch(tx: Connection, now: datetime) -> int:
    """Look at every statutory meeting to come; how many warnings are new."""
    return sum(look(tx, it, now) for it in storage.coming(tx, now))


def withdrawn(tx: Connection, event_id: int, now: datetime) -> None:
    """Somebody gave a place up: if the event is a statutory meeting, look at once."""
    it = storage.of(tx, event_id)
    if it is not None:
        look(tx, it, now)


def look(tx: Connection, it: Called, now: datetime) -> int:
    """Compare a meeting's votes with those of the last look; how many organisers are warned."""
    tally = count(roll(tx, it))
    if tally.votes == it.votes:
        return 0
    storage.remember(tx, it, tally.votes)
    return _warn(tx, it, tally, now) if tally.votes < it.votes and tally.near else 0


def _warn(tx: Connection, it: Called, tally: Tally, now: datetime) -> int:
    event = events.by_id(tx, it.event_id)
    data = {"event": event, "lost": it.votes - tally.votes, **figures(tally)}
    reply = Reply("quorum.warning", data, (Button("quorum.event", event.slug, label="quorum.button_look"),), personal=True)
    told = 0
    for who in staff(tx):
        place = outbox.best_place(tx, who.id)
        if place is not None:
            purpose = f"quorum:{it.id}:{tally.votes}:{now.timestamp():.0f}"
            told += outbox.post(tx, purpose, who.id, reply, place, now, expires_at=event.when.ends_at) is not None
    return told
