"""Broadcasts: drafted, shown exactly as they will go, sent once, and reported as they really went."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.knowledge.library import Library
from bot.model.alerts import Topic
from bot.model.broadcasts import Audience, BadBroadcast, Preview, Standing, Version, texts
from bot.model.events import ACTIVE, Event, SeatState
from bot.model.person import LANGUAGES
from bot.model.reply import Button, Reply
from bot.storage import alerts as reaching
from bot.storage import audit, events, outbox
from bot.storage import broadcasts as storage
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Connection

KEEP = timedelta(days=7)
"""How long a broadcast may wait (paused, or for a channel that is down) before it is stale."""
STOP = (Button("command.stop", label="alerts.button_stop"),)
MINE = (Button("command.mine", label="broadcasts.button_mine"),)
Wording = Callable[[str, Mapping[str, object], str], str]


def topic_audience(topic: Topic, wording: Wording) -> Audience:
    """A topic's subscribers, by the topic's name in every language."""
    return Audience(topic.purpose, {language: wording(f"alerts.topic_{topic.id}", {}, language) for language in LANGUAGES})


def audiences(tx: Connection, library: Library, wording: Wording, now: datetime) -> list[Audience]:
    """Whom a broadcast can be for: every topic, and the events that are not over."""
    coming = [one for one in events.every(tx) if not one.past(now)]
    topics = [topic_audience(topic, wording) for topic in library.rules.topics]
    return topics + [whom for one in coming for whom in event_audiences(one, wording)]


def event_audiences(event: Event, wording: Wording) -> list[Audience]:
    """Everybody registered for an event; and where not all have seats, those of each state by themselves."""
    counts = {state: getattr(event, state.value) for state in ACTIVE}
    parts = [state for state, count in counts.items() if count]
    apart = [_part(event, state, wording) for state in parts] if len(parts) > 1 else []
    return [Audience(f"event:{event.slug}", event.titles), *apart]


def _part(event: Event, state: SeatState, wording: Wording) -> Audience:
    only = {language: wording(f"broadcasts.only_{state}", {}, language) for language in LANGUAGES}
    return Audience(f"event:{event.slug}|{state}", {language: f"{event.title(language)}: {only[language]}" for language in LANGUAGES})


def audience(tx: Connection, library: Library, wording: Wording, key: str) -> Audience:
    """The audience of this key. Raises BadBroadcast when there is no such topic or event."""
    kind, _, name = key.partition(":")
    topic = library.rules.topic(name) if kind == "topic" else None
    slug, _, state = name.partition("|")
    event = events.by_slug(tx, slug) if kind == "event" else None
    if topic:
        return topic_audience(topic, wording)
    if event and state in [one.value for one in ACTIVE]:
        return _part(event, SeatState(state), wording)
    if event and not state:
        return Audience(key, event.titles)
    raise BadBroadcast("audience", "unknown", key=key)


def draft(tx: Connection, whom: Audience, given: Mapping[str, str], by: str, now: datetime, *, again: bool = True) -> int:
    """Keep a draft; its id. Raises BadBroadcast for a text that is missing or too long. With `again` a lost reply is tried again."""
    identifier = storage.draft(tx, whom.key, texts(given), by, now, again=again)
    audit.note(tx, by, "broadcast.draft", subject(identifier), now, audience=whom.key)
    return identifier


def subject(identifier: int) -> str:
    """How the audit trail and the outbox name a broadcast."""
    return f"broadcast:{identifier}"


def people(tx: Connection, whom: Audience, now: datetime) -> reaching.People:
    """The people meant, as they stand now."""
    if whom.topic:
        return reaching.subscribers(f"topic:{whom.topic}", by=now, zones=None)
    event = events.by_slug(tx, whom.event)
    return events.registered(event.id if event else 0, (SeatState(whom.state),) if whom.state else ACTIVE)


def preview(tx: Connection, one: Broadcast, whom: Audience, now: datetime) -> Preview:
    """Exactly how many would get it by channel, and each version with its readers; who lacks their language reads English."""
    channels, languages = dict[str, int](), dict[str, int]()
    for channel, language, n in reaching.reach(tx, people(tx, whom, now)):
        channels[channel] = channels.get(channel, 0) + n
        languages[language] = languages.get(language, 0) + n
    borrowed = {language: n for language, n in languages.items() if language not in one.texts}
    versions = tuple(
        Version(
            language,
            text,
            languages.get(language, 0) + (sum(borrowed.values()) if language == "en" else 0),
            borrowed if language == "en" else {},
        )
        for language, text in one.texts.items()
    )
    return Preview(one.id, whom, sum(channels.values()), channels, versions)


def message(one: Broadcast, whom: Audience) -> Reply:
    """The broadcast as each reader gets it: their language or English, why they get it, and the way out."""
    data = {"texts": one.texts, "topic": whom.topic, "names": whom.names}
    return Reply("broadcasts.message", data, STOP if whom.topic else MINE)


def send(tx: Connection, one: Broadcast, whom: Audience, by: str, now: datetime, *, before: tuple[str, ...]) -> int | None:
    """Send it to everybody meant, once; how many. None when it is not in one of the states `before` any more.

    `by` answers for it: if that person loses the organiser's role, what has not gone out is cancelled at its lease."""
    if not storage.step(tx, one.id, before, "running", sent_at=now):
        return None
    campaign = outbox.open_campaign(
        tx, "broadcast", subject(one.id), message(one, whom), now, topic=whom.purpose, by=by, expires_at=now + KEEP
    )
    if campaign is None:
        return None
    storage.carry(tx, one.id, campaign)
    count = outbox.fan_out(tx, campaign, people(tx, whom, now), now, klass=outbox.BROADCAST, again=one.again)
    audit.note(tx, by, "broadcast.send", subject(one.id), now, people=count)
    return count


