"""A request as people see it, and what can be done about it."""

from datetime import datetime

from bot.model.desk import DeskState, Request
from bot.model.person import Role
from bot.model.reply import Button
from bot.storage import people
from bot.storage.database import Connection


def item(tx: Connection, request: Request, now: datetime) -> dict[str, object]:
    """A request as organisers see it."""
    asker = people.by_id(tx, request.person_id)
    return {
        "number": request.id,
        "matter": request.matter,
        "name": asker.name if asker else "",
        "city": request.city,
        "channel": request.channel,
        "language": request.language,
        "question": request.question,
        "before": request.before,
        "follows": request.follows,
        "state": request.state,
        "minutes": request.minutes(now),
        "overdue": request.overdue(now),
        "due_at": request.due_at,
        "taker": _name(tx, request.taken_by),
        "taken": request.taken_by is not None,
        "answerer": _name(tx, request.answered_by),
        "answered_at": request.answered_at,
        "answer": request.answer,
    }


def _name(tx: Connection, person_id: int | None) -> str:
    who = people.by_id(tx, person_id or 0)
    return who.name if who else ""


def role(tx: Connection, person_id: int | None) -> str:
    """The role in which somebody answers for the secretariat; a person who holds it no more answered as an organiser then."""
    who = people.by_id(tx, person_id or 0)
    return (Role.ADMIN if who and Role.ADMIN in who.roles else Role.ORGANISER).value


def button(deed: str, request: Request, style: str = "") -> Button:
    """One deed about one request, by its number."""
    return Button(f"desk.{deed}", str(request.id), {"number": request.id}, style=style)


def buttons(request: Request, person_id: int = 0) -> tuple[Button, ...]:
    """What this person (0: anybody) can do about a request as it stands."""
    answer = button("answer", request, "primary")
    match request.state:
        case DeskState.ANSWERED:
            return (Button("faq.keep", str(request.id), {"number": request.id}),)
        case DeskState.OPEN:
            return (answer, button("take", request), button("hand", request))
        case DeskState.TAKEN if request.taken_by == person_id:
            return (answer, button("hand", request), button("release", request))
        case DeskState.TAKEN:
            return (answer, button("hand", request))
