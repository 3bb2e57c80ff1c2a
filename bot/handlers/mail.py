"""A mail address beside the chat: `email you@city.org`, the code that comes there, and what is sent to it from then on."""

from dataclasses import dataclass

from bot.actions import mail_addresses as deeds
from bot.actions.links import Wary
from bot.actions.mail_addresses import Added, Trouble
from bot.handlers.router import Router, Turn
from bot.model.form import Field, Form
from bot.model.reply import Button, Reply
from bot.storage import people

router = Router()


@dataclass(frozen=True, slots=True)
class Code:
    """What was typed from the mail."""

    code: str


CODE = Form("mail.code", Code, (Field("code", longest=60),))


@router.command("email")
def email(turn: Turn, words: str) -> Reply:
    """Send a code to the address that was typed, take the code that was typed, or say how it goes."""
    if deeds.CHANNEL not in turn.channels:
        return Reply("mail.off", personal=True)
    if "@" in words:
        return send(turn, words)
    if any(letter.isdigit() for letter in words):
        return use(turn, words, sure=False)
    mine = [one.value.partition(":")[2] for one in people.addresses(turn.tx, turn.person.id) if one.channel == deeds.CHANNEL]
    return Reply("mail.how", {"mine": mine}, personal=True)


def send(turn: Turn, words: str) -> Reply:
    """A code to this address, and the question for it here."""
    done = deeds.send_code(turn.tx, turn.secrets, turn.person, words, turn.public_url, turn.now)
    if isinstance(done, Trouble):
        return Reply(f"mail.{done.value}", {"address": deeds.read(words), "minutes": deeds.minutes()}, personal=True)
    return Reply("mail.sent", {"address": done, "minutes": deeds.minutes()}, form=CODE, personal=True)


@router.form(CODE)
def typed(turn: Turn, answers: Code) -> Reply:
    """Take the code; a mistyped one may be typed again, and another address may be given instead."""
    if "@" in answers.code:
        return send(turn, answers.code)
    done = deeds.use_code(turn.tx, turn.secrets, turn.person, answers.code, turn.now)
    if done is Trouble.WRONG:  # asked anew instead of with Wrong, which would undo that the try was counted
        return Reply("mail.wrong", {"minutes": deeds.minutes()}, form=CODE, personal=True)
    return said(done)


@router.press("mail.join")
def join(turn: Turn, value: str) -> Reply:
    """They have read what it means, and want it."""
    return use(turn, value, sure=True)


@router.press("mail.apart")
def apart(turn: Turn, value: str) -> Reply:
    """Nothing happens."""
    return Reply("mail.apart", personal=True)


def use(turn: Turn, text: str, *, sure: bool) -> Reply:
    """Try a code and say what came of it."""
    return said(deeds.use_code(turn.tx, turn.secrets, turn.person, text, turn.now, sure=sure))


def said(done: Added | Wary | Trouble) -> Reply:
    """What came of a code, in words."""
    match done:
        case Trouble() as trouble:
            return Reply(f"mail.{trouble.value}", {"minutes": deeds.minutes()}, personal=True)
        case Wary(address, code):
            buttons = (Button("mail.join", code, style="danger"), Button("mail.apart"))
            return Reply("mail.wary", {"address": address}, buttons, personal=True)
        case Added(address, joined):
            return Reply("mail.added", {"address": address, "joined": joined is not None}, personal=True)
