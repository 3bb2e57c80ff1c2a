"""Answers about events and history."""

import re
from collections.abc import Iterable, Sequence

from bot.knowledge.answers.charters import charter
from bot.knowledge.answers.common import Citation, Desk, Part, missing, part
from bot.knowledge.answers.organisations import organisation
from bot.knowledge.reading import Need, need
from bot.model.movement import Event, Moment

LISTED = 10
ABSENT = ("outcome", "attendance", "theme", "vote", "cost")
SECRETARIATS = ("gic", "infid", "spidh")
"""Whom to ask about an event that several organise."""
HEADS = re.compile(r"[\d.,]+\d (?:people|participants|delegates|persons)")
"""How an outcome says in English how many came."""


def cite_event(event: Event) -> Citation:
    """The citation of an event."""
    return Citation(f"event:{event.id}", event.names, event.url)


def cite_moment(moment: Moment) -> Citation:
    """The citation of an entry of the history."""
    return Citation(moment.id, moment.what, (moment.sources or ("",))[0])


def event(wanted: Need, desk: Desk) -> Sequence[Part]:
    """An event, or the events of a series that fit what was asked."""
    if wanted.all("event"):
        known = [desk.library.events[e] for e in wanted.all("event") if e in desk.library.events]
        return [*(_event(one, wanted, desk) for one in known[:2]), *_behind(known[:1], wanted, desk), *_agreed_there(known, wanted, desk)]
    series = [e for e in desk.library.events.values() if e.series == wanted.one("series") or e.id == wanted.one("series")]
    chosen = _chosen(series, wanted, desk)
    if not chosen:
        return [_none(series, wanted)] if series else []
    over = chosen[0].starts is not None and chosen[0].starts < desk.today and chosen[0] == max(series, key=lambda e: e.year)
    if wanted.asks("next") and not wanted.asks("last", "when", "before") and over and not wanted.all("year"):
        return [_none_ahead(chosen[0], desk)]
    if len(chosen) == 1:
        return [_event(chosen[0], wanted, desk, series), *_behind(chosen, wanted, desk), *_agreed_there(chosen, wanted, desk)]
    return [_events(chosen, desk), *_behind(chosen[-1:], wanted, desk)]


def _behind(found: Sequence[Event], wanted: Need, desk: Desk) -> Sequence[Part]:
    """The one organisation behind an event, when it is asked who that is and where, or what it does."""
    reached = wanted.asks("contact", "email", "phone", "address")
    told = wanted.asks("where", "website", "what-is", "founded") or not wanted.all("year")
    behind = wanted.asks("organiser", "founded", "origin") and told
    if not (reached or behind) or wanted.asks("when", "theme", "deadline"):
        return []
    names = {name for event in found for words in event.organisers for name in words.values()}
    known = [o.id for o in desk.library.organisations.values() if names.intersection((*o.names.values(), *o.acronyms))]
    known = [one for one in known if one in SECRETARIATS] or known
    return organisation(need("organisation", wanted.score, org=tuple(known), asks=wanted.all("asks")), desk) if len(known) == 1 else []


def _agreed_there(found: Sequence[Event], wanted: Need, desk: Desk) -> Sequence[Part]:
    """The declaration in which an event ended, when more is asked than the day or place."""
    if len(found) != 1 or wanted.asks("when", "where", "theme", "organiser", "who"):
        return []
    texts = (c for c in desk.library.charters.values() if "declaration" in c.kind.get("en", "") and c.place.get("en", ""))
    there = (c.id for c in texts if c.adopted[:4] == str(found[0].year) and c.place["en"].startswith(found[0].city))
    return charter(need("charter", wanted.score, charter=tuple(there), asks=wanted.all("asks")), desk)


def _chosen(series: Sequence[Event], wanted: Need, desk: Desk) -> list[Event]:
    """The editions that a year, an edition number, a place, or next and last pick out."""
    found = list(series)
    years, editions, cities = wanted.all("year"), wanted.all("edition"), wanted.all("city")
    if years:
        found = [e for e in found if str(e.year) in years]
    if editions and not years:
        found = [e for e in found if _is_edition(e, editions)] or ([] if not wanted.asks("first", "last") else found)
    if cities and any(e.city in cities for e in found) and not (years or editions):
        found = [e for e in found if e.city in cities]
        if wanted.asks("last") and len(found) == 1:
            return _with_the_one_before(found[0], series)
    if wanted.asks("before") and len(found) == 1:
        return _with_the_one_before(found[0], series)
    if years or editions:
        return found
    if wanted.asks("how-many", "list", "edition"):
        return found
    ahead = [e for e in found if not e.starts or e.starts >= desk.today]
    past = [e for e in found if e not in ahead or e.state == "held"]
    if wanted.asks("next") or (wanted.asks("deadline", "current") and ahead):
        return [e for e in ahead if e.year >= desk.today.year][:1] or past[-1:]
    if wanted.asks("last"):
        return past[-1:]
    if wanted.asks("first"):
        return found[:1]
    return found


