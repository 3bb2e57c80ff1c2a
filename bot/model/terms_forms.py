"""The forms with which organisers set the terms and texts of an event. Words are in messages/<language>/terms.j2."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.model.events import MOST_SEATS, Event, Registration
from bot.model.events_forms import ROLES, about
from bot.model.form import Field, Form, Kind, Option
from bot.model.terms import MOST_OFFER_HOURS, MOST_TOGETHER, Admits, Particulars

ADMITS = tuple(Option(one.value) for one in Admits)
TITLES = ("title_en", "title_es", "title_fr")
DESCRIPTIONS = ("description_en", "description_es", "description_fr")


@dataclass(frozen=True, slots=True)
class Rules:
    """The answers about who registers, when and how; a time without its day says nothing."""

    event: str
    opens_day: date | None
    opens_time: time | None
    closes_day: date | None
    closes_time: time | None
    admits: str
    approval: bool
    offer_hours: int
    together: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The answers about the order of the waiting list and the quotas, one a line."""

    event: str
    first: str
    second: str
    balance: bool
    delegation: int
    quotas: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The answers about titles, descriptions and the link to join."""

    event: str
    title_en: str
    title_es: str
    title_fr: str
    description_en: str
    description_es: str
    description_fr: str
    link: str


@dataclass(frozen=True, slots=True)
class Invitees:
    """The answer whom to invite, one a line."""

    event: str
    whom: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer why somebody is denied."""

    registration: str
    reason: str


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _moment(name: str, wall: datetime | None) -> tuple[Field, Field]:
    day, clock = (wall.date().isoformat(), f"{wall:%H:%M}") if wall else ("", "")
    return Field(f"{name}_day", Kind.DATE, required=False, default=day), Field(f"{name}_time", Kind.TIME, required=False, default=clock)


def ruling(event: Event, language: str) -> Form[Rules]:
    """The form about who registers, when and how, with what stands now."""
    terms = event.terms
    fields = (
        *_moment("opens", terms.window.opens),
        *_moment("closes", terms.window.closes),
        Field("admits", Kind.CHOICE, options=ADMITS, default=terms.admits.value),
        Field("approval", Kind.YES_NO, default=_yes(terms.approval)),
        Field("offer_hours", Kind.NUMBER, least=0, most=MOST_OFFER_HOURS, default=str(terms.offer_hours)),
        Field("together", Kind.NUMBER, least=1, most=MOST_TOGETHER, default=str(terms.together)),
    )
    return Form("terms.rules", Rules, fields, about(event, language))


def sharing(event: Event, language: str, quotas: str) -> Form[Shares]:
    """The form about order and quotas, with what stands now; `quotas` in the organiser's words."""
    terms = event.terms
    first, second = (*(role.value for role in terms.first), "", "")[:2]
    fields = (
        Field("first", Kind.CHOICE, required=False, options=ROLES, default=first),
        Field("second", Kind.CHOICE, required=False, options=ROLES, default=second),
        Field("balance", Kind.YES_NO, default=_yes(terms.balance)),
        Field("delegation", Kind.NUMBER, least=0, most=MOST_SEATS, default=str(terms.delegation)),
        Field("quotas", Kind.LONG_TEXT, required=False, default=quotas, longest=2000),
    )
    return Form("terms.shares", Shares, fields, about(event, language))


def wording(event: Event, said: Particulars, language: str) -> Form[Texts]:
    """The form about the texts, with what stands now."""
    titles = (Field(name, required=name == "title_en", default=event.titles.get(name[-2:], ""), longest=150) for name in TITLES)
    texts = (
        Field(name, Kind.LONG_TEXT, required=False, default=said.descriptions.get(name[-2:], ""), longest=2000) for name in DESCRIPTIONS
    )
    link = Field("link", required=False, default=said.link, longest=500)
    return Form("terms.texts", Texts, (*titles, *texts, link), about(event, language))


def inviting(event: Event, language: str) -> Form[Invitees]:
    """The form for whom to invite."""
    return Form("terms.invitees", Invitees, (Field("whom", Kind.LONG_TEXT, longest=3000),), about(event, language))


def refusing(it: Registration) -> Form[Refusal]:
    """The form for why somebody is denied."""
    return Form(
        "approvals.refusal",
        Refusal,
        (Field("reason", Kind.LONG_TEXT, longest=1000),),
        {"registration": str(it.id), "name": it.details.name},
    )


RULES: Form[Rules] = Form("terms.rules", Rules, (), {"event": ""})
SHARES: Form[Shares] = Form("terms.shares", Shares, (), {"event": ""})
TEXTS: Form[Texts] = Form("terms.texts", Texts, (), {"event": ""})
INVITEES: Form[Invitees] = Form("terms.invitees", Invitees, (), {"event": ""})
REFUSAL: Form[Refusal] = Form("approvals.refusal", Refusal, (), {"registration": ""})
"""By these names the router finds who handles the answers; the fields stand in the forms above."""
