"""Organisers set the terms on which people register, and the texts of an event; nobody who has a seat loses it by that."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.actions.events import Changed, changeable, note
from bot.actions.homes import located
from bot.actions.seats import Tally, fill, tally
from bot.knowledge.library import Library
from bot.model.events import MOST_SEATS, BadPlan, Details, Event, NotPossible
from bot.model.terms import MOST_OFFER_HOURS, MOST_TOGETHER, Particulars, Quota, Share, Terms
from bot.storage import events, events_terms
from bot.storage.database import Connection

LONGEST = 2000


def check(terms: Terms) -> None:
    """Whether terms can be. Raises BadPlan."""
    window = terms.window
    if window.opens and window.closes and window.closes <= window.opens:
        raise BadPlan("closes_day", "closes_before")
    if not 0 <= terms.offer_hours <= MOST_OFFER_HOURS:
        raise BadPlan("offer_hours", "offer_hours")
    if not 1 <= terms.together <= MOST_TOGETHER:
        raise BadPlan("together", "together")
    if any(not 0 <= quota.seats <= MOST_SEATS for quota in terms.quotas) or not 0 <= terms.delegation <= MOST_SEATS:
        raise BadPlan("quotas", "no_quota")


def set_terms(tx: Connection, library: Library, slug: str, terms: Terms, by: str, now: datetime) -> Changed:
    """Other terms; who waits and fits moves up at once. Raises BadPlan, and NotPossible (with figures) for a quota below what is taken."""
    check(terms)
    before = changeable(tx, slug, now)
    if terms.by_country or terms.delegation or terms.quotas:
        _locate(tx, library, before)
    for quota, taken in _broken(terms, tally(tx, before)):
        raise NotPossible("quota_below", before, share=quota.share, name=quota.name, seats=quota.seats, taken=taken)
    events_terms.set_terms(tx, before, terms, now)
    note(tx, before, "event.terms", by, now, old=before.terms, new=terms)
    moved = fill(tx, before, now)
    return Changed(events.by_id(tx, before.id), before, tuple(moved))


def _broken(terms: Terms, taken: Tally) -> Iterator[tuple[Quota, int]]:
    """The quotas that are below what is taken, with that."""
    capped = {quota.name for quota in terms.quotas if quota.share is Share.DELEGATION}
    cities = [name for share, name in taken.shares if share is Share.DELEGATION and name not in capped] if terms.delegation else []
    for quota in (*terms.quotas, *(Quota(Share.DELEGATION, name, terms.delegation) for name in cities)):
        if (held := taken.shares[quota.share, quota.name]) > quota.seats:
            yield quota, held


def _locate(tx: Connection, library: Library, event: Event) -> None:
    """Find out where those come from who registered before it mattered."""
    for city in events_terms.homeless(tx, event.id):
        found = located(tx, library, Details("", city, "", "", ""))
        events_terms.locate(tx, event.id, city, found.country, found.delegation)


def set_texts(tx: Connection, slug: str, titles: Mapping[str, str], about: Particulars, by: str, now: datetime) -> Changed:
    """Other titles, descriptions and link to join. Raises BadPlan and NotPossible."""
    titles = {language: title.strip()[:200] for language, title in titles.items() if title.strip()}
    if not titles.get("en"):
        raise BadPlan("title_en", "no_title")
    link = about.link.strip()
    if link and (not link.startswith("https://") or len(link) > 500 or any(c.isspace() for c in link)):
        raise BadPlan("link", "no_link")
    before = changeable(tx, slug, now)
    said = {language: text.strip()[:LONGEST] for language, text in about.descriptions.items() if text.strip()}
    events_terms.set_texts(tx, before.id, titles, Particulars(said, link), now)
    note(tx, before, "event.texts", by, now, titles=titles)
    return Changed(events.by_id(tx, before.id), before)
