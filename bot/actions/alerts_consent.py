"""Agreeing to topics and leaving them. Leaving is as easy as joining, and takes back what waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.alerts import Topic
from bot.storage import alerts as storage
from bot.storage import people
from bot.storage.database import Connection

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


def leave(tx: Connection, person_id: int, topics: Sequence[str], now: datetime) -> int:
    """End consent to these topics; how many waiting messages went with it."""
    purposes = [f"{PREFIX}{topic}" for topic in topics]
    for purpose in purposes:
        people.withdraw(tx, person_id, purpose, now)
    return storage.forget_waiting(tx, person_id, purposes, now) if purposes else 0
