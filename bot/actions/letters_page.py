"""The invitation letter as a page: what a consulate wants to read, in the language it reads."""

from collections.abc import Callable, Mapping

from bot.actions.pdf import Paper
from bot.model.events import Event, Registration
from bot.model.letters import Letter, LetterState
from bot.model.outgoing import File

Say = Callable[[str, Mapping[str, object]], str]
LEFT, WIDE = 25.0, 160.0
PARAGRAPHS = ("pdf_to", "pdf_invites", "pdf_event", "pdf_registered", "pdf_costs", "pdf_asks")
NAMED = ("full_name", "number", "nationality", "city")


def drawn(it: Letter, event: Event, place: Registration, by: str, say: Say) -> File:
    """The letter as a PDF, marked as a draft until it is approved; `by` signs it."""
    passport = it.passport
    data = {
        "event": event,
        "full_name": passport.full_name,
        "number": passport.number,
        "nationality": passport.nationality,
        "city": place.details.city,
        "code": place.code,
        "at": it.decided_at or it.asked_at,
        "by": by,
    }
    title = say("letters.pdf_title", data)
    paper = Paper(title, it.language)
    paper.page()
    y = 25.0
    if it.state is not LetterState.APPROVED:
        y = paper.line(LEFT, y, WIDE, say("letters.pdf_draft", data), 12, bold=True) + 4
    y = paper.line(LEFT, y, WIDE, say("letters.pdf_date", data), 11, quiet=True) + 10
    y = paper.line(LEFT, y, WIDE, title, 20, bold=True) + 8
    for block in PARAGRAPHS:
        y = paper.line(LEFT, y, WIDE, say(f"letters.{block}", data), 11) + 4
        if block == "pdf_invites":
            y = _passport(paper, y, data, say) + 4
    y = paper.line(LEFT, y + 18, WIDE, by, 11, bold=True)
    paper.line(LEFT, y, WIDE, say("letters.pdf_for", data), 11)
    return File(f"{event.slug}-invitation-{place.code}.pdf", "application/pdf", paper.bytes())


def _passport(paper: Paper, y: float, data: Mapping[str, object], say: Say) -> float:
    """What the consulate compares, one line each."""
    for name in NAMED:
        below = paper.line(LEFT + 5, y, 50, say(f"letters.pdf_{name}", {}), 11, quiet=True)
        y = max(below, paper.line(LEFT + 55, y, WIDE - 55, str(data[name]), 11, bold=True)) + 1
    return y
