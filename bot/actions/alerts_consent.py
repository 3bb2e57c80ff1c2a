"""Agreeing to topics and leaving them. Leaving is as easy as joining, and takes back what waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.alerts import Topic
from bot.model.mail import EVENT
from bot.storage import alerts as storage
from bot.storage import people, privacy
from bot.storage.database import EPOCH, Connection

PREFIX = "topic:"


def subscribe(
    tx: Connection, person_id: int, topics: Sequence[Topic], wordings: Mapping[str, str], channel: str, language: str, now: datetime
) -> int:
    """Record consent to these topics, each with the sentence that was shown; how many are new."""
    return sum(
        people.agree(tx, person_id, topic.purpose, now=now, channel=channel, wording=wordings[topic.id], language=language)
        for topic in topics
    )


def held(tx: Connection, person_id: int) -> set[str]:
    """The ids of the topics this person is subscribed to, those that no longer exist too."""
    return {purpose.removeprefix(PREFIX) for purpose in people.purposes(tx, person_id) if purpose.startswith(PREFIX)}


def stop(tx: Connection, person_id: int, now: datetime) -> int | None:
    """End every subscription at once; how many waiting messages went with it, None when there was nothing to end."""
    topics = held(tx, person_id)
    return leave(tx, person_id, sorted(topics), now) if topics else None


def leave_event(tx: Connection, person_id: int, slug: str, now: datetime) -> int:
    """No more of the organisers' news about an event; what concerns the place itself (moved, called off) still comes."""
    purpose = f"{EVENT}{slug}"
    if not privacy.left_since(tx, person_id, purpose, EPOCH):
        people.agree(tx, person_id, purpose, now=now)
    people.withdraw(tx, person_id, purpose, now)
    return storage.forget_waiting(tx, person_id, [purpose], now)


def join_event(tx: Connection, person_id: int, slug: str, now: datetime) -> None:
    """Who registers again wants the event's news again."""
    purpose = f"{EVENT}{slug}"
    if privacy.left_since(tx, person_id, purpose, EPOCH):
        people.agree(tx, person_id, purpose, now=now)


def leave(tx: Connection, person_id: int, topics: Sequence[str], now: datetime) -> int:
    """End consent to these topics; how many waiting messages went with it."""
    purposes = [f"{PREFIX}{topic}" for topic in topics]
    for purpose in purposes:
        people.withdraw(tx, person_id, purpose, now)
    return storage.forget_waiting(tx, person_id, purposes, now) if purposes else 0
