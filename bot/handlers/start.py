"""Hello and help."""

from bot.handlers.router import Router, Turn
from bot.model.person import Role
from bot.model.reply import Button, Reply

router = Router()
SHORTCUTS = tuple(Button(f"command.{word}", label=f"start.button_{word}") for word in ("events", "alerts", "help"))


@router.command("start")
def welcome(turn: Turn, words: str) -> Reply:
    """Greet, and say what can be asked."""
    return Reply("start.welcome", buttons=SHORTCUTS)


@router.command("help")
def guide(turn: Turn, words: str) -> Reply:
    """Everything that can be typed; an organiser sees their part too."""
    return Reply("start.help", {"organiser": turn.person.may(Role.ORGANISER)})
