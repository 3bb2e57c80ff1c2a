"""What an alert's message is made of, and the campaign that carries it."""

from collections.abc import Sequence
from datetime import datetime

from bot.knowledge.library import Library
from bot.model.alerts import Alert, is_sure
from bot.model.knowledge import Anchor, Words
from bot.model.reply import Button, Reply
from bot.storage import alerts as storage
from bot.storage import outbox
from bot.storage.database import Connection

BUTTONS = (Button("command.alerts", label="alerts.button_choose"), Button("command.stop", label="alerts.button_stop"))


def message(library: Library, one: Alert) -> Reply:
    """The alert as a message: the day, how sure it is, what the library says of it, the way out."""
    rule, advice = _about(library, one.anchor)
    data = {"topic": one.rule.topic, "anchor": one.anchor, "sure": is_sure(one.anchor), "rule": rule, "advice": advice}
    return Reply(f"alerts.{one.rule.message}", data, BUTTONS)


def _about(library: Library, anchor: Anchor) -> tuple[Words, Words]:
    deadline = library.deadlines.get(anchor.record.rpartition(":")[2])
    return (deadline.rule, deadline.advice) if deadline and "deadline" in anchor.kind else ({}, {})


def open_once(tx: Connection, name: str, said: Reply, topic: str, begun: int, now: datetime) -> int:
    """The campaign of what was begun, opened unless it is there; each reader must agree to the topic when it is sent."""
    opened = outbox.open_campaign(tx, "alert", name, said, now, topic=f"topic:{topic}", by="plaza")
    campaign = opened if opened is not None else storage.campaign_named(tx, name)
    storage.send_as(tx, begun, campaign)
    return campaign


def size(tx: Connection, people: storage.People) -> int:
    """How many of these people can be reached."""
    return sum(n for _, _, n in storage.reach(tx, people))


def sums(counts: Sequence[tuple[str, str, int]], which: int) -> dict[str, int]:
    """How many people by channel (0) or by language (1)."""
    found: dict[str, int] = {}
    for count in counts:
        found[str(count[which])] = found.get(str(count[which]), 0) + count[2]
    return found
