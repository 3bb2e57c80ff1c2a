"""Hello and help."""

from bot.actions import invitations
from bot.actions.event_roles import anywhere
from bot.handlers.router import Router, Turn
from bot.model.events import EventState
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import events

router = Router()
EVENT = "event_"
"""Stands before an event's short name in a link that opens Plaza on Telegram."""
SHORTCUTS = tuple(Button(f"command.{word}", label=f"start.button_{word}") for word in ("events", "alerts", "help"))


@router.command("start")
def welcome(turn: Turn, words: str) -> Reply:
    """Greet, and say what can be asked; who comes by an event's link sees that event first."""
    event = events.by_slug(turn.tx, words.removeprefix(EVENT)) if words.startswith(EVENT) else None
    if event is None or event.state is EventState.DRAFT or not invitations.admitted(turn.tx, event, turn.person):
        return Reply("start.welcome", buttons=SHORTCUTS)
    alone: dict[str, object] = {"titles": {}}
    buttons = (Button("events.register", event.slug, alone, style="primary"), Button("events.file", event.slug, alone), SHORTCUTS[-1])
    return Reply("start.event", {"event": event}, buttons)


@router.command("help")
def guide(turn: Turn, words: str) -> Reply:
    """Everything that can be typed; who organises or helps with an event sees that part too."""
    organiser = turn.person.may(Role.ORGANISER)
    return Reply("start.help", {"organiser": organiser, "helps": not organiser and anywhere(turn.tx, turn.person)})
