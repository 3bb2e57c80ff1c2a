"""Answers that need no record: greetings, thanks, help, and the friendly refusal."""

from collections.abc import Sequence

from bot.knowledge.answers.common import Desk, Part, part
from bot.knowledge.reading import Need


def talk(wanted: Need, _desk: Desk) -> Sequence[Part]:
    """Small talk of one kind."""
    return [part("ask.talk_" + wanted.one("kind").replace("-", "_"))]


def refuse(wanted: Need, _desk: Desk) -> Sequence[Part]:
    """Why Plaza does not answer this, and what it can do instead."""
    return [part("ask.refusal", refusal=True, reason=wanted.one("reason"))]


COMPOSERS = {"talk": talk, "refuse": refuse}