def approve(tx: Connection, one: Broadcast, by: str, now: datetime) -> bool:
    """Say that a draft may be sent; False when it is no draft."""
    done = storage.step(tx, one.id, ("draft",), "approved", approved_by=by, approved_at=now)
    return done and _noted(tx, one, "broadcast.approve", by, now)


def pause(tx: Connection, one: Broadcast, by: str, now: datetime) -> bool:
    """Hold what has not gone out; False when it is not running."""
    done = storage.step(tx, one.id, ("running",), "paused") and _campaign(tx, one, "paused", now) is not None
    return done and _noted(tx, one, "broadcast.pause", by, now)


def resume(tx: Connection, one: Broadcast, by: str, now: datetime) -> bool:
    """Let a paused one go on; False when it is not paused."""
    done = storage.step(tx, one.id, ("paused",), "running") and _campaign(tx, one, "running", now) is not None
    return done and _noted(tx, one, "broadcast.resume", by, now)


def cancel(tx: Connection, one: Broadcast, by: str, now: datetime) -> int | None:
    """End it: a draft is dropped, of a running one what has not gone out is cancelled. How many messages; None when it had ended."""
    if not storage.step(tx, one.id, ("draft", "approved", "running", "paused"), "cancelled"):
        return None
    count = _campaign(tx, one, "cancelled", now) or 0
    audit.note(tx, by, "broadcast.cancel", subject(one.id), now, cancelled=count)
    return count


def standing(tx: Connection, one: Broadcast, whom: Audience) -> Standing:
    """How it stands: sent, waiting, failed, unknown, and the interrupted attempts that may have arrived twice."""
    channels = storage.standing(tx, one.campaign_id) if one.campaign_id else {}
    total = sum(n for states in channels.values() for state, n in states.items() if state != "interrupted")
    return Standing(one.id, whom, one.state, total, channels)


def _campaign(tx: Connection, one: Broadcast, state: str, now: datetime) -> int | None:
    return outbox.cancel_campaign(tx, one.campaign_id, state, now) if one.campaign_id else None


def _noted(tx: Connection, one: Broadcast, deed: str, by: str, now: datetime) -> bool:
    audit.note(tx, by, deed, subject(one.id), now)
    return True
