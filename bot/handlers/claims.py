"""Speaking for a city: a person says so, an organiser decides, once."""

import json
from dataclasses import dataclass

from bot.actions import cities as deeds
from bot.actions.desk import staff
from bot.handlers.router import Router, Turn
from bot.model.form import Field, Form, Kind
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import cities, people
from bot.storage.cities import Claim

router = Router()


@dataclass(frozen=True, slots=True)
class City:
    """The city a person says they speak for, and what they do there."""

    city: str
    office: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a claim was not believed; the person reads it."""

    claim: str
    reason: str


CITY = Form("claims.city", City, (Field("city", longest=100), Field("office", longest=150)))
DECLINE = Form("claims.no", Decline, (Field("reason", Kind.LONG_TEXT, longest=1000),))


@router.press("claims.start")
def start(turn: Turn, value: str) -> Reply:
    """Ask which city, and in what function."""
    return Reply("claims.asking", form=CITY, personal=True)


@router.form(CITY)
def city(turn: Turn, answers: City) -> Reply | list[Reply]:
    """Take a listed city at its word; for one that only looks like a listed one, ask which is meant."""
    names = deeds.known(turn.tx, turn.library)
    if listed := deeds.written(names, answers.city):
        return claim(turn, listed, answers.office)
    close = deeds.similar(names, answers.city)
    if not close:
        return claim(turn, answers.city, answers.office)
    choices = [*((name, "claims.button_this") for name in close), (answers.city, "claims.button_as_typed")]
    buttons = [Button("claims.meant", json.dumps([name, answers.office]), {"city": name}, label) for name, label in choices]
    return Reply("claims.which", {"typed": answers.city}, tuple(buttons), personal=True)


@router.press("claims.meant")
def meant(turn: Turn, value: str) -> Reply | list[Reply]:
    """The city that was meant."""
    name, office = json.loads(value)
    return claim(turn, name, office)


def claim(turn: Turn, name: str, office: str) -> Reply | list[Reply]:
    """Put the claim before every organiser who can be told."""
    made = deeds.claim_city(turn.tx, turn.person, name, office, turn.now)
    if made is None:
        return Reply("claims.again", {"city": name}, personal=True)
    told = staff(turn.tx)
    deeds_offered = (("claims.approve", "primary"), ("claims.decline", "danger"))
    buttons = tuple(Button(deed, str(made.id), {"city": ""}, style=style) for deed, style in deeds_offered)
    data = _data(turn, made) | {"charters": _charters(turn, name)}
    notices = [Reply("claims.notice", data, buttons, to=who.id) for who in told]
    return [Reply("claims.made", {"city": name, "told": len(told)}, personal=True), *notices]


def _charters(turn: Turn, name: str) -> list[object]:
    found = (turn.library.charters.get(charter) for charter in deeds.charters_of(turn.library, name))
    return [charter.names for charter in found if charter]


def _data(turn: Turn, it: Claim) -> dict[str, object]:
    who = people.by_id(turn.tx, it.person_id)
    by = people.by_id(turn.tx, it.decided_by) if it.decided_by else None
    addresses = [str(address) for address in people.addresses(turn.tx, it.person_id)]
    return {
        "city": it.city,
        "office": it.office,
        "name": who.name if who else "",
        "addresses": addresses,
        "state": it.state,
        "reason": it.reason,
        "by": by.name if by else "",
        "at": it.decided_at,
    }


@router.press("claims.approve", Role.ORGANISER)
def approve(turn: Turn, value: str) -> Reply | list[Reply]:
    """Believe it: the person is the city's focal point now, and learns so."""
    return decided(turn, int(value), approve=True)


@router.press("claims.decline", Role.ORGANISER)
def decline(turn: Turn, value: str) -> Reply:
    """Ask for the reason, unless it is too late for one."""
    found = cities.claim_of(turn.tx, int(value))
    if found is None:
        return Reply("claims.gone")
    if found.state != "pending":
        return Reply("claims.decided", _data(turn, found))
    form = Form(DECLINE.name, Decline, DECLINE.fields, {"claim": value, "city": found.city})
    return Reply("claims.declining", form=form, personal=True)


@router.form(DECLINE, Role.ORGANISER)
def declined(turn: Turn, answers: Decline) -> Reply | list[Reply]:
    """Decline it with the reason."""
    return decided(turn, int(answers.claim), approve=False, reason=answers.reason)


def decided(turn: Turn, number: int, *, approve: bool, reason: str = "") -> Reply | list[Reply]:
    """Decide once; who comes second hears who decided and how."""
    verdict = deeds.decide(turn.tx, number, turn.person, turn.now, approve=approve, reason=reason)
    if verdict is None:
        return Reply("claims.gone")
    data = _data(turn, verdict.claim)
    if not verdict.first:
        return Reply("claims.decided", data)
    buttons = (Button("command.me", label="claims.button_me"),) if approve else (Button("command.secretariat", label="claims.button_ask"),)
    theirs = Reply("claims.approved" if approve else "claims.declined", data, buttons, to=verdict.claim.person_id, personal=True)
    return [Reply("claims.done", data), theirs]
