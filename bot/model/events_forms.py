"""The forms of events: what registering asks, and what organisers are asked. Words are in messages/<language>/events.j2 and organise.j2."""

from dataclasses import dataclass
from datetime import date, time

from bot.model.events import MOST_SEATS, AttendsAs, Details, Event, EventKind
from bot.model.form import Field, Form, Kind, Option
from bot.model.terms import FIRST_COME, Terms

ROLES = tuple(Option(role.value) for role in AttendsAs)
LANGUAGES = tuple(Option(language) for language in ("en", "es", "fr", "other"))
KINDS = tuple(Option(kind.value) for kind in EventKind)


@dataclass(frozen=True, slots=True)
class SignUp:
    """The answers; `code` is set when they change a place that is held."""

    event: str
    code: str
    name: str
    city: str
    role: str
    needs: str
    language: str
    country: str = ""
    party: int = 1


@dataclass(frozen=True, slots=True)
class NewEvent:
    """The answers of the form that creates an event; without an end day it ends on the day it starts."""

    title_en: str
    title_es: str
    title_fr: str
    kind: str
    start_day: date
    start_time: time
    end_day: date | None
    end_time: time
    zone: str
    city: str
    place: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The answers of the form that moves an event."""

    event: str
    start_day: date
    start_time: time
    end_day: date | None
    end_time: time
    zone: str
    city: str
    place: str


@dataclass(frozen=True, slots=True)
class Resize:
    """The answer of the form that changes the number of seats."""

    event: str
    capacity: int


def asking(title: str, event: str, known: Details, code: str = "", terms: Terms = FIRST_COME, party: int = 1) -> Form[SignUp]:
    """The form, with what is known already standing in it; country and party are asked only where the event's terms make them matter."""
    country = (Field("country", required=False, default=known.country, longest=60),) if terms.by_country else ()
    together = (Field("party", Kind.NUMBER, least=1, most=max(terms.together, party), default=str(party)),) if terms.together > 1 else ()
    fields = (
        Field("name", default=known.name, longest=120),
        Field("city", default=known.city, longest=120),
        *country,
        Field("role", Kind.CHOICE, options=ROLES, default=known.role),
        Field("needs", Kind.LONG_TEXT, required=False, default=known.needs, longest=500),
        Field("language", Kind.CHOICE, options=LANGUAGES, default=known.language),
        *together,
    )
    return Form("events.sign_up", SignUp, fields, {"event": event, "code": code, "title": title})


SIGN_UP = asking("", "", Details("", "", "", "", ""))


def when_and_where(zone: str, event: Event | None = None) -> tuple[Field, ...]:
    """The questions about time and place, with what stands now."""
    when = event.when if event else None
    return (
        Field("start_day", Kind.DATE, default=when.start_day.isoformat() if when else ""),
        Field("start_time", Kind.TIME, default=f"{when.start_time:%H:%M}" if when else ""),
        Field("end_day", Kind.DATE, required=False, default=when.end_day.isoformat() if when else ""),
        Field("end_time", Kind.TIME, default=f"{when.end_time:%H:%M}" if when else ""),
        Field("zone", Kind.ZONE, default=when.zone if when else zone),
        Field("city", default=event.city if event else "", longest=120),
        Field("place", required=False, default=event.place if event else "", longest=300),
    )


def creating(zone: str) -> Form[NewEvent]:
    """The form of a new event."""
    titles = (
        Field("title_en", longest=150),
        Field("title_es", required=False, longest=150),
        Field("title_fr", required=False, longest=150),
    )
    kind = Field("kind", Kind.CHOICE, options=KINDS)
    return Form("organise.new", NewEvent, (*titles, kind, *when_and_where(zone), seats()))


def seats(now: int | None = None) -> Field:
    """The question how many seats."""
    return Field("capacity", Kind.NUMBER, least=1, most=MOST_SEATS, default=str(now) if now else "")


def about(event: Event, language: str) -> dict[str, str]:
    """What a form about an event knows from the start."""
    return {"event": event.slug, "title": event.title(language)}


def shifting(event: Event, language: str) -> Form[Shift]:
    """The form that moves an event."""
    return Form("organise.shift", Shift, when_and_where("", event), about(event, language))


def resizing(event: Event, language: str) -> Form[Resize]:
    """The form that changes the number of seats."""
    return Form("organise.resize", Resize, (seats(event.capacity),), about(event, language))


NEW: Form[NewEvent] = creating("")
SHIFT: Form[Shift] = Form("organise.shift", Shift, when_and_where(""), {"event": ""})
RESIZE: Form[Resize] = Form("organise.resize", Resize, (seats(),), {"event": ""})
