"""After an event: a mark and a comment from whoever was there; the sums and the comments for organisers."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.actions import survey as deeds
from bot.actions.event_roles import may
from bot.actions.event_scope import at
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import Event
from bot.model.feedback import average, marks
from bot.model.form import Field, Form, Kind
from bot.model.outgoing import File
from bot.model.person import Role
from bot.model.reply import Attach, Button, Reply
from bot.storage import audit, events, feedback, people, reminders
from bot.storage.database import Connection

router = Router()
MOST = 12


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wants to say of an event; `event` is its short name."""

    event: str
    comment: str


COMMENT = Form("survey.comment", Comment, (Field("comment", Kind.LONG_TEXT, required=False, longest=2000),), {"event": "", "title": ""})


def about(handler: Callable[[Turn, Event], Said]) -> Callable[[Turn, str], Said]:
    """Calls the handler with the event of this short name."""

    def checked(turn: Turn, slug: str) -> Said:
        event = events.by_slug(turn.tx, slug)
        return handler(turn, event) if event else Reply("survey.nothing", personal=True)

    return checked


@router.command("feedback")
def ask(turn: Turn, words: str) -> Said:
    """Ask how the event was that this person came from last."""
    lately = reminders.lively(turn.tx, turn.now - deeds.ASKED)
    found = [event for event in lately if deeds.may_say(turn.tx, event, turn.person.id, turn.now)]
    if not found:
        return Reply("survey.nothing", personal=True)
    return Reply("survey.ask", {"event": found[-1]}, deeds.marks(found[-1]), personal=True)


@router.press("survey.rate")
def rate(turn: Turn, value: str) -> Said:
    """Keep the mark and ask for a comment, which may be skipped."""
    slug, _, mark = value.rpartition(" ")
    event = events.by_slug(turn.tx, slug)
    if event is None or not deeds.rate(turn.tx, event, turn.person.id, int(mark), turn.now):
        return Reply("survey.nothing", personal=True)
    form = Form(COMMENT.name, Comment, COMMENT.fields, {"event": slug, "title": event.title(turn.person.language)})
    return Reply("survey.rated", {"event": event, "mark": int(mark)}, form=form, personal=True)


@router.form(COMMENT)
def comment(turn: Turn, said: Comment) -> Said:
    """Keep the comment."""
    event = events.by_slug(turn.tx, said.event)
    if event is None or (said.comment and not feedback.comment(turn.tx, event.id, turn.person.id, said.comment, turn.now)):
        return Reply("survey.nothing", personal=True)
    return Reply("survey.done", personal=True)


@router.press("survey.results", Role.ORGANISER, at(Deed.CHANGE))
@about
def results(turn: Turn, event: Event) -> Said:
    """How many answered, what they gave, and what they wrote last."""
    answers = feedback.answers(turn.tx, event.id)
    said = [one for one in answers if one.comment]
    data = {
        "event": event,
        "count": len(answers),
        "average": average(answers),
        "marks": [{"mark": mark, "count": count} for mark, count in marks(answers).items()],
        "comments": said[:MOST],
        "more": max(0, len(said) - MOST),
    }
    export = (Button("survey.export", event.slug),) if answers else ()
    back = Button("organise.event", event.slug, label="survey.button_back")
    return Reply("survey.results", data, (*export, back), personal=True)


@router.press("survey.export", Role.ORGANISER, at(Deed.CHANGE))
@about
def export(turn: Turn, event: Event) -> Said:
    """All answers, as a file."""
    audit.note(turn.tx, f"person:{turn.person.id}", "event.feedback_export", f"event:{event.slug}", turn.now)
    attach = (Attach("survey.list", f"{event.slug} {turn.person.id}"),)
    return Reply("survey.exported", {"event": event}, attach=attach, personal=True)


@router.maker("survey.list")
def make_list(tx: Connection, value: str, language: str) -> File:
    """The answers as they stand when the message goes out; empty for who may not have them any more."""
    slug, _, asker = value.rpartition(" ")
    event, person = events.by_slug(tx, slug), people.by_id(tx, int(asker))
    if event is None or person is None or not may(tx, person, event.id, Deed.CHANGE):
        return File("removed.csv", "text/csv; charset=utf-8", b"")
    return deeds.as_csv(event, feedback.answers(tx, event.id))
