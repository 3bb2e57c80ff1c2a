"""A secretariat's first day: its people and cities from a table, all of it or nothing.

Who has proof of consent is subscribed; who has none gets an invitation and no alert; who asked to be erased stays erased."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.actions import people as deeds
from bot.actions.cities import key_of
from bot.actions.erasure import is_suppressed
from bot.model.imports import CityRow, PersonRow, Problem, Tally
from bot.model.person import Address, Person, Role
from bot.model.ports import Secrets
from bot.model.reply import Button, Reply
from bot.storage import audit, cities, outbox, people, privacy
from bot.storage.cities import City
from bot.storage.database import Connection

Identity = Callable[[str, str], str]


def take_people(tx: Connection, secrets: Secrets, identity: Identity, table: Sequence[PersonRow], now: datetime) -> Tally:
    """Import these people in the caller's transaction."""
    tally = Tally()
    for one in table:
        if one.city:
            _city(tx, secrets, CityRow(one.line, one.city, one.country, one.language, one.general_address), tally, now)
        if one.address and is_suppressed(tx, secrets, one.address.value):
            tally.suppressed += 1
        elif one.address:
            _take(tx, identity, one, one.address, tally, now)
    audit.note(tx, "operator", "person.import", "people", now, rows=len(table), new=tally.people, invited=tally.invited)
    return tally


def take_cities(tx: Connection, secrets: Secrets, table: Sequence[CityRow], now: datetime) -> Tally:
    """Import these cities in the caller's transaction."""
    tally = Tally()
    for one in table:
        _city(tx, secrets, one, tally, now)
    audit.note(tx, "operator", "city.import", "cities", now, rows=len(table), new=tally.cities)
    return tally


def _city(tx: Connection, secrets: Secrets, one: CityRow, tally: Tally, now: datetime) -> None:
    gone = bool(one.general_address) and is_suppressed(tx, secrets, one.general_address)
    it = City(one.name, one.country, one.language, "" if gone else one.general_address)
    tally.suppressed += gone
    tally.cities += cities.keep_city(tx, key_of(one.name, one.country), it, now)


def _take(tx: Connection, identity: Identity, one: PersonRow, where: Address, tally: Tally, now: datetime) -> None:
    who = people.by_address(tx, where.value)
    if who is None:
        new = deeds.introduce(
            tx, where.channel, where.value, identity(where.channel, where.value), now, name=one.name, language=one.language
        )
        people.change(tx, new, city=one.city, **({"zone": one.zone} if one.zone else {}))
        who = people.by_id(tx, new)
        assert who is not None
        tally.people += 1
        tally.unmet += where.channel in deeds.CANNOT_SPEAK_FIRST
    else:
        tally.known += 1
        people.change(tx, who.id, name=who.name or one.name, city=who.city or one.city)
    if one.role is not Role.MEMBER:
        tally.roles += deeds.grant(tx, who.id, one.role, "operator", now)
    _consent(tx, who, one, tally, now)


def _consent(tx: Connection, who: Person, one: PersonRow, tally: Tally, now: datetime) -> None:
    """Subscribe with proof, unless they have left since; without proof invite, once, who has never spoken or agreed."""
    for purpose in (f"topic:{topic}" for topic in one.topics):
        if one.consented_at and not privacy.left_since(tx, who.id, purpose, one.consented_at):
            tally.consents += people.agree(
                tx, who.id, purpose, now=one.consented_at, channel="import", wording=one.consent_basis, language=who.language
            )
    if one.consent_basis or people.purposes(tx, who.id) or privacy.has_spoken(tx, who.id):
        return
    if privacy.invite(tx, who.id, "operator", now):
        tally.invited += 1
        if place := outbox.best_place(tx, who.id):
            outbox.post(tx, f"invitation:{who.id}", who.id, invitation(one.city), place, now)


def invitation(city: str) -> Reply:
    """What somebody reads who never asked for anything: no alert, and two buttons."""
    buttons = (Button("command.alerts", label="privacy.button_alerts", style="primary"), Button("privacy.erase", style="danger"))
    return Reply("privacy.invited", {"city": city}, buttons, personal=True)


def lines(path: str, problems: Sequence[Problem]) -> Iterator[str]:
    """Each fault as `file:line: what; remedy`."""
    for problem in sorted(problems, key=lambda it: it.line):
        yield f"{path}:{problem.line}: {problem.text}"
