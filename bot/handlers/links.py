"""One person on several channels: a code from one, typed on the other."""

from bot.actions import links as deeds
from bot.actions.links import Linked, Trouble, Wary
from bot.handlers.router import Router, Turn
from bot.model.reply import Button, Reply
from bot.storage import links, outbox

router = Router()


@router.command("link")
def link(turn: Turn, words: str) -> Reply:
    """Show a code in private, or use the one that was typed."""
    if words.strip():
        return use(turn, words, sure=False)
    code, until = deeds.show_code(turn.tx, turn.secrets, turn.person.id, turn.origin.address, turn.now)
    data = {"code": code, "until": until, "minutes": int(deeds.LIFE.total_seconds() // 60)}
    return Reply("links.code", data, (Button("links.role"),), personal=True)


@router.press("links.role")
def for_a_role(turn: Turn, _: str) -> Reply:
    """Show a code that only says who somebody is, for an owner of an event who gives them a role there."""
    code, until = deeds.show_name(turn.tx, turn.secrets, turn.person.id, turn.origin.address, turn.now)
    return Reply("links.name_code", {"code": code, "until": until}, personal=True)


@router.press("links.join")
def join(turn: Turn, value: str) -> Reply:
    """They have read what it means, and want it."""
    return use(turn, value, sure=True)


@router.press("links.apart")
def apart(turn: Turn, value: str) -> Reply:
    """Nothing happens."""
    return Reply("links.apart", personal=True)


def use(turn: Turn, typed: str, *, sure: bool) -> Reply:
    """Try a code and say what came of it, on the other channel too."""
    match deeds.use_code(turn.tx, turn.secrets, turn.person, typed, turn.now, sure=sure):
        case Trouble() as trouble:
            return Reply(f"links.{trouble.value}", {"minutes": int(deeds.LIFE.total_seconds() // 60)}, personal=True)
        case Wary(address, code):
            return Reply(
                "links.wary", {"address": address}, (Button("links.join", code, style="danger"), Button("links.apart")), personal=True
            )
        case Linked() as linked:
            return joined(turn, linked)


def joined(turn: Turn, linked: Linked) -> Reply:
    """Both channels hear of it: whoever did not want this must be able to notice."""
    now_one = linked.joined
    told: dict[str, object] = {
        "here": turn.origin.address,
        "there": linked.shown_at,
        "gained": now_one.gained,
        "other_city": now_one.other_city,
    }
    told |= {"twice": now_one.twice, "city": now_one.person.city}
    if place := links.place(turn.tx, linked.shown_at):
        notice = Reply("links.joined_there", told, personal=True)
        outbox.post(turn.tx, f"joined:{now_one.gone}", now_one.person.id, notice, place, turn.now)
    return Reply("links.joined", told, (Button("command.me", label="links.button_me"),), personal=True)
