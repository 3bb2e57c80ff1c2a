"""`plaza person ...`: what operators do about people."""

import json
import sys
from pathlib import Path
from typing import Any

from bot.actions import erasure, record
from bot.actions import people as deeds
from bot.app.assemble import Plaza
from bot.app.opened import identity, opened
from bot.app.traces import lingering
from bot.config import BadSettings
from bot.model.person import Address, Person, Role, parse_address
from bot.storage import people
from bot.storage.database import Connection

ROLES = tuple(role for role in Role if role is not Role.MEMBER)


def grant(role: str, address: str, city: str) -> None:
    """`plaza person grant`: an unknown address becomes a person, so that an operator can grant before the first word."""
    chosen, where = _role(role), _address(address)
    with opened() as plaza:
        print(plaza.database.write(lambda tx: _grant(plaza, tx, chosen, where, city)))


def _grant(plaza: Plaza, tx: Connection, role: Role, where: Address, city: str) -> str:
    now, note = plaza.clock.now(), ""
    who = people.by_address(tx, where.value)
    if who is None or who.erased:
        if erasure.is_suppressed(tx, plaza.secrets, where.value):
            raise BadSettings(f"{where.value} asked to be erased; grant the role after they have written to Plaza again")
        new = deeds.introduce(tx, where.channel, where.value, identity(plaza, where.channel, where.value), now)
        who, note = Person(new), " (new: nobody has written from there yet)"
    if role is Role.FOCAL_POINT and not (city or who.city):
        raise BadSettings("a focal point speaks for a city: add --city NAME")
    given = deeds.grant(tx, who.id, role, "operator", now, city)
    return f"{where.value} {'is now' if given else 'was already'} {role.value}{f' of {city}' if city else ''}{note}"


def revoke(role: str, address: str) -> None:
    """`plaza person revoke`: at once, also for what they have under way."""
    chosen, where = _role(role), _address(address)
    with opened() as plaza:
        who = _known(plaza, where)
        taken = plaza.database.write(lambda tx: deeds.revoke(tx, who.id, chosen, "operator", plaza.clock.now()))
        print(f"{where.value} {'is no longer' if taken else 'was not'} {chosen.value}")


def listing(role: str, *, as_json: bool) -> None:
    """`plaza person list`: everybody, or who holds a role."""
    chosen = _role(role) if role else None
    with opened() as plaza:
        found = plaza.database.read(lambda tx: [_summary(tx, who) for who in people.everybody(tx) if chosen is None or chosen in who.roles])
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        print(
            f"{one['id']}\t{one['name'] or '-'}\t{', '.join(one['roles']) or 'member'}\t{one['city'] or '-'}\t{' '.join(one['addresses'])}"
        )


def show(address: str, *, as_json: bool) -> None:
    """`plaza person show`: one person."""
    with opened() as plaza:
        who = _known(plaza, _address(address))
        one = plaza.database.read(lambda tx: _summary(tx, who))
    if as_json:
        print(json.dumps(one, ensure_ascii=False, indent=2))
        return
    for name, value in one.items():
        print(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")


def export(address: str, target: str) -> None:
    """`plaza person export`: every row about a person as JSON, to a file that only its owner may read, or to standard output."""
    with opened() as plaza:
        who = _known(plaza, _address(address))
        text = plaza.database.read(lambda tx: record.as_json(record.record(tx, who.id)))
    if not target:
        print(text)
        return
    path = Path(target)
    path.touch(mode=0o600)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path}: everything about {address}", file=sys.stderr)


def erase(address: str) -> None:
    """`plaza person erase`: all of it, now, and look whether any byte is left."""
    where = _address(address)
    with opened() as plaza:
        known = plaza.database.write(lambda tx: _erase(plaza, tx, where))
        left = lingering(plaza.database, known)
    if left:
        raise BadSettings(f"{where.value} is erased, but {left}; run it once more when nothing else reads the database")
    marks = "1 address" if len(known) == 1 else f"{len(known)} addresses"
    print(f"{where.value} is erased; only a keyed mark of {marks} stays, so that no import brings them back")


def _erase(plaza: Plaza, tx: Connection, where: Address) -> tuple[str, ...]:
    who, now = people.by_address(tx, where.value), plaza.clock.now()
    if who is None and erasure.is_suppressed(tx, plaza.secrets, where.value):
        return (where.value,)
    if who is None:
        raise _nobody(where)
    known = erasure.erase(tx, plaza.secrets, who.id, "operator", now)
    erasure.finish(tx, who.id, now)
    return known.addresses


def _summary(tx: Connection, who: Person) -> dict[str, Any]:
    return {
        "id": who.id,
        "name": who.name,
        "language": who.language,
        "zone": who.zone,
        "city": who.city,
        "roles": sorted(role.value for role in who.roles),
        "addresses": [f"{a.value}{'' if a.state == 'active' else f' ({a.state})'}" for a in people.addresses(tx, who.id)],
        "agrees_to": sorted(people.purposes(tx, who.id)),
    }


def _role(name: str) -> Role:
    if name not in [role.value for role in ROLES]:
        raise BadSettings(f"role {name!r}: choose {', '.join(role.value for role in ROLES)}")
    return Role(name)


def _address(text: str) -> Address:
    try:
        return parse_address(text)
    except ValueError as error:
        raise BadSettings(str(error)) from error


def _known(plaza: Plaza, where: Address) -> Person:
    who = plaza.database.read(lambda tx: people.by_address(tx, where.value))
    if who is None or who.erased:
        raise _nobody(where)
    return who


def _nobody(where: Address) -> BadSettings:
    return BadSettings(f"nobody is known at {where.value}; `plaza person list` shows who is")
