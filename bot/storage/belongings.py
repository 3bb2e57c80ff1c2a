"""All that hangs on a person, found from the tables themselves, so that a new feature's rows are merged, shown and erased too.

A column named `person_id` or `recipient_id` says whose a row is; any other reference to a person says who did something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, PrimaryKeyConstraint, Table, UniqueConstraint, and_, delete, select, update

from bot.storage.database import EPOCH, Instant, metadata
from bot.storage.people import person

OWNING = ("person_id", "recipient_id")
ENDED = ("cancelled", "declined", "denied", "withdrawn", "expired", "rejected", "removed")
WAITING = ("waiting", "pending", "offered", "requested")
BEGAN = ("created_at", "made_at", "asked_at", "given_at", "opened_at", "at")
SECRET = ("digest", "token", "secret", "password")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tie:
    """A column that refers to a person, and whether the row is theirs."""

    table: Table
    column: Column[Any]

    @property
    def owns(self) -> bool:
        """Whether the row belongs to the person, or only names them as who did something."""
        return self.column.name in OWNING


def ties() -> list[Tie]:
    """Every reference to a person, parents before children."""
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is person.c.id for key in column.foreign_keys):
                found.append(Tie(table, column))
    return found


def children(table: Table) -> list[tuple[Column[Any], Column[Any]]]:
    """Columns of other rows that refer to this table's rows, each with the column it refers to."""
    pairs = [(column, key.column) for other in metadata.sorted_tables for column in other.columns for key in column.foreign_keys]
    return [(column, target) for column, target in pairs if target.table is table]


def clear(tx: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Delete these rows and all that hangs on them; how many of this table."""
    for column, target in children(table):
        below = column.in_(select(target).where(which))
        if column.table is table:
            tx.execute(update(table).where(below).values({column: None}))
        else:
            clear(tx, column.table, below)
    return tx.execute(delete(table).where(which)).rowcount


def rows_of(tx: Connection, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row that is this person's, with the rows below it, by table; without what only a machine may know."""
    found: dict[str, list[dict[str, Any]]] = {"person": _plain(tx, person, person.c.id == person_id)}
    for tie in ties():
        if tie.owns:
            _gather(tx, tie.table, tie.column == person_id, found)
    return {name: rows for name, rows in found.items() if rows}


def _gather(tx: Connection, table: Table, which: ColumnElement[bool], found: dict[str, list[dict[str, Any]]]) -> None:
    rows = found.setdefault(table.name, [])
    rows += [row for row in _plain(tx, table, which) if row not in rows]
    for column, target in children(table):
        if column.table is not table and not any(tie.owns for tie in ties() if tie.table is column.table):
            _gather(tx, column.table, column.in_(select(target).where(which)), found)


def _plain(tx: Connection, table: Table, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    shown = [column for column in table.columns if column.name not in SECRET]
    return [dict(row._mapping) for row in tx.execute(select(*shown).where(which))]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row per person and `others` (an event, a topic, nothing at all), among the rows that `where` holds for."""

    others: tuple[str, ...]
    where: ColumnElement[bool] | None = None


def uniques(table: Table, column: Column[Any]) -> list[Rule]:
    """Every rule of the table that could forbid giving one person's row to another."""
    rules: list[tuple[tuple[str, ...], ColumnElement[bool] | None]] = [
        (tuple(c.name for c in rule.columns), None)
        for rule in table.constraints
        if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)
    ]
    for index in table.indexes:
        if index.unique:
            rules.append((tuple(c.name for c in index.columns), index.dialect_options["sqlite"].get("where")))
    return [Rule(tuple(n for n in names if n != column.name), where) for names, where in rules if column.name in names]


def clash(tx: Connection, tie: Tie, gone: int, kept: int) -> tuple[Row, Row] | None:
    """Two rows (of `gone`, of `kept`) that could not both belong to one person; None when there are none left."""
    for rule in uniques(tie.table, tie.column):
        ours = {tuple(row[name] for name in rule.others): row for row in _ruled(tx, tie, kept, rule)}
        for row in _ruled(tx, tie, gone, rule):
            pair = ours.get(tuple(row[name] for name in rule.others))
            if pair and all(row[name] is not None for name in rule.others):
                return row, pair
    return None


def _ruled(tx: Connection, tie: Tie, person_id: int, rule: Rule) -> list[Row]:
    query = select(tie.table).where(tie.column == person_id).order_by(*tie.table.primary_key.columns)
    if rule.where is not None:
        query = query.where(rule.where)
    return [dict(row._mapping) for row in tx.execute(query)]


def same(table: Table, row: Row) -> ColumnElement[bool]:
    """The condition that finds exactly this row."""
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def earlier(table: Table, row: Row) -> tuple[int, datetime, int]:
    """How rows of one thing rank: what stands, what waits, what has ended; then by when it began."""
    began = next((row[c.name] for c in table.columns if isinstance(c.type, Instant) and c.name in BEGAN), EPOCH)
    state = row.get("state")
    return 2 if state in ENDED else 1 if state in WAITING else 0, began, row.get("id") or 0


def settle(tx: Connection, tie: Tie, gone: int, kept: int) -> int:
    """Of two rows of one thing keep the earlier one that stands; what hung on the other moves or goes. How many went."""
    dropped = 0
    while pair := clash(tx, tie, gone, kept):
        winner, loser = sorted(pair, key=partial(earlier, tie.table))
        drop(tx, tie.table, loser, winner)
        dropped += 1
    return dropped


def drop(tx: Connection, table: Table, loser: Row, winner: Row) -> None:
    """Delete a row in favour of another; rows below it follow where no rule forbids it."""
    for column, target in children(table):
        if column.table is table or not uniques(column.table, column):
            tx.execute(update(column.table).where(column == loser[target.name]).values({column: winner[target.name]}))
    clear(tx, table, same(table, loser))


def repoint(tx: Connection, chosen: Sequence[Tie], gone: int, kept: int) -> None:
    """Make these columns refer to the person who stays."""
    for tie in chosen:
        tx.execute(update(tie.table).where(tie.column == gone).values({tie.column: kept}))
