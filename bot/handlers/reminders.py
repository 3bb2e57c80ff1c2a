"""Reminders around events: the clock that sends what is due."""

from datetime import datetime

from bot.actions import events_remind
from bot.handlers.router import Router, Turn

router = Router()


@router.timer("reminders")
def ring(turn: Turn, due: datetime) -> None:
    """Every minute: send what is due."""
    events_remind.ring(turn.tx, turn.library.rules, turn.now)
