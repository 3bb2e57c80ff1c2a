"""`plaza person import`, `plaza city import` and `plaza city list`: tables, taken whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from bot.actions import imports, imports_read
from bot.actions.tables import BadTable
from bot.app.assemble import Plaza
from bot.app.opened import identity, opened
from bot.config import BadSettings
from bot.model.imports import Tally
from bot.storage import cities
from bot.storage.database import Connection

T = TypeVar("T")
MEANS = {
    "people": "people, new",
    "known": "people, known already",
    "roles": "roles given",
    "cities": "cities, new",
    "consents": "consents with proof",
    "invited": "invited, without alerts until they ask for them",
    "unmet": "cannot be reached until they write to Plaza themselves",
    "suppressed": "left out, because they asked to be erased",
}


class _Rehearsed(Exception):
    """Carries what an import would have done out of the transaction that it undoes."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self.tally = tally


def import_people(path: str, *, dry_run: bool) -> None:
    """`plaza person import`: the whole table or nothing."""
    with opened() as plaza:
        topics = [topic.id for topic in plaza.library.rules.topics]
        table = _table(path, lambda content: imports_read.people_in(content, topics, plaza.clock.now().date()))
        tally = _rehearsable(
            plaza,
            lambda tx: imports.take_people(tx, plaza.secrets, lambda c, v: identity(plaza, c, v), table, plaza.clock.now()),
            dry_run=dry_run,
        )
    _report(tally, dry_run=dry_run)


def import_cities(path: str, *, dry_run: bool) -> None:
    """`plaza city import`: the whole table or nothing."""
    table = _table(path, imports_read.cities_in)
    with opened() as plaza:
        tally = _rehearsable(plaza, lambda tx: imports.take_cities(tx, plaza.secrets, table, plaza.clock.now()), dry_run=dry_run)
    _report(tally, dry_run=dry_run)


def list_cities(*, as_json: bool) -> None:
    """`plaza city list`: the secretariat's cities."""
    with opened() as plaza:
        found = plaza.database.read(cities.every_city)
    if as_json:
        print(json.dumps([asdict(city) for city in found], ensure_ascii=False, indent=2))
        return
    for city in found:
        print(f"{city.name}\t{city.country or '-'}\t{city.language or '-'}\t{city.general_address or '-'}")


def _table(path: str, make: Callable[[bytes], T]) -> T:
    try:
        return make(Path(path).read_bytes())
    except OSError as error:
        raise BadSettings(f"{path}: {error.strerror}") from error
    except BadTable as bad:
        raise BadSettings("\n".join([f"{path} cannot be imported; nothing was changed", *imports.lines(path, bad.problems)])) from bad


def _rehearsable(plaza: Plaza, work: Callable[[Connection], Tally], *, dry_run: bool) -> Tally:
    def maybe(tx: Connection) -> Tally:
        tally = work(tx)
        if dry_run:
            raise _Rehearsed(tally)
        return tally

    try:
        return plaza.database.write(maybe)
    except _Rehearsed as undone:
        return undone.tally


def _report(tally: Tally, *, dry_run: bool) -> None:
    print("would be imported:" if dry_run else "imported:")
    for name, count in asdict(tally).items():
        if count:
            print(f"  {MEANS[name]}: {count}")
