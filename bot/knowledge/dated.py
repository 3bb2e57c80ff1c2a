"""The library with the dates that people set: sessions and reviews show them, and every computed day follows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from bot.knowledge.calendar import latest
from bot.knowledge.library import Library
from bot.model.knowledge import DateChange, DateState, Session


def dated(library: Library, changes: Iterable[DateChange]) -> Library:
    """The same library when nothing was set, else one in which the changes hold for whoever asks."""
    made = tuple(changes)
    if not made:
        return library
    newest = latest(made)
    sessions = {number: _session(one, newest, f"hrc:session:{number}") for number, one in library.sessions.items()}
    reviews = {number: _session(one, newest, f"hrc:upr:{number}") for number, one in library.reviews.items()}
    return replace(library, sessions=sessions, reviews=reviews, changes=made)


def _session(one: Session, newest: Mapping[str, DateChange], record: str) -> Session:
    """A session is as sure as the less sure of its two days; what the files note about its missing days no longer holds.

    A day that was set is its own span of likely days too, so that a session with one known day can be shown; one that was taken back
    leaves the likely days of the files."""
    opens, closes = newest.get(f"{record}:opens"), newest.get(f"{record}:closes")
    if not (opens or closes):
        return one
    states = {opens.state if opens else one.state, closes.state if closes else one.state}
    state = next((state for state in (DateState.PROVISIONAL, DateState.CONFIRMED) if state in states), one.state)
    one = replace(one, state=state, sure=state is not DateState.PROVISIONAL, note={})
    if opens:
        one = replace(one, opens=opens.day, opens_window=_span(opens) or one.opens_window, url=opens.source or one.url)
    return replace(one, closes=closes.day, closes_window=_span(closes) or one.closes_window) if closes else one


def _span(change: DateChange) -> tuple[date, date] | None:
    return (change.day, change.day) if change.day else None
