"""What Plaza keeps, in plain words; taking it along; leaving."""

from datetime import datetime

from bot.actions import erasure, record
from bot.handlers.router import Router, Turn
from bot.model.outgoing import File
from bot.model.reply import Attach, Button, Reply
from bot.storage.database import Connection

router = Router()


@router.command("privacy")
def explain(turn: Turn, words: str) -> Reply:
    """What is kept, for how long, and the two buttons that matter."""
    kept = {"inputs": erasure.INPUTS_KEPT.days, "deliveries": erasure.DELIVERIES_KEPT.days, "verdicts": erasure.VERDICTS_KEPT.days}
    return Reply("privacy.kept", kept, (Button("privacy.data"), Button("privacy.erase", style="danger")), personal=True)


@router.press("privacy.data")
def data(turn: Turn, value: str) -> Reply:
    """Everything about whoever pressed, as a file."""
    return Reply("privacy.data", attach=(Attach("privacy.record", str(turn.person.id)),), personal=True)


@router.maker("privacy.record")
def file(tx: Connection, value: str, language: str) -> File:
    """The file that `data` promised to this person."""
    return record.as_file(tx, int(value))


@router.press("privacy.erase")
def sure(turn: Turn, value: str) -> Reply:
    """Say what will be gone, and ask once more."""
    return Reply("privacy.sure", buttons=(Button("privacy.erase_now", style="danger"), Button("privacy.stay")), personal=True)


@router.press("privacy.stay")
def stay(turn: Turn, value: str) -> Reply:
    """Nothing happens."""
    return Reply("privacy.stay", personal=True)


@router.press("privacy.erase_now")
def erase(turn: Turn, value: str) -> Reply:
    """Do it. This answer is the last trace, and goes within a minute of being read."""
    language = turn.person.language
    erasure.erase(turn.tx, turn.secrets, turn.person.id, f"person:{turn.person.id}", turn.now)
    return Reply("privacy.erased", language=language, personal=True)


@router.timer("privacy.tidy")
def tidy(turn: Turn, due: datetime) -> None:
    """Every minute: finish erasures. Every hour: delete what was only kept for a while."""
    erasure.sweep(turn.tx, turn.now)
    if due.minute == 0:
        erasure.retire(turn.tx, turn.now)