def _with_the_one_before(one: Event, series: Sequence[Event]) -> list[Event]:
    """An edition that was named by its place, after the one before it (`the congress in Bogotá, and where was the previous one`)."""
    before = max((e for e in series if e.year < one.year), key=lambda e: e.year, default=None)
    return [before, one] if before else [one]


def _is_edition(event: Event, editions: Sequence[str]) -> bool:
    """Whether the event has one of these numbers, in its record or at the end of its name (`World Urban Forum 13`)."""
    return str(event.edition) in editions or event.names.get("en", "").rpartition(" ")[2] in editions


def _none_ahead(last: Event, desk: Desk) -> Part:
    """No later event of the series is on record; the last one is told."""
    return part("movement.none_ahead", [cite_event(last)], _line(last, desk), refusal=True)


def _none(series: Sequence[Event], wanted: Need) -> Part:
    years = [str(e.year) for e in series]
    return part(
        "movement.no_event",
        [cite_event(series[-1])],
        refusal=True,
        name=series[-1].names,
        first=years[0],
        last=years[-1],
        asked=[*wanted.all("year"), *wanted.all("edition")],
    )


def _event(one: Event, wanted: Need, desk: Desk, series: Sequence[Event] = ()) -> Part:
    asked = [thing for thing in ABSENT if wanted.asks(thing)]
    if asked and not any(_records(one, thing) for thing in asked) and not wanted.asks("when", "where"):
        return missing(asked[0], one.names, [cite_event(one)])
    held = [e for e in series if e.state == "held"]
    return part(
        "movement.event",
        [cite_event(one)],
        _line(one, desk),
        sure=one.sure,
        venue=one.venue,
        theme=one.theme,
        organisers=one.organisers,
        outcome=one.outcome,
        note=one.date_note,
        hours=one.hours.replace("-", "–"),
        edition=one.edition,
        count=len(held),
        year=one.year,
    )


def _records(one: Event, thing: str) -> bool:
    """Whether the record of an event says this of it."""
    if thing == "cost":
        return False
    if thing == "attendance":
        return bool(HEADS.search(one.outcome.get("en", "")))
    return bool(one.theme if thing == "theme" else one.outcome)


def _line(one: Event, desk: Desk) -> dict[str, object]:
    """What a list shows of an event."""
    return {
        "names": one.names,
        "city": {} if one.city == "Online" else desk.places.names_of(one.city),
        "country": one.country,
        "starts": one.starts,
        "ends": one.ends,
        "state": one.state,
        "ahead": bool(one.starts and one.starts > desk.today),
    }


def _events(found: Sequence[Event], desk: Desk) -> Part:
    shown = sorted(found, key=lambda e: e.year)
    held = [e for e in shown if e.state != "not-announced"]
    last = held[-1] if held else shown[-1]
    lines = [{**_line(e, desk), "year": e.year, "theme": e.theme, "sure": e.sure} for e in shown[-2 * LISTED :]]
    return part(
        "movement.events",
        [cite_event(e) for e in reversed(shown)],
        events=lines,
        count=len(held),
        last={**_line(last, desk), "year": last.year},
    )


def history(wanted: Need, desk: Desk) -> Sequence[Part]:
    """Entries of the history: the best one alone when it stands out, a place's whole story when that was asked for."""
    wished = list(wanted.all("moment"))
    by_id: dict[str, list[Moment]] = {}
    for moment in desk.library.moments:
        by_id.setdefault(moment.id, []).append(moment)
    cities = wanted.all("city")
    found = [m for i in wished for m in by_id.get(i, []) if not cities or m.place in cities]
    if not found:
        return []
    whole = wanted.asks("origin", "list") if cities else wanted.asks("list") and not wanted.asks("when")
    shown = sorted(found[:LISTED], key=lambda m: m.date) if whole else found[: 3 if len(found) > 1 else 1]
    return [part("movement.history", [cite_moment(m) for m in shown], sure=all(m.sure for m in shown), moments=_told(shown, desk))]


def _told(moments: Iterable[Moment], desk: Desk) -> list[dict[str, object]]:
    return [
        {"date": m.date, "place": desk.places.names_of(m.place) if m.place else {}, "what": m.what, "note": m.note, "sure": m.sure}
        for m in moments
    ]


COMPOSERS = {"event": event, "history": history}
