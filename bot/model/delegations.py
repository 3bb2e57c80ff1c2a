"""Colleagues that somebody registers, and the forms for it. Words are in messages/<language>/delegations.j2."""

from dataclasses import dataclass

from bot.model.events import Event, Registration
from bot.model.events_forms import ROLES
from bot.model.form import Field, Form, Kind

MOST_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is registered by another person."""

    name: str
    role: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The answers: the city they come from, and one person a line."""

    event: str
    city: str
    people: str


@dataclass(frozen=True, slots=True)
class Successor:
    """Who comes instead of somebody."""

    code: str
    name: str
    role: str
    email: str


def registering(event: Event, language: str, city: str) -> Form[Colleagues]:
    """The form for several people at once."""
    fields = (Field("city", default=city, longest=120), Field("people", Kind.LONG_TEXT, longest=3000))
    return Form("delegations.colleagues", Colleagues, fields, {"event": event.slug, "title": event.title(language)})


def replacing(it: Registration) -> Form[Successor]:
    """The form for who takes over a place."""
    fields = (
        Field("name", longest=120),
        Field("role", Kind.CHOICE, options=ROLES, default=it.details.role),
        Field("email", required=False, longest=200),
    )
    return Form("delegations.successor", Successor, fields, {"code": it.code, "before": it.details.name})


COLLEAGUES: Form[Colleagues] = Form(
    "delegations.colleagues", Colleagues, (Field("city"), Field("people", Kind.LONG_TEXT)), {"event": "", "title": ""}
)
SUCCESSOR: Form[Successor] = Form(
    "delegations.successor",
    Successor,
    (Field("name"), Field("role", Kind.CHOICE, options=ROLES), Field("email", required=False)),
    {"code": "", "before": ""},
)
