"""Alerts as people meet them: topics to choose, one word to end them all, and the clock that sends what is due."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions import alerts, alerts_consent
from bot.handlers.router import Router, Turn
from bot.knowledge import topics
from bot.model.alerts import Topic
from bot.model.reply import Button, Reply

router = Router()
STOP = Button("command.stop", label="alerts.button_stop")
CHOOSE = Button("command.alerts", label="alerts.button_choose")


@router.command("alerts")
def show(turn: Turn, words: str) -> Reply:
    """The topics with their state, or the one that was named."""
    return _shown(turn, words)


def _shown(turn: Turn, words: str) -> Reply:
    meant = topics.find(turn.library.rules, words)
    if words and len(meant.topics) == 1:
        on = meant.topics[0].id in alerts_consent.held(turn.tx, turn.person.id)
        return Reply("alerts.found", {"topic": meant.topics[0].id, "on": on}, (_switch(meant.topics[0], on), CHOOSE), personal=True)
    return _several(turn, words, meant.topics) if words else _all(turn)


@router.command("subscribe")
def join(turn: Turn, words: str) -> Reply:
    """`subscribe me to ...`: at once when the topic is clear, for the request is the consent; otherwise a choice."""
    meant = topics.find(turn.library.rules, words)
    if not meant.sure:
        return _shown(turn, words)
    _agree(turn, meant.topics)
    return Reply("alerts.subscribed", {"topic": meant.topics[0].id}, (CHOOSE, _switch(meant.topics[0], on=True)), personal=True)


@router.press("alerts.on")
def switch_on(turn: Turn, value: str) -> Reply:
    """Subscribe to the pressed topic; pressing twice changes nothing."""
    topic = turn.library.rules.topic(value)
    _agree(turn, (topic,) if topic else ())
    return _all(turn, edits=True)


@router.press("alerts.all")
def switch_all_on(turn: Turn, value: str) -> Reply:
    """Subscribe to every topic there is."""
    _agree(turn, turn.library.rules.topics)
    return _all(turn, edits=True)


@router.press("alerts.off")
def switch_off(turn: Turn, value: str) -> Reply:
    """End the pressed topic and what waits for it."""
    alerts_consent.leave(turn.tx, turn.person.id, (value,), turn.now)
    return _all(turn, edits=True)


@router.command("stop")
def stop(turn: Turn, words: str) -> Reply:
    """End every alert and broadcast at once; what stays is said."""
    waiting = alerts_consent.stop(turn.tx, turn.person.id, turn.now)
    if waiting is None:
        return Reply("alerts.nothing_to_stop", buttons=(CHOOSE,), personal=True)
    return Reply("alerts.stopped", {"waiting": waiting}, (CHOOSE,), personal=True)


@router.timer("alerts")
def ring(turn: Turn, due: datetime) -> None:
    """Send what is due; once an hour with a second look for people who changed their time zone."""
    alerts.ring(turn.tx, turn.library, turn.now, everybody=due.minute == 0)


def _agree(turn: Turn, chosen: Sequence[Topic]) -> None:
    language = turn.person.language
    wordings = {topic.id: turn.wording("alerts.consent", {"topic": topic.id}, language) for topic in chosen}
    alerts_consent.subscribe(turn.tx, turn.person.id, chosen, wordings, turn.origin.channel, language, turn.now)


def _switch(topic: Topic, on: bool) -> Button:
    return Button("alerts.off" if on else "alerts.on", topic.id)


def _states(turn: Turn, chosen: Sequence[Topic]) -> list[dict[str, object]]:
    held = alerts_consent.held(turn.tx, turn.person.id)
    return [{"id": topic.id, "on": topic.id in held} for topic in chosen]


def _buttons(turn: Turn) -> tuple[Button, ...]:
    held = alerts_consent.held(turn.tx, turn.person.id)
    known = turn.library.rules.topics
    switches = tuple(_switch(topic, topic.id in held) for topic in known)
    every = () if held >= {topic.id for topic in known} else (Button("alerts.all"),)
    return switches + every + ((STOP,) if held else ())


def _all(turn: Turn, *, edits: bool = False) -> Reply:
    data = {"topics": _states(turn, turn.library.rules.topics)}
    return Reply("alerts.topics", data, _buttons(turn), edits=edits, personal=True)


def _several(turn: Turn, words: str, found: Sequence[Topic]) -> Reply:
    if not found:
        data = {"words": words[:80], "topics": _states(turn, turn.library.rules.topics)}
        return Reply("alerts.no_such_topic", data, _buttons(turn), personal=True)
    held = alerts_consent.held(turn.tx, turn.person.id)
    return Reply("alerts.which", {"words": words[:80]}, tuple(_switch(one, one.id in held) for one in found), personal=True)
