"""Certificates of attendance: for who was seen at the door, once the event is over; told to all of them in one message."""

from datetime import datetime

from bot.actions.exports import Say
from bot.actions.pdf import PAGE, Paper
from bot.model.events import Event, Registration
from bot.model.outgoing import File
from bot.model.reply import Button, Reply
from bot.storage import arrivals, audit, outbox
from bot.storage.database import Connection

WIDE = 150.0


def offer(tx: Connection, event: Event, by: int, now: datetime) -> int | None:
    """Tell everybody who arrived that their certificate is there; how many, None when they were told before."""
    button = Button("certificates.get", event.slug, style="primary")
    reply = Reply("certificates.ready", {"event": event}, (button,), personal=True)
    campaign = outbox.open_campaign(tx, "event", f"event:{event.id}:certificates", reply, now, by=f"person:{by}")
    if campaign is None:
        return None
    told = outbox.fan_out(tx, campaign, arrivals.people(event.id), now, klass=outbox.NOTICE)
    audit.note(tx, f"person:{by}", "event.certificates", f"event:{event.slug}", now, told=told)
    return told


def own(tx: Connection, person_id: int, now: datetime, slug: str = "") -> list[tuple[Event, Registration]]:
    """What this person may have a certificate for: their own registrations and those of colleagues they answer for."""
    return [pair for pair in arrivals.attended(tx, person_id, now) if pair[0].slug == (slug or pair[0].slug)]


def drawn(event: Event, it: Registration, language: str, say: Say) -> File:
    """The certificate as a PDF."""
    data = {"event": event, "name": it.details.name, "city": it.details.city, "code": it.code}
    title = say("certificates.pdf_title", data)
    paper = Paper(f"{title}: {it.details.name}", language)
    paper.page()
    paper.rule((PAGE - WIDE) / 2, 62, WIDE)
    paper.centred(44, WIDE, title, 26, bold=True)
    y = paper.centred(86, WIDE, say("certificates.pdf_says", data), 13, quiet=True)
    y = paper.centred(y + 8, WIDE, it.details.name, 24, bold=True)
    y = paper.centred(y + 2, WIDE, it.details.city, 14)
    y = paper.centred(y + 10, WIDE, say("certificates.pdf_took_part", data), 13, quiet=True)
    y = paper.centred(y + 8, WIDE, event.title(language), 18, bold=True)
    y = paper.centred(y + 4, WIDE, say("certificates.pdf_when", data), 12)
    paper.centred(y, WIDE, say("certificates.pdf_where", data), 12)
    paper.rule((PAGE - 70) / 2, 232, 70)
    paper.centred(235, WIDE, say("certificates.pdf_by", data), 11)
    paper.centred(268, WIDE, say("certificates.pdf_foot", data), 9, quiet=True)
    return File(f"{event.slug}-certificate-{it.code}.pdf", "application/pdf", paper.bytes())
